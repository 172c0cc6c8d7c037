package bot

import (
	"cmp"
	"maps"
	"slices"
)

// Form asks a person for several things at once: a modal, a dialog, a part of a page. Submitting it is saying its
// Words with the Values filled in.
type Form struct {
	Title, Intro string
	// Words is the sentence the form completes; it carries the number of the entry that was newest about its thing
	// when the form was drawn (see [relationship.Seen]), so that an edit in between is noticed.
	Words  string
	Fields []Field
	// Audience says on the form's face who will read what is written, e.g. "Shared with Borealis". When the person
	// may choose, one of the Fields is named "audience".
	Audience Audience
	// Submit names the effect: "Promise", "Log evidence".
	Submit string
}

// Opener is the button that opens a form which could not be opened at once. It says again what was said, so that what of it
// stands in the form stands there then too. Said is empty where the form's own words stand for it, as they do for what is
// longer than a button carries.
func (f Form) Opener(said string, most int) Button {
	if said == "" || Length(said) > most {
		said = f.Words
	}
	return Button{Label: cmp.Or(Legible(f.Title), "Open"), Words: said, Style: Primary, Opening: Asks}
}

// With is the form with what was typed in its fields, by their names. The form itself stays as it is.
func (f Form) With(typed map[string]string) Form {
	f.Fields = slices.Clone(f.Fields)
	for i, field := range f.Fields {
		if text, ok := typed[field.Name]; ok {
			f.Fields[i].Value = text
		}
	}
	return f
}

// Refused is the form with the sentences about what was typed at their fields, by whose names they are; as it is when there
// are none. [Form.Homeless] are the others.
func (f Form) Refused(wrong map[string]string) Form {
	if len(wrong) == 0 {
		return f
	}
	f.Fields = slices.Clone(f.Fields)
	for i, field := range f.Fields {
		f.Fields[i].Error = wrong[field.Name]
	}
	return f
}

// Homeless are the sentences about what was typed that concern none of the fields.
func (f Form) Homeless(wrong map[string]string) (sentences []string) {
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		if !slices.ContainsFunc(f.Fields, func(field Field) bool { return field.Name == name }) {
			sentences = append(sentences, wrong[name])
		}
	}
	return sentences
}

// Audience is who will read something: everyone in the relationship, or one party alone.
type Audience struct {
	// Party is the party whose people alone will read it; empty means all parties of the relationship.
	Party string
	// Face is the sentence shown: "Shared with Borealis", "Internal to Acme".
	Face string
}

// Internal says whether one party alone will read it.
func (a Audience) Internal() bool { return a.Party != "" }

// FieldKind says what a field takes.
type FieldKind int

// The kinds of field.
const (
	Line    FieldKind = iota // one line of text
	Long                     // several lines of text
	Number                   // a decimal number; "94,2 %" is understood
	Day                      // a date; words such as "next Friday" are understood
	Choice                   // exactly one of Options
	Choices                  // any of Options; the values are joined by newlines
	Who                      // a person of the relationship, one of Options
	Upload                   // a file, at most 1 MB; it comes in the Files of a [Request]
)

// Field is one question of a form.
type Field struct {
	Name, Label, Hint string
	Kind              FieldKind
	Value             string // what stands in it at first: the last value, the draft, what was typed before
	Options           []Option
	Optional          bool
	Ending            string // of the name of a file that an Upload takes, such as "ics"; empty means any
	Max               int    // most characters a text may have; 0 means 3,000
	// Audience, when set, is who will read this field alone, whatever the form says.
	Audience *Audience
	// Error is the sentence about what was typed, drawn at the field when a form is shown again.
	Error string
}

// Option is one answer to choose.
type Option struct{ Value, Label string }
