package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// The people of the town, and the channel they share.
const (
	kimHere    = "U0KIM"  // of Acme, who installs
	samHere    = "U0SAM"  // of Acme
	danaHere   = "U0DANA" // of Borealis
	sharedHere = "C0SHARED"
)

// act lets a person do something, by local-slack's own controls, and returns what it says.
func (l *town) act(what string, args map[string]any) (said string) {
	l.Helper()
	encoded, err := json.Marshal(args)
	if err != nil {
		l.Fatal(err)
	}
	req, err := http.NewRequestWithContext(l.Context(), http.MethodPost, l.base+"/_control/"+what, bytes.NewReader(encoded))
	if err != nil {
		l.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	status, said := fetch(l.T, req)
	if status != http.StatusOK {
		l.Fatalf("%s: %d %s", what, status, said)
	}
	l.gestures++
	return said
}

// types types /collab in a channel, and wants to be told something.
func (l *town) types(who, channel, words, want string) *posting {
	l.Helper()
	before := l.screen.changes()
	l.act("command", map[string]any{"user": who, "channel": channel, "command": "/collab", "text": words})
	return l.told(before, who, want)
}

// asks types /collab in a channel, and wants a form.
func (l *town) asks(who, channel, words, title string) *form {
	l.Helper()
	before := l.screen.changes()
	l.act("command", map[string]any{"user": who, "channel": channel, "command": "/collab", "text": words})
	return l.opened(before, who, title)
}

// writes writes a message, in a thread if one is named, and returns the time by which Slack knows it.
func (l *town) writes(who, channel, thread, text string) (ts string) {
	l.Helper()
	args := map[string]any{"user": who, "channel": channel, "text": text}
	if thread != "" {
		args["thread_ts"] = thread
	}
	var said struct{ Message posting }
	if err := json.Unmarshal([]byte(l.act("message", args)), &said); err != nil {
		l.Fatal(err)
	}
	return said.Message.TS
}

// press presses a button below a message. The answers are told, or a form is opened.
func (l *town) press(who string, m *posting, label string) (before int) {
	l.Helper()
	words := buttonIn(m.Blocks, label)
	if words == "" {
		l.Fatalf("there is no button %q in %s", label, m)
	}
	before = l.screen.changes()
	if m.TS == "" { // it stands in a modal, where local-slack presses nothing: pressing equals typing
		l.act("command", map[string]any{"user": who, "channel": sharedHere, "command": "/collab", "text": words})
		return before
	}
	l.act("interact", map[string]any{"user": who, "channel": m.Channel, "messageTs": m.TS,
		"action": map[string]any{"type": "button", "action_id": "say-1", "value": words}})
	return before
}

// form is an open form in front of a person.
type form struct {
	*town
	who   string
	title string
	view  view
}

// opened wants a form to be opened after a change.
func (l *town) opened(after int, who, title string) *form {
	l.Helper()
	f := &form{town: l, who: who, title: title}
	l.screen.until(l.T, "the form "+title, func() bool {
		f.view = l.screen.form
		return l.screen.formAt > after && f.view.Callback == "collab" && strings.Contains(f.view.Title.Text, title)
	})
	return f
}

// send sends the form, with what stands in it and these values, and wants to be told something.
func (f *form) send(values map[string]string, want string) *posting {
	f.Helper()
	before := f.submit(values)
	// There is one screen for everybody: whoever opens a form before this one is gone finds it closed with it.
	f.screen.until(f.T, f.title+" closes", func() bool { return f.screen.formAt > before })
	return f.told(before, f.who, want)
}

// refused sends the form and wants something to be said at a field.
func (f *form) refused(values map[string]string, field, want string) {
	f.Helper()
	before := f.submit(values)
	f.screen.until(f.T, field+": "+want, func() bool {
		return f.screen.refusedAt > before && strings.Contains(f.screen.refused[field], want)
	})
}

func (f *form) submit(values map[string]string) (before int) {
	f.Helper()
	before = f.screen.changes()
	filled := f.filled(values)
	if len(values) > 0 {
		f.Fatalf("the form %s has no fields %v: %s", f.title, values, f.view.Blocks)
	}
	if err := f.screen.ui.WriteJSON(map[string]any{"t": "view_submit", "user": f.who, "values": filled}); err != nil {
		f.Fatal(err)
	}
	f.gestures++
	return before
}

// filled is what stands in the form; the values are used up.
func (f *form) filled(values map[string]string) map[string]any {
	var blocks []struct {
		Block   string `json:"block_id"`
		Element struct {
			Type    string
			Action  string `json:"action_id"`
			Value   string `json:"initial_value"`
			Date    string `json:"initial_date"`
			Options []struct {
				Text  struct{ Text string } `json:"text"`
				Value string                `json:"value"`
			}
			Option *struct{ Value string } `json:"initial_option"`
		}
	}
	if err := json.Unmarshal(f.view.Blocks, &blocks); err != nil {
		f.Fatal(err)
	}
	all := map[string]any{}
	for _, b := range blocks {
		e := b.Element
		value, given := values[b.Block]
		delete(values, b.Block)
		filled := map[string]any{"type": e.Type}
		switch {
		case e.Type == "plain_text_input":
			filled["value"] = ifGiven(given, value, e.Value)
		case e.Type == "datepicker":
			filled["selected_date"] = ifGiven(given, value, e.Date)
		case given:
			filled["selected_option"] = map[string]any{"value": value}
		case e.Option != nil:
			filled["selected_option"] = map[string]any{"value": e.Option.Value}
		}
		if e.Action != "" {
			all[b.Block] = map[string]any{e.Action: filled}
		}
	}
	return all
}

func ifGiven(given bool, value, otherwise string) any {
	if given {
		otherwise = value
	}
	if otherwise == "" {
		return nil
	}
	return otherwise
}

// told wants a person to be told something after a change: where only they see it, in a modal, or in their direct message.
func (l *town) told(after int, who, want string) (m *posting) {
	l.Helper()
	l.screen.until(l.T, who+" is told "+want, func() bool {
		m = l.screen.find(after, func(m *posting) bool {
			return (m.To == who || strings.HasPrefix(m.Channel, "D") && m.User == "U0BOT" && l.screen.dms[m.Channel] == who) && m.holds(want)
		})
		if f := l.screen.form; m == nil && l.screen.formAt > after && f.Callback == "shown" {
			if shown := (&posting{Blocks: f.Blocks}); shown.holds(want) {
				m = shown
			}
		}
		return m != nil
	})
	return m
}

// announced wants something to be said in the channel, to everybody.
func (l *town) announced(after int, want string) (m *posting) {
	l.Helper()
	l.screen.until(l.T, "the channel is told "+want, func() bool {
		m = l.screen.find(after, func(m *posting) bool {
			return m.Channel == sharedHere && m.To == "" && m.User == "U0BOT" && m.holds(want)
		})
		return m != nil
	})
	return m
}
