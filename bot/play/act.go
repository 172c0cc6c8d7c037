package play

import (
	"errors"
	"fmt"
	"strings"

	"collab/bot"
	"collab/relationship"
	"collab/store"
)

func (a speaks) happen(p *performance) error {
	text, err := p.withCodes(a.text)
	if err != nil {
		return err
	}
	words, err := p.withCodes(a.words)
	if err != nil {
		return err
	}
	key := p.key(a.who)
	if a.aloud {
		s := Said{Place: a.where, Author: a.who.Account(), AuthorName: a.who.Name, Text: text, Ref: key}
		if err := p.say(s); err != nil {
			return err
		}
	}
	if !a.toBot {
		return nil
	}
	return p.ask(p.actors[a.who.ID], Gesture{Text: text, Request: bot.Request{Key: key, Place: a.where, Words: words}})
}

func (a presses) happen(p *performance) error {
	on, err := p.withCodes(a.on)
	if err != nil {
		return err
	}
	for i := len(p.room) - 1; i >= 0; i-- {
		s := p.room[i]
		if !s.byBot() || !s.visibleTo(a.who, p.channels) {
			continue
		}
		if b, ok := button(*s.Message, a.label, on, a.who); ok {
			return p.ask(p.actors[a.who.ID], Gesture{On: &s, Button: b, Request: bot.Request{Key: p.key(a.who), Place: s.Place, Words: b.Words}})
		}
	}
	return p.noButton(a, on)
}

// noButton says which buttons the person could press instead.
func (p *performance) noButton(a presses, on string) error {
	what := fmt.Sprintf("%s sees no button %q", a.who.ID, a.label)
	if on != "" {
		what += fmt.Sprintf(" on %q", on)
	}
	for i := len(p.room) - 1; i >= 0; i-- {
		s := p.room[i]
		if !s.byBot() || !s.visibleTo(a.who, p.channels) {
			continue
		}
		var labels []string
		for _, b := range buttons(*s.Message) {
			labels = append(labels, fmt.Sprintf("%q", b.Label))
		}
		if len(labels) > 0 {
			return fmt.Errorf("%s; the newest buttons are %s", what, strings.Join(labels, ", "))
		}
	}
	return errors.New(what + ", nor any other")
}

// placed is a button with the text it stands beside; empty when it belongs to the whole message.
type placed struct {
	bot.Button
	beside string
}

// buttons lists the buttons of a message.
func buttons(m bot.Message) (all []placed) {
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case bot.Buttons:
			for _, one := range b {
				all = append(all, placed{Button: one})
			}
		case bot.Items:
			for _, item := range b.Items {
				if item.Button.Words != "" {
					all = append(all, placed{item.Button, item.Title + ": " + item.Detail})
				}
			}
			if b.Rest.Words != "" {
				all = append(all, placed{Button: b.Rest})
			}
		}
	}
	return all
}

// button finds a button by its label, and by the text of its line or message if one is asked for.
func button(m bot.Message, label, on string, who Person) (bot.Button, bool) {
	whole := bot.Draw(m, who.Zone)
	for _, b := range buttons(m) {
		beside := b.beside
		if beside == "" {
			beside = whole
		}
		if strings.EqualFold(b.Label, label) && within(beside, on) {
			return b.Button, true
		}
	}
	return bot.Button{}, false
}

