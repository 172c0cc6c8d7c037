package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

const (
	fieldAction = "value" // the action id of every field; its block id is the field's name
	maxRadio    = 5       // more choices than this go in a menu
)

// field draws one question, with what was wrong about the last answer above it.
func (d *drawing) field(f bot.Field) {
	label := cmp.Or(bot.Legible(f.Label), f.Name)
	if f.Error != "" {
		d.note(label + ": " + f.Error)
	}
	if f.Kind == bot.Upload && !d.files {
		d.note(label + ": files cannot be attached here. Paste what is in it instead.")
		return
	}
	filled, left := element(f)
	if filled == nil {
		d.note(label + ": there is nothing to choose from.")
		return
	}
	input := slackgo.NewInputBlock(f.Name, words(label, maxInputLabel), nil, filled)
	input.Optional = f.Optional
	if below := hint(f, left); below != "" {
		input.Hint = words(below, maxInputLabel)
	}
	d.pieces = append(d.pieces, piece{Drawn: block{Block: input}, Kept: true, Lines: 1})
}

// hint says what a field takes and, when it has an audience of its own, who will read it.
func hint(f bot.Field, left int) string {
	var parts []string
	if f.Audience != nil {
		parts = append(parts, f.Audience.Face+".")
	}
	parts = append(parts, f.Hint)
	if left > 0 {
		parts = append(parts, fmt.Sprintf("And %d more, too long for a menu.", left))
	}
	return bot.Legible(strings.TrimSpace(strings.Join(parts, " ")))
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
	case bot.Upload:
		return upload(f), 0
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
	e.Multiline, e.MaxLength, e.InitialValue = f.Kind == bot.Long, most, bot.Shorten(f.Value, most)
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
	offered, left := options(f.Options)
	if len(offered) == 0 {
		return nil, left
	}
	var initial *slackgo.OptionBlockObject
	if chosen := among(offered, f.Value); len(chosen) > 0 {
		initial = chosen[0]
	}
	// A radio button cannot be taken back, so an optional choice is a menu.
	if len(offered) <= maxRadio && !f.Optional {
		e := slackgo.NewRadioButtonsBlockElement(fieldAction, offered...)
		e.InitialOption = initial
		return e, left
	}
	e := slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, fieldAction)
	e.Options, e.OptionGroups, e.InitialOption = ungrouped(offered), groups(offered), initial
	return e, left
}

func choices(f bot.Field) (slackgo.BlockElement, int) {
	offered, left := options(f.Options)
	if len(offered) == 0 {
		return nil, left
	}
	initial := among(offered, strings.Split(f.Value, "\n")...)
	if len(offered) <= maxBoxes {
		e := slackgo.NewCheckboxGroupsBlockElement(fieldAction, offered...)
		e.InitialOptions = initial
		return e, left
	}
	e := slackgo.NewOptionsMultiSelectBlockElement(slackgo.MultiOptTypeStatic, nil, fieldAction)
	e.Options, e.OptionGroups, e.InitialOptions = ungrouped(offered), groups(offered), initial
	return e, left
}

// options are those that can be offered, and how many cannot: a value cut short would be another value. What a label has
// no room for stands below it.
func options(all []bot.Option) (drawn []*slackgo.OptionBlockObject, left int) {
	for _, o := range all {
		parts := bot.Split(cmp.Or(bot.Legible(o.Label), bot.Legible(o.Value)), maxLabel)
		if len(drawn) == maxSelect*maxGroups || len(parts) == 0 || o.Value == "" || bot.Length(o.Value) > maxLabel {
			left++
			continue
		}
		option := slackgo.NewOptionBlockObject(o.Value, words(strings.TrimSpace(parts[0]), maxLabel), nil)
		if rest := strings.TrimSpace(strings.Join(parts[1:], "")); rest != "" {
			option.Description = words(rest, maxLabel)
		}
		drawn = append(drawn, option)
	}
	return drawn, left
}

// groups are the options of a menu that holds more than Slack takes without; nil for others.
func groups(all []*slackgo.OptionBlockObject) (groups []*slackgo.OptionGroupBlockObject) {
	if len(all) <= maxSelect {
		return nil
	}
	for some := range slices.Chunk(all, maxSelect) {
		at := len(groups) * maxSelect
		label := fmt.Sprintf("%d to %d of %d", at+1, at+len(some), len(all))
		groups = append(groups, slackgo.NewOptionGroupBlockElement(words(label, maxLabel), some...))
	}
	return groups
}

// ungrouped are the options of a menu that needs no groups.
func ungrouped(all []*slackgo.OptionBlockObject) []*slackgo.OptionBlockObject {
	if len(all) <= maxSelect {
		return all
	}
	return nil
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
