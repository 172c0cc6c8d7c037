package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

const (
	callback    = "collab" // marks a form as ours
	shown       = "shown"  // marks a modal or Home that shows a message
	fieldAction = "value"  // the action id of every field; its block id is the field's name
	maxRadio    = 5        // more choices than this go in a menu
)

var (
	errTooLong = errors.New("the sentence of the form is too long for Slack to carry")
	errNotOurs = errors.New("the form carries nothing of ours")
)

// back is what a modal carries so that its submission finds its way: Slack hands it back unseen. It is no proof of
// anything. Slack says who submits; the place is worked out again from that; the words are read again with that
// person's rights. Whoever could change it would gain no more than by typing.
type back struct {
	Words   string `json:"w"`
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	Reader  string `json:"a,omitempty"` // the party for which alone the form was drawn
}

func (b back) String() string {
	carried, _ := json.Marshal(b) // plain strings always encode
	if b.Words = ""; len(carried) > maxMetadata {
		carried, _ = json.Marshal(b)
	}
	return string(carried)
}

func readBack(metadata string) (back, error) {
	var b back
	if err := json.Unmarshal([]byte(metadata), &b); err != nil || b.Words == "" {
		return back{}, errNotOurs
	}
	return b, nil
}

// modal draws a form. The only form it cannot draw is one whose words do not fit in what a modal carries.
func modal(f bot.Form, g gesture) (slackgo.ModalViewRequest, error) {
	carried, err := json.Marshal(back{f.Words, g.channel, g.thread, f.Audience.Party})
	if err != nil || size(string(carried)) > maxMetadata {
		return slackgo.ModalViewRequest{}, errTooLong
	}
	return slackgo.ModalViewRequest{
		Type:            slackgo.VTModal,
		CallbackID:      callback,
		Title:           words(first(clean(f.Title), "collab"), maxTitle),
		Submit:          words(first(clean(f.Submit), "Submit"), maxTitle),
		Close:           words("Cancel", maxTitle),
		PrivateMetadata: string(carried),
		NotifyOnClose:   true,
		Blocks:          slackgo.Blocks{BlockSet: formBlocks(f)},
	}, nil
}

func formBlocks(f bot.Form) []slackgo.Block {
	var d drawing
	if size(f.Title) > maxTitle {
		d.paragraphs(f.Title)
	}
	d.note(f.Audience.Face)
	d.paragraphs(f.Intro)
	for _, field := range f.Fields {
		d.field(field)
	}
	var blocks []slackgo.Block
	for i, p := range d.pieces {
		if left := len(d.pieces) - i; len(blocks) == maxViewBlocks-1 && left > 1 {
			return append(blocks, more(left))
		}
		blocks = append(blocks, p.block)
	}
	return blocks
}

// field draws one question, with what was wrong about the last answer above it.
func (d *drawing) field(f bot.Field) {
	label := first(clean(f.Label), f.Name)
	if f.Error != "" {
		d.note(label + ": " + f.Error)
	}
	element, left := element(f)
	if element == nil {
		d.note(label + ": there is nothing to choose from.")
		return
	}
	input := slackgo.NewInputBlock(f.Name, words(label, maxInputLabel), nil, element)
	input.Optional = f.Optional
	if hint := hint(f, left); hint != "" {
		input.Hint = words(hint, maxInputLabel)
	}
	d.add(input, 1)
}

// hint says what a field takes and, when it has an audience of its own, who will read it.
func hint(f bot.Field, left int) string {
	var parts []string
	if f.Audience != nil {
		parts = append(parts, f.Audience.Face+".")
	}
	parts = append(parts, f.Hint)
	if left > 0 {
		parts = append(parts, fmt.Sprintf("And %d more, too many or too long for a menu.", left))
	}
	return clean(strings.TrimSpace(strings.Join(parts, " ")))
}

