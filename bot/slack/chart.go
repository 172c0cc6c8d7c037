package slack

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
	if name := clean(c.Title); !strings.HasPrefix(c.Alt, name) {
		title.bold(name)
		title.plain(separated(title, ", ", clean(c.Unit)))
	}
	alt.plain(clean(c.Alt))
	d.lines([]line{title, alt}, false)
	rows := table(c)
	if len(rows) == 0 {
		return
	}
	p := piece{block: preformatted(rows), lines: 1}
	if drawable(c) {
		p = piece{block: picture(c), instead: []slackgo.Block{tableOf(rows), p.block}, lines: 1}
	}
	d.pieces = append(d.pieces, p)
}

// drawable says whether every number of a trend is one that JSON can hold.
func drawable(c bot.Chart) bool {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	for _, level := range []*float64{c.Target, c.Baseline} {
		if level != nil && !finite(*level) {
			return false
		}
	}
	return !slices.ContainsFunc(c.Points, func(p report.Point) bool { return !finite(p.Value) })
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
	axis := slackgo.NewDataVisualizationAxisConfig(labels...).WithYLabel(cut(c.Unit, maxChartText))
	return slackgo.NewDataVisualizationBlock(first(cut(c.Title, maxChartText), "Readings"), slackgo.NewDataVisualizationLineChart(axis, series...))
}

// labelsOf names the points, each otherwise than the others: Slack tells them apart by that.
func labelsOf(points []report.Point) []string {
	labels := make([]string, 0, len(points))
	for i, p := range points {
		label := first(cut(p.Label, maxPoint), "-")
		if slices.Contains(labels, label) {
			number := fmt.Sprintf(" (%d)", i+1)
			label = cut(label, maxPoint-len(number)) + number
		}
		labels = append(labels, label)
	}
	return labels
}

// row is one line of a trend written down.
type row struct{ label, value string }

// table writes a trend down.
func table(c bot.Chart) []row {
	var rows []row
	add := func(label string, value float64) {
		number := strconv.FormatFloat(value, 'f', -1, 64)
		rows = append(rows, row{first(cut(label, maxPoint), "-"), cut(strings.TrimSpace(number+" "+clean(c.Unit)), maxLabel)})
	}
	for _, p := range c.Points[max(0, len(c.Points)-maxPoints):] {
		add(p.Label, p.Value)
	}
	if c.Target != nil {
		add("Target", *c.Target)
	}
	if c.Baseline != nil {
		add("Baseline", *c.Baseline)
	}
	return rows
}

// tableOf draws rows as Slack does. https://docs.slack.dev/reference/block-kit/blocks/table-block/
func tableOf(rows []row) slackgo.Block {
	block := slackgo.NewTableBlock("").WithColumnSettings(
		slackgo.ColumnSetting{Align: slackgo.ColumnAlignmentLeft}, slackgo.ColumnSetting{Align: slackgo.ColumnAlignmentRight})
	block.AddRow(slackgo.NewTableRawTextCell("Day"), slackgo.NewTableRawTextCell("Reading"))
	for _, r := range rows {
		block.AddRow(slackgo.NewTableRawTextCell(r.label), slackgo.NewTableRawTextCell(r.value))
	}
	return block
}

// preformatted draws rows as text, in columns.
func preformatted(rows []row) slackgo.Block {
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = fmt.Sprintf("%-12s %s", r.label, r.value)
	}
	return slackgo.NewRichTextBlock("", &slackgo.RichTextPreformatted{
		Type: slackgo.RTEPreformatted, Elements: []slackgo.RichTextSectionElement{
			slackgo.NewRichTextSectionTextElement(strings.Join(lines, "\n"), nil)},
	})
}