// within says whether a text contains another, whatever the capitals.
func within(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

func (a *fills) happen(p *performance) error {
	who := p.actors[a.who.ID]
	if who.form == nil {
		return fmt.Errorf("%s has no form open", a.who.ID)
	}
	form := *who.form
	values, files := map[string]string{}, map[string]bot.Attached{}
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	for _, typed := range a.fields {
		f, err := find(form.Fields, typed.name)
		if err != nil {
			return fmt.Errorf("line %d: %w", typed.line, err)
		}
		if values[f.Name], err = p.fill(f, typed.value); err != nil {
			return fmt.Errorf("line %d: %w", typed.line, err)
		}
		if f.Kind == bot.Upload {
			files[f.Name] = bot.Attached{Name: "calendar.ics", Text: values[f.Name]}
			delete(values, f.Name)
		}
	}
	q := bot.Request{Key: form.key, Place: form.place, Words: form.Words, Values: values, Files: files, Source: form.source}
	if a.closes {
		q.Key, q.Closed = form.key+"/closed", true
	}
	return p.ask(who, Gesture{Form: &form.Form, Request: q})
}

// find finds a field by its label or name, or by the beginning of its label when no other begins so.
func find(fields []bot.Field, name string) (bot.Field, error) {
	var near []bot.Field
	var labels []string
	for _, f := range fields {
		if strings.EqualFold(f.Label, name) || strings.EqualFold(f.Name, name) {
			return f, nil
		}
		if strings.HasPrefix(strings.ToLower(f.Label), strings.ToLower(name)) {
			near = append(near, f)
		}
		labels = append(labels, fmt.Sprintf("%q", f.Label))
	}
	if len(near) == 1 {
		return near[0], nil
	}
	return bot.Field{}, fmt.Errorf("the form has no field %q; it has %s", name, strings.Join(labels, ", "))
}

// fill is what goes into a field: what was typed, or the values of the options that were named, one a line.
func (p *performance) fill(f bot.Field, typed string) (string, error) {
	typed, err := p.withCodes(typed)
	if err != nil || len(f.Options) == 0 || typed == "" {
		return typed, err
	}
	lines := []string{typed}
	if f.Kind == bot.Choices {
		lines = strings.Split(typed, "\n")
	}
	for i, line := range lines {
		if lines[i], err = option(f, line); err != nil {
			return "", err
		}
	}
	return strings.Join(lines, "\n"), nil
}

// option finds the value of an option by its label or value, or by the beginning of its label when no other begins so.
func option(f bot.Field, named string) (string, error) {
	var near, labels []string
	for _, o := range f.Options {
		if o.Value == named || strings.EqualFold(o.Label, named) {
			return o.Value, nil
		}
		if strings.HasPrefix(strings.ToLower(o.Label), strings.ToLower(named)) {
			near = append(near, o.Value)
		}
		labels = append(labels, fmt.Sprintf("%q", o.Label))
	}
	if len(near) == 1 {
		return near[0], nil
	}
	return "", fmt.Errorf("%q has no option %q; it has %s", f.Label, named, strings.Join(labels, ", "))
}

func (a logs) happen(p *performance) error {
	text, err := p.withCodes(a.text)
	if err != nil {
		return err
	}
	for i := len(p.room) - 1; i >= 0; i-- {
		s := p.room[i]
		if s.byBot() || !s.visibleTo(a.who, p.channels) || !within(s.Text, text) {
			continue
		}
		source := &bot.Source{Text: s.Text, Author: s.Author, AuthorName: s.AuthorName, At: s.At}
		return p.ask(p.actors[a.who.ID], Gesture{On: &s, Request: bot.Request{Key: p.key(a.who), Place: s.Place, Words: "evidence", Source: source}})
	}
	return fmt.Errorf("nobody said %q where %s can see it", text, a.who.ID)
}

func (a befalls) happen(p *performance) error {
	rel, _, ok := p.house.Store.At(a.channel.Place().String())
	if !ok {
		return fmt.Errorf("#%s is linked to no relationship", a.channel.ID)
	}
	if _, err := p.house.Store.Record(rel, store.Key{}, relationship.ByClock, a.command); err != nil {
		return err
	}
	return p.settle()
}

func (a again) happen(p *performance) error {
	who := p.actors[a.who.ID]
	if who.last == nil {
		return fmt.Errorf("%s asked the bot for nothing yet", a.who.ID)
	}
	g := *who.last
	g.Again = true
	reply, err := p.reply(g)
	if err != nil {
		return err
	}
	if after := p.answerText(who, reply); who.answer != after {
		return fmt.Errorf("the same request was answered differently\nfirst:\n%s\nthen:\n%s", who.answer, after)
	}
	return nil
}
