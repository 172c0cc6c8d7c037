package teams

import (
	"cmp"
	"fmt"

	"collab/bot"
)

// drawing is a message on its way to becoming elements of a card.
type drawing struct {
	pieces   []piece
	origin   origin
	inDialog bool // where each press is a submission
	menu     int  // most options of a menu
	fields   []string
}

// piece is one element; one that shows something to press is kept.
type piece = bot.Piece[element]

// drawAll makes elements of a message, as many as it takes.
func (d *drawing) drawAll(m bot.Message) []piece {
	for _, b := range m.Blocks {
		d.draw(b)
	}
	if len(d.pieces) == 0 { // a card of nothing is refused
		d.add(lines(plain(m), ordinary, "Default")...)
	}
	return d.pieces
}

func (d *drawing) draw(b bot.Block) {
	switch b := b.(type) {
	case bot.Text:
		d.add(heading(b.Title, "Large")...)
		d.add(lines(b.Body, ordinary, "Default")...)
	case bot.Facts:
		for i, f := range b {
			d.fact(f, i == 0)
		}
	case bot.Items:
		d.items(b)
	case bot.Chart:
		d.chart(b)
	case bot.Buttons:
		d.buttons(b)
	case bot.Note:
		d.note(b.Body)
	default:
		panic(fmt.Sprintf("teams: no drawing for %T", b))
	}
}

// add adds elements, each of which is one thing when it is left out.
func (d *drawing) add(all ...element) {
	for _, e := range all {
		d.pieces = append(d.pieces, piece{Drawn: e, Lines: 1})
	}
}

func (d *drawing) note(body string) { d.add(lines(body, small, "Medium")...) }

// fact draws a name beside its value; what of the value is too long for a row goes into the next.
func (d *drawing) fact(f bot.Fact, first bool) {
	name, spacing := lines(f.Name, bold, "None"), "Small"
	if first {
		spacing = "Medium"
	}
	value := lines(f.Value, ordinary, "None")
	if at := date(f.At, ordinary); len(at) > 0 {
		value = ended(value, at)
	}
	if bot.Length(f.Name) > maxName {
		d.add(name...)
		name = nil
	}
	for _, some := range light(value) {
		d.add(beside(name, some, 2, 3, spacing))
		name, spacing = nil, "None"
	}
	if len(value) == 0 && len(name) > 0 {
		d.add(beside(name, nil, 2, 3, spacing))
	}
}

// ended puts runs behind the last of some lines.
func ended(all []element, more []run) []element {
	if len(all) == 0 {
		return []element{lined(more, "None")}
	}
	last := all[len(all)-1]
	last["inlines"] = behind(last["inlines"].([]run), more)
	return all
}

// beside is two columns of a row.
func beside(left, right []element, leftWidth, rightWidth any, spacing string) element {
	column := func(items []element, width any) element {
		return element{"type": "Column", "width": width, "items": append([]element{}, items...)}
	}
	return element{"type": "ColumnSet", "spacing": spacing, "columns": []element{column(left, leftWidth), column(right, rightWidth)}}
}

// light parts elements into groups, none of which weighs more than a piece should.
func light(all []element) (groups [][]element) {
	weighed := maxPiece
	for _, e := range all {
		w := weight(e)
		if weighed+w > maxPiece {
			groups, weighed = append(groups, nil), 0
		}
		last := len(groups) - 1
		groups[last], weighed = append(groups[last], e), weighed+w
	}
	return groups
}

// items draws a list: each of its things together, and what can be done with it.
func (d *drawing) items(list bot.Items) {
	d.add(heading(list.Title, "Large")...)
	near := allShort(list.Items)
	for _, it := range list.Items {
		d.item(it, near)
	}
	d.note(list.More)
	d.buttons(bot.Buttons{list.Rest})
}

// allShort says whether every button of a list is short enough to stand beside its line; one that asks first is not. They
// all stand where the longest of them fits, so that they are below each other.
func allShort(all []bot.Item) bool {
	for _, it := range all {
		if it.Button.Words != "" && (bot.Length(it.Button.Label) > maxBeside || it.Button.Confirm != "") {
			return false
		}
	}
	return true
}

func (d *drawing) item(it bot.Item, near bool) {
	var told []element
	if it.Title != "" {
		told = lines(it.Title, bold, "None")
	}
	told = append(told, lines(it.Detail, ordinary, "None")...)
	if at := date(it.At, ordinary); len(at) > 0 {
		told = ended(told, at)
	}
	told = append(told, link(it.Link)...)
	press := d.button(it.Button)
	if press == nil {
		told = append(told, lines(it.Button.ToType(), small, "None")...)
	}
	d.told(press, near, told)
}

// told adds a thing of a list: its lines, with its button near, beside them, or below.
func (d *drawing) told(press element, near bool, all []element) {
	for i, some := range light(all) {
		thing := element{"type": "Container", "spacing": spacingOf(i), "items": some}
		if i == 0 && press != nil && near {
			thing, press = beside(some, []element{actions(press)}, "stretch", "auto", "Medium"), nil
		}
		d.add(thing)
	}
	if press != nil {
		d.add(actions(press))
	}
}

func spacingOf(i int) string {
	if i == 0 {
		return "Medium"
	}
	return "None"
}

// plain is a message in one line, for the notification and for whoever sees no cards.
func plain(m bot.Message) string { return cmp.Or(m.Line(maxFallback), "Collab") }
