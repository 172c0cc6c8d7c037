package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"collab/bot"
)

// A form travels with itself: the page that draws it carries it in a hidden field, so that it can be drawn again
// with errors, after a restart too, and nobody keeps it meanwhile. It needs no signature: whoever changes it changes
// only what is drawn for them, and could have typed its words.
type formView struct {
	bot.Form
	Fields  []fieldView
	Problem []string // about the form as a whole
	Action  string   // where it is sent
	Carried string
	About   string
	Nonce   string
}

type fieldView struct {
	bot.Field
	ID          string
	DescribedBy string
	Radios      bool
	Limit       string
	Options     []optionView
}

type optionView struct {
	bot.Option
	ID     string
	Chosen bool
}

// formOf reads the form that came back with what was filled in. It may have been made to be large: a field that stands
// there a hundred times would be drawn a hundred times, with all that was filled in, so each stands there once.
func formOf(text string) (form bot.Form, ok bool) {
	if json.Unmarshal([]byte(text), &form) != nil {
		return form, false
	}
	seen := map[string]bool{}
	for _, f := range form.Fields {
		if seen[f.Name] {
			return form, false
		}
		seen[f.Name] = true
	}
	return form, true
}

// values reads what was filled in, for the fields the form has.
func values(form bot.Form, posted url.Values) map[string]string {
	in := map[string]string{}
	for _, f := range form.Fields {
		if f.Kind == bot.Upload {
			continue
		}
		in[f.Name] = unix(strings.Join(posted["f."+f.Name], "\n"))
	}
	return in
}

// next is the form to show after a reply: the one that stays open because of errors, with what was typed still in
// it, or the one the bot opens; nil when there is nothing to fill in.
func next(open *bot.Form, typed map[string]string, reply bot.Reply) *bot.Form {
	form := reply.Form
	if form == nil && len(reply.Errors) > 0 {
		form = open
	}
	if form == nil {
		return nil
	}
	if len(reply.Errors) == 0 {
		return form
	}
	return new(form.With(typed).Refused(reply.Errors))
}

func (v *visit) askAgain(at spot, form bot.Form, reply bot.Reply, about string) error {
	status := http.StatusOK
	if len(reply.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := v.view("form", form.Title)
	page.In = at.in
	carried, err := json.Marshal(form)
	if err != nil {
		return err
	}
	page.Form = &formView{Form: form, Action: "/submit", Fields: fieldViews(form), Problem: form.Homeless(reply.Errors),
		Carried: string(carried), About: about, Nonce: v.openingOf(reply)}
	return v.show(status, page)
}

// openingOf is the nonce of a form: the one it was opened under while it stays open, a fresh one for a new form.
func (v *visit) openingOf(reply bot.Reply) string {
	if reply.Form == nil {
		return v.r.PostForm.Get("nonce")
	}
	return v.nonce()
}

// Attaches says whether a file can be attached to the form.
func (f formView) Attaches() bool {
	return slices.ContainsFunc(f.Fields, func(one fieldView) bool { return one.Kind == bot.Upload })
}

// MostAttached is the largest file, in bytes.
func (f fieldView) MostAttached() int { return bot.MostAttached }

// TooLarge is said of a larger one, before it is sent.
func (f fieldView) TooLarge() string { return bot.TooLarge }

func fieldViews(form bot.Form) []fieldView {
	var out []fieldView
	for i, f := range form.Fields {
		out = append(out, fieldViewOf(f, fmt.Sprintf("f%d", i)))
	}
	return out
}

func fieldViewOf(f bot.Field, id string) fieldView {
	out := fieldView{Field: f, ID: id, Radios: f.Kind == bot.Choice && len(f.Options) <= 5}
	if f.Max > 0 && f.Max < 3000 {
		out.Limit = fmt.Sprintf("Up to %d characters.", f.Max)
	}
	var by []string
	if f.Hint != "" || out.Limit != "" {
		by = append(by, id+"-hint")
	}
	if f.Error != "" {
		by = append(by, id+"-error")
	}
	out.DescribedBy = strings.Join(by, " ")
	chosen := chosen(f)
	for i, o := range f.Options {
		out.Options = append(out.Options, optionView{Option: o, ID: fmt.Sprintf("%s-%d", id, i), Chosen: chosen[o.Value]})
	}
	return out
}

// chosen is what is chosen in a field. It is a set: a form that comes back may have been made to be slow to compare.
func chosen(f bot.Field) map[string]bool {
	if f.Kind != bot.Choices {
		return map[string]bool{f.Value: true}
	}
	set := map[string]bool{}
	for value := range strings.SplitSeq(f.Value, "\n") {
		set[value] = true
	}
	return set
}

// As names the drawing of a field.
func (f fieldView) As() string {
	switch f.Kind {
	case bot.Long:
		return "long"
	case bot.Number:
		return "number"
	case bot.Choices:
		return "checks"
	case bot.Who:
		return "select"
	case bot.Upload:
		return "file"
	case bot.Choice:
		if f.Radios {
			return "radios"
		}
		return "select"
	}
	return "line" // a Day too: its words ("next Friday") are understood, and a date picker would refuse them
}

// Group says whether the field is several controls under one label.
func (f fieldView) Group() bool { return f.As() == "radios" || f.As() == "checks" }

// inWords makes a message of errors that have no form to stand in.
func inWords(reply bot.Reply) *bot.Message {
	m := bot.Message{}
	if reply.Message != nil {
		m = *reply.Message
	}
	for _, name := range sortedKeys(reply.Errors) {
		m.Blocks = append(m.Blocks, bot.Text{Body: reply.Errors[name]})
	}
	return &m
}
