package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Draw writes a message as plain text, line by line: for written plays, for e-mail, for whoever reads without a
// screen of blocks. Times are in loc (UTC if nil) with the zone's abbreviation.
//
// The bot's own marks stand at fixed columns: "[Label]" of a row of buttons and "- " of a list at the first, an item's
// button at the third. Text that people wrote never begins a line there with such a mark: its further lines are
// indented by four, and so is a first line that begins like a mark.
func Draw(m Message, loc *time.Location) string {
	if loc == nil {
		loc = time.UTC
	}
	d := &drawing{loc: loc}
	d.Grow(4096) // as much as most messages take
	if len(m.Blocks) == 0 {
		d.free("", m.Fallback)
	}
	for _, block := range m.Blocks {
		d.block(block)
	}
	return d.String()
}

// A drawing is text in the making, one line after the other.
type drawing struct {
	strings.Builder
	loc *time.Location
}

// line writes one line, without blanks at its end.
func (d *drawing) line(parts ...string) {
	last := len(parts)
	for last > 0 && strings.Trim(parts[last-1], " ") == "" {
		last--
	}
	for i, part := range parts[:last] {
		if i == last-1 {
			part = strings.TrimRight(part, " ")
		}
		d.WriteString(part)
	}
	d.WriteByte('\n')
}

// further is where the second and every later line of a text begins.
const further = "    "

// free writes a text of any number of lines behind a prefix.
func (d *drawing) free(prefix, text string) {
	lines := linesOf(text)
	if prefix == "" && marked(lines[0]) {
		prefix = further
	}
	d.line(prefix, lines[0])
	for _, line := range lines[1:] {
		if line == "" {
			d.line()
			continue
		}
		d.line(further, line)
	}
}

func (d *drawing) block(b Block) {
	switch b := b.(type) {
	case Text:
		d.text(b)
	case Facts:
		d.facts(b)
	case Items:
		d.items(b)
	case Chart:
		d.chart(b)
	case Buttons:
		d.buttons("", b)
	case Note:
		d.free("(", b.Body+")")
	default:
		panic(fmt.Sprintf("bot: no drawing of %T", b))
	}
}

func (d *drawing) text(t Text) {
	if t.Title != "" {
		d.free("", oneLine(t.Title))
	}
	if t.Body != "" || t.Title == "" {
		d.free("", t.Body)
	}
}

// widest is where the values of a table begin at the latest; longer names push their own value further.
const widest = 32

// facts writes names and values in two columns.
func (d *drawing) facts(facts Facts) {
	var names []string
	for _, fact := range facts {
		names = append(names, plainName(fact.Name))
	}
	column := columnFor(names)
	for i, fact := range facts {
		d.free("  "+padded(names[i], column)+"  ", together(fact.Value, d.instant(fact.At)))
	}
}

// columnFor is the width that fits the names, as far as that is sensible.
func columnFor(names []string) int {
	width := 0
	for _, name := range names {
		width = max(width, min(wide(name), widest))
	}
	return width
}

func padded(s string, width int) string { return s + strings.Repeat(" ", max(0, width-wide(s))) }

// together puts a blank between two texts if both are there.
func together(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// TimeOfDay is the time of an instant in its own zone, with that zone's label: "15:00 BST". A zone without letters shows its
// offset, "15:00 UTC-03": "-03" alone would read like a number.
func TimeOfDay(at time.Time) string {
	label := at.Format("MST")
	if strings.ContainsAny(label[:1], "+-") {
		label = "UTC" + label
	}
	return at.Format("15:04 ") + label
}

// instant is a time as shown: "Fri 14 Aug 15:00 BST"; empty for the zero time.
func (d *drawing) instant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(d.loc)
	return at.Format("Mon 2 Jan ") + TimeOfDay(at)
}

func (d *drawing) items(list Items) {
	if list.Title != "" {
		d.free("", oneLine(list.Title))
	}
	for _, item := range list.Items {
		d.item(item)
	}
	if list.More != "" {
		d.free("- ", oneLine(list.More))
	}
	if list.Rest.Words != "" {
		d.buttons("  ", Buttons{list.Rest})
	}
}

func (d *drawing) item(item Item) {
	head := oneLine(item.Title)
	if detail := together(item.Detail, d.instant(item.At)); detail != "" {
		head = strings.TrimPrefix(head+": "+detail, ": ")
	}
	d.free("- ", head)
	if item.Link != "" {
		d.line(further, "<", oneLine(item.Link), ">")
	}
	if item.Button.Words != "" {
		d.buttons("  ", Buttons{item.Button})
	}
}

// latest is how many points of a chart are written out.
const latest = 12

// chart writes the sentence about the picture and its last points as a table.
func (d *drawing) chart(c Chart) {
	if c.Title != "" {
		d.free("", oneLine(c.Title))
	}
	d.free("", together("Chart:", c.Alt))
	points := c.Points
	if left := len(points) - latest; left > 0 {
		d.line("  ", strconv.Itoa(left), " earlier")
		points = points[left:]
	}
	var rows []Fact
	for _, point := range points {
		rows = append(rows, Fact{Name: point.Label, Value: c.value(point.Value)})
	}
	if c.Baseline != nil {
		rows = append(rows, Fact{Name: "Baseline", Value: c.value(*c.Baseline)})
	}
	if c.Target != nil {
		rows = append(rows, Fact{Name: "Target", Value: c.value(*c.Target)})
	}
	d.facts(rows)
}

func (c Chart) value(v float64) string {
	return together(strconv.FormatFloat(v, 'f', -1, 64), oneLine(c.Unit))
}

// buttons writes a row of buttons, then what is asked before those that cannot be undone.
func (d *drawing) buttons(indent string, row Buttons) {
	var labels []string
	for _, b := range row {
		labels = append(labels, drawn(b))
	}
	d.line(indent, strings.Join(labels, " "))
	for _, b := range row {
		if b.Confirm != "" {
			d.line(further, label(b), " asks first: ", oneLine(b.Confirm))
		}
	}
}

// drawn is a button with its weight: "[* Accept]" is what most will want next, "[! Leave]" cannot be undone.
func drawn(b Button) string {
	switch b.Style {
	case Primary:
		return "[* " + label(b) + "]"
	case Danger:
		return "[! " + label(b) + "]"
	}
	return "[" + label(b) + "]"
}

// label is a button's label without brackets of its own, so that one button never looks like two.
func label(b Button) string { return plainName(b.Label) }

// plainName is a text that stands where the bot's marks stand: one line, its square brackets made round.
func plainName(text string) string { return brackets.Replace(oneLine(text)) }
