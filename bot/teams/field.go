package teams

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"collab/bot"
)

// What the id of an input begins with. Of several choices Teams sends one text, parted by commas.
const (
	oneOf  = "f."
	manyOf = "m."
)

var (
	escapeComma   = strings.NewReplacer("%", "%25", ",", "%2C")
	unescapeComma = strings.NewReplacer("%2C", ",", "%25", "%")
)

// field draws one question, with what was wrong about the last answer above it.
// https://adaptivecards.io/explorer/Input.Text.html
func (d *drawing) field(f bot.Field) {
	label, spacing := labelOf(f), "Large"
	if wrong := bot.Legible(f.Error); wrong != "" {
		d.add(lines(bot.Shorten(label+": "+wrong, maxHint), alarming, spacing)...)
		spacing = "Small"
	}
	input, left := d.input(f)
	if input == nil {
		d.note(label + ": " + unfillable(f.Kind))
		return
	}
	input["label"], input["isRequired"], input["spacing"] = label, !f.Optional, spacing
	if !f.Optional {
		input["errorMessage"] = missing(f.Kind)
	}
	d.fields = append(d.fields, f.Name)
	d.pieces = append(d.pieces, piece{Drawn: input, Kept: true, Lines: 1})
	d.add(lines(bot.Shorten(hint(f, left), maxHint), small, "Small")...)
}

// labelOf is the question, and who alone reads the answer: to be seen before anything is typed.
func labelOf(f bot.Field) string {
	label := cmp.Or(bot.Legible(f.Label), f.Name)
	if f.Audience != nil {
		label += " (" + f.Audience.Face + ")"
	}
	return bot.Shorten(label, maxName)
}

// unfillable is why a field has no input.
func unfillable(k bot.FieldKind) string {
	if k == bot.Upload {
		return "files cannot be attached here. Paste what is in it instead."
	}
	return "there is nothing to choose from."
}

// missing is said by Teams at a field that was left empty.
func missing(k bot.FieldKind) string {
	switch k {
	case bot.Choice, bot.Who, bot.Choices:
		return "Please choose."
	case bot.Day:
		return "Please give a day."
	}
	return "Please fill this in."
}

// hint says what a field takes.
func hint(f bot.Field, left int) string {
	if left == 0 {
		return f.Hint
	}
	return strings.TrimSpace(fmt.Sprintf("%s And %d more, too many or too long for a menu.", f.Hint, left))
}

// input is what a field is filled in with, and how many of its options it had to leave out; nil when it cannot be filled in.
func (d *drawing) input(f bot.Field) (element, int) {
	switch f.Kind {
	case bot.Choice, bot.Who:
		return d.choice(f)
	case bot.Choices:
		return d.choices(f)
	case bot.Day:
		return day(f), 0
	case bot.Upload:
		return nil, 0
	}
	return typed(f), 0
}

// typed takes numbers too: a field for numbers would refuse "94,2 %".
func typed(f bot.Field) element {
	most := f.Max
	if most < 1 || most > maxInput {
		most = maxInput
	}
	return element{"type": "Input.Text", "id": oneOf + f.Name, "isMultiline": f.Kind == bot.Long, "maxLength": most, "value": bot.Shorten(f.Value, most)}
}

// day is a calendar, unless words such as "next Friday" stand in the field: those stay words.
func day(f bot.Field) element {
	if _, err := time.Parse(time.DateOnly, f.Value); err != nil && f.Value != "" {
		return typed(f)
	}
	return element{"type": "Input.Date", "id": oneOf + f.Name, "value": f.Value}
}

// choice are radio buttons where there are few to choose from, else a menu. What can be left open is a menu with a choice
// of none: neither could be taken back otherwise.
func (d *drawing) choice(f bot.Field) (element, int) {
	offered, left := d.options(f.Options, func(value string) string { return value })
	if len(offered) == 0 {
		return nil, left
	}
	input := element{"type": "Input.ChoiceSet", "id": oneOf + f.Name, "style": "compact", "wrap": true}
	if chosen(offered, f.Value) {
		input["value"] = f.Value
	}
	switch {
	case f.Optional:
		offered = slices.Insert(offered, 0, element{"title": none(f.Options), "value": ""})
	case len(offered) <= maxRadio && plainly(offered):
		input["style"] = "expanded"
	}
	if len(offered) > maxFilter {
		input["style"] = "filtered"
	}
	input["choices"] = offered
	return input, left
}

func (d *drawing) choices(f bot.Field) (element, int) {
	offered, left := d.options(f.Options, escapeComma.Replace)
	if len(offered) == 0 {
		return nil, left
	}
	var ticked []string
	for _, value := range strings.Split(f.Value, "\n") {
		if value = escapeComma.Replace(value); chosen(offered, value) {
			ticked = append(ticked, value)
		}
	}
	style := "compact"
	if len(offered) <= maxFilter && plainly(offered) {
		style = "expanded"
	}
	return element{"type": "Input.ChoiceSet", "id": manyOf + f.Name, "isMultiSelect": true, "style": style, "wrap": true,
		"choices": offered, "value": strings.Join(ticked, ",")}, left
}

// options are those that can be offered, and how many cannot: a value cut short would be another value.
func (d *drawing) options(all []bot.Option, written func(string) string) (drawn []element, left int) {
	for _, o := range all {
		if o.Value == "" { // means none of them
			continue
		}
		title := strings.ReplaceAll(cmp.Or(bot.Legible(o.Label), bot.Legible(o.Value)), "\n", " ")
		if len(drawn) == d.mostOptions() || title == "" || bot.Length(o.Value) > maxOption {
			left++
			continue
		}
		drawn = append(drawn, element{"title": bot.Shorten(title, maxOption), "value": written(o.Value)})
	}
	return drawn, left
}

// mostOptions is how many options a menu has: as many as there are, as long as they fit into the dialog.
func (d *drawing) mostOptions() int { return cmp.Or(d.menu, menus[0]) }

func chosen(offered []element, value string) bool {
	return slices.ContainsFunc(offered, func(o element) bool { return o["value"] == value })
}

// none is what it is called to choose none.
func none(all []bot.Option) string {
	for _, o := range all {
		if o.Value == "" {
			return cmp.Or(bot.Legible(o.Label), "None")
		}
	}
	return "None"
}

// plainly says whether no option looks otherwise where Markdown is read in it, as beside radio buttons.
func plainly(offered []element) bool {
	return !slices.ContainsFunc(offered, func(o element) bool { return !unmarked(o["title"].(string)) })
}
