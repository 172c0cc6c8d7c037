package slack

import (
	"cmp"
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
	"collab/report"
)

// chart draws a trend: its sentence, for whoever does not see the picture, and the picture. Where Slack takes no charts
// (they came in 2026, workspace by workspace, and in messages only), a table or a text stands in its place.
// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block/
func (d *drawing) chart(c bot.Chart) {
	var title, alt line
	if name := bot.Legible(c.Title); !strings.HasPrefix(c.Alt, name) {
		title.bold(name)
		title.plain(separated(title, ", ", bot.Legible(c.Unit)))
	}
	alt.plain(bot.Legible(c.Alt))
	d.lines([]line{title, alt}, false)
	rows := table(c)
	if len(rows) == 0 {
		return
	}
	drawn := block{Block: preformatted(rows)}
	if c.Drawable() {
		drawn = block{picture(c), []slackgo.Block{tableOf(rows), drawn.Block}}
	}
	d.pieces = append(d.pieces, piece{Drawn: drawn, Lines: 1})
}

// picture is a line of readings, with the target and the baseline as level lines.
func picture(c bot.Chart) slackgo.Block {
	points := c.Points[max(0, len(c.Points)-maxPoints):]
	labels := labelsOf(points)
	if len(points) == 0 { // there are only levels
		labels = []string{"-"}
	}
	series := []slackgo.DataVisualizationDataSeries{}
	add := func(name string, value func(i int) float64) {
		s := slackgo.NewDataVisualizationDataSeries(name)
		for i, label := range labels {
			s.Data = append(s.Data, slackgo.NewDataVisualizationDataPoint(label, value(i)))
		}
		series = append(series, s)
	}
	if len(points) > 0 {
		add("Reading", func(i int) float64 { return points[i].Value })
	}
	if c.Target != nil {
		add("Target", func(int) float64 { return *c.Target })
	}
	if c.Baseline != nil {
		add("Baseline", func(int) float64 { return *c.Baseline })
	}
	axis := slackgo.NewDataVisualizationAxisConfig(labels...).WithYLabel(bot.Shorten(c.Unit, maxChartText))
	return slackgo.NewDataVisualizationBlock(cmp.Or(bot.Shorten(c.Title, maxChartText), "Readings"), slackgo.NewDataVisualizationLineChart(axis, series...))
}

// labelsOf names the points.
func labelsOf(points []report.Point) []string {
	labels := make([]string, len(points))
	for i, p := range points {
		labels[i] = p.Label
	}
	return bot.Distinct(labels, maxPoint)
}

// table writes a trend down, in lines that Slack has room for.
func table(c bot.Chart) bot.Facts {
	rows := c.Readings(maxPoints)
	for i, r := range rows {
		rows[i] = bot.Fact{Name: cmp.Or(bot.Shorten(r.Name, maxPoint), "-"), Value: bot.Shorten(r.Value, maxLabel)}
	}
	return rows
}

// tableOf draws rows as Slack does. https://docs.slack.dev/reference/block-kit/blocks/table-block/
func tableOf(rows bot.Facts) slackgo.Block {
	block := slackgo.NewTableBlock("").WithColumnSettings(
		slackgo.ColumnSetting{Align: slackgo.ColumnAlignmentLeft}, slackgo.ColumnSetting{Align: slackgo.ColumnAlignmentRight})
	block.AddRow(slackgo.NewTableRawTextCell("Day"), slackgo.NewTableRawTextCell("Reading"))
	for _, r := range rows {
		block.AddRow(slackgo.NewTableRawTextCell(r.Name), slackgo.NewTableRawTextCell(r.Value))
	}
	return block
}

// preformatted draws rows as text, in columns.
func preformatted(rows bot.Facts) slackgo.Block {
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = fmt.Sprintf("%-12s %s", r.Name, r.Value)
	}
	return slackgo.NewRichTextBlock("", &slackgo.RichTextPreformatted{
		Type: slackgo.RTEPreformatted, Elements: []slackgo.RichTextSectionElement{
			slackgo.NewRichTextSectionTextElement(strings.Join(lines, "\n"), nil)},
	})
}
