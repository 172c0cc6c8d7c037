package teams

import (
	"cmp"
	"slices"
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
	names, values := readings(c)
	if len(values) > 0 {
		all = append(all, plotted("Reading", "categoricalBlue", names, values))
	} else {
		names = []string{"-"} // there are only levels
	}
	if c.Target != nil {
		all = append(all, plotted("Target", "good", names, slices.Repeat([]float64{*c.Target}, len(names))))
	}
	if c.Baseline != nil {
		all = append(all, plotted("Baseline", "neutral", names, slices.Repeat([]float64{*c.Baseline}, len(names))))
	}
	return all
}

// readings are the newest readings: what each is called, otherwise than all others, and its value.
func readings(c bot.Chart) (names []string, values []float64) {
	for _, p := range c.Points[max(0, len(c.Points)-maxPoints):] {
		names, values = append(names, p.Label), append(values, p.Value)
	}
	return bot.Distinct(names, maxPoint), values
}

// plotted is one line of a chart.
func plotted(legend, color string, names []string, values []float64) element {
	points := make([]element, len(names))
	for i, name := range names {
		points[i] = element{"x": name, "y": values[i]}
	}
	return element{"legend": legend, "color": color, "values": points}
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