// element is what a field is filled in with, and how many of its options it had to leave out.
func element(f bot.Field) (slackgo.BlockElement, int) {
	switch f.Kind {
	case bot.Choice, bot.Who:
		return choice(f)
	case bot.Choices:
		return choices(f)
	case bot.Day:
		return day(f), 0
	}
	return textInput(f), 0
}

// textInput takes numbers too: Slack's own number field would refuse "94,2 %".
func textInput(f bot.Field) slackgo.BlockElement {
	most := f.Max
	if most < 1 || most > maxText {
		most = maxText
	}
	e := slackgo.NewPlainTextInputBlockElement(nil, fieldAction)
	e.Multiline, e.MaxLength, e.InitialValue = f.Kind == bot.Long, most, cut(f.Value, most)
	return e
}

// day is a calendar, unless words such as "next Friday" stand in the field: those stay words.
func day(f bot.Field) slackgo.BlockElement {
	if _, err := time.Parse(time.DateOnly, f.Value); err != nil && f.Value != "" {
		return textInput(f)
	}
	e := slackgo.NewDatePickerBlockElement(fieldAction)
	e.InitialDate = f.Value
	return e
}

func choice(f bot.Field) (slackgo.BlockElement, int) {
	offered, left := options(f.Options, maxSelect)
	if len(offered) == 0 {
		return nil, left
	}
	initial := among(offered, f.Value)
	// A radio button cannot be taken back, so an optional choice is a menu.
	if len(offered) <= maxRadio && !f.Optional {
		e := slackgo.NewRadioButtonsBlockElement(fieldAction, offered...)
		if len(initial) > 0 {
			e.InitialOption = initial[0]
		}
		return e, left
	}
	e := slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, fieldAction, offered...)
	if len(initial) > 0 {
		e.InitialOption = initial[0]
	}
	return e, left
}

func choices(f bot.Field) (slackgo.BlockElement, int) {
	offered, left := options(f.Options, maxSelect)
	if len(offered) == 0 {
		return nil, left
	}
	initial := among(offered, strings.Split(f.Value, "\n")...)
	if len(offered) <= maxBoxes {
		e := slackgo.NewCheckboxGroupsBlockElement(fieldAction, offered...)
		e.InitialOptions = initial
		return e, left
	}
	e := slackgo.NewOptionsMultiSelectBlockElement(slackgo.MultiOptTypeStatic, nil, fieldAction, offered...)
	e.InitialOptions = initial
	return e, left
}

// options are those that can be offered, and how many cannot: a value cut short would be another value.
func options(all []bot.Option, most int) (drawn []*slackgo.OptionBlockObject, left int) {
	for _, o := range all {
		label := first(clean(o.Label), clean(o.Value))
		if len(drawn) == most || label == "" || o.Value == "" || size(o.Value) > maxLabel {
			left++
			continue
		}
		drawn = append(drawn, slackgo.NewOptionBlockObject(o.Value, words(label, maxLabel), nil))
	}
	return drawn, left
}

func among(options []*slackgo.OptionBlockObject, values ...string) []*slackgo.OptionBlockObject {
	var chosen []*slackgo.OptionBlockObject
	for _, o := range options {
		for _, v := range values {
			if o.Value == v {
				chosen = append(chosen, o)
				break
			}
		}
	}
	return chosen
}

// errorsIn keys the sentences about a submitted form by the blocks in view. What concerns the form as a whole, or a
// field that is not in view, is said at the first: Slack shows errors nowhere else.
func errorsIn(fields []string, said map[string]string) map[string]string {
	shown := map[string]string{}
	at := func(field, sentence string) {
		shown[field] = strings.TrimSpace(shown[field] + " " + cut(sentence, maxInputLabel))
	}
	for _, name := range fields {
		if sentence, ok := said[name]; ok {
			at(name, sentence)
		}
	}
	for _, name := range sorted(said) {
		if _, ok := shown[name]; !ok {
			at(fields[0], said[name])
		}
	}
	return shown
}
