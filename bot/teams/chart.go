package teams

import (
	"cmp"
	"strings"

	"collab/bot"
)

// chart draws a trend: its sentence, for whoever does not see the picture, and the picture. Clients that draw no charts
// show its readings instead.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards
func (d *drawing) chart(c bot.Chart) {
	name := bot.Legible(c.Title)
	if !strings.HasPrefix(c.Alt, name) {
		d.add(heading(strings.TrimSuffix(name+", "+bot.Legible(c.Unit), ", "), "Large")...)
	}
	d.add(lines(c.Alt, ordinary, "Default")...)
	rows := c.Readings(maxPoints)
	if len(rows) == 0 {
		return
	}
	written := table(rows)
	if !c.Drawable() {
		d.add(written)
		return
	}
	d.add(element{
		"type": "Chart.Line", "title": cmp.Or(bot.Shorten(c.Title, maxLabel), "Readings"), "yAxisTitle": bot.Shorten(c.Unit, maxPoint),
		"data": series(c), "fallback": written,
	})
}

// series are the readings, and target and baseline as level lines.
func series(c bot.Chart) (all []element) {
	points := c.Points[max(0, len(c.Points)-maxPoints):]
	names := make([]string, len(points))
	for i, p := range points {
		names[i] = p.Label
	}
	names = bot.Distinct(names, maxPoint)
	add := func(legend, color string, value func(i int) float64) {
		var values []element
		for i, name := range names {
			values = append(values, element{"x": name, "y": value(i)})
		}
		all = append(all, element{"legend": legend, "color": color, "values": values})
	}
	if len(points) > 0 {
		add("Reading", "categoricalBlue", func(i int) float64 { return points[i].Value })
	} else {
		names = []string{"-"} // there are only levels
	}
	if c.Target != nil {
		add("Target", "good", func(int) float64 { return *c.Target })
	}
	if c.Baseline != nil {
		add("Baseline", "neutral", func(int) float64 { return *c.Baseline })
	}
	return all
}

// table writes readings down, in columns.
func table(rows bot.Facts) element {
	var items []element
	for _, r := range rows {
		items = append(items, beside(lines(cmp.Or(bot.Shorten(r.Name, maxPoint), "-"), ordinary, "None"),
			lines(bot.Shorten(r.Value, maxLabel), ordinary, "None"), 1, 2, "None"))
	}
	return element{"type": "Container", "items": items}
}
