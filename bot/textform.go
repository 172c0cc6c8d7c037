package bot

import (
	"slices"
	"strconv"
	"strings"
)

// DrawForm writes a form as plain text: title, who will read it, the fields with what stands in them, the submitting
// button. An empty field is "____"; a chosen option is "(x)". What is wrong stands under its field.
func DrawForm(f Form) string {
	d := &drawing{}
	d.line("== ", oneLine(f.Title), " ==")
	if f.Audience.Face != "" {
		d.line("Who reads this: ", oneLine(f.Audience.Face))
	}
	if f.Intro != "" {
		d.free("", f.Intro)
	}
	for _, field := range f.Fields {
		d.field(field)
	}
	d.line(drawn(Button{Label: f.Submit, Style: Primary}))
	return d.String()
}

func (d *drawing) field(f Field) {
	asked := plainName(f.Label)
	if about := f.about(); about != "" {
		asked += " (" + about + ")"
	}
	switch {
	case len(f.Options) > 0:
		d.line(asked, ":")
		d.options(f)
	case f.Value == "":
		d.line(asked, ": ____")
	default:
		d.free(asked+": ", f.Value)
	}
	if f.Audience != nil {
		d.line("  Who reads this: ", oneLine(f.Audience.Face))
	}
	if f.Hint != "" {
		d.line("  ", oneLine(f.Hint))
	}
	if f.Error != "" {
		d.line("  Please change: ", oneLine(f.Error))
	}
}

// about says what a field takes, where its label does not.
func (f Field) about() string {
	var about []string
	switch f.Kind {
	case Long:
		about = append(about, "several lines")
	case Number:
		about = append(about, "number")
	case Day:
		about = append(about, "date")
	case Choices:
		about = append(about, "any of")
	case Upload:
		about = append(about, "a file, paste or attach")
	}
	if f.Optional {
		about = append(about, "optional")
	}
	if f.Max > 0 {
		about = append(about, "at most "+strconv.Itoa(f.Max)+" characters")
	}
	return strings.Join(about, ", ")
}

func (d *drawing) options(f Field) {
	chosen := []string{f.Value}
	if f.Kind == Choices {
		chosen = strings.Split(f.Value, "\n")
	}
	for _, option := range f.Options {
		mark := "( ) "
		if slices.Contains(chosen, option.Value) {
			mark = "(x) "
		}
		d.line("  ", mark, oneLine(option.Label))
	}
}
