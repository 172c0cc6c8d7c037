package bot

import (
	"time"

	"collab/report"
)

// Message is something the bot says, in blocks that every platform can draw. All text in it is plain text: no
// markup, no mentions, no links but those in Link fields.
type Message struct {
	// Fallback is the whole message in one line: the notification, and what is shown where blocks are not.
	Fallback string
	Blocks   []Block
}

// Block is one part of a message; the set is closed: Text, Facts, Items, Chart, Buttons, Note.
type Block interface{ block() }

// Text is a paragraph, with a title above it if there is one. Line breaks in Body are kept.
type Text struct{ Title, Body string }

// Facts is a short table of named values.
type Facts []Fact

// Fact is one named value. When At is set, the instant is drawn after Value in the reader's zone, with its label.
type Fact struct {
	Name, Value string
	At          time.Time
}

// Items is a list in which each line can have its own button. More says what was left out ("and 12 more") and
// Rest, if its Words are set, shows the rest.
type Items struct {
	Title string
	Items []Item
	More  string
	Rest  Button
}

// Item is one line of a list: what it is, something about it, and a button if its Words are set. Link, if any, is
// an http(s) address drawn as such.
type Item struct {
	Title, Detail, Link string
	At                  time.Time // when set, drawn after Detail in the reader's zone
	Button              Button
}

// Chart is a picture of readings over time; whoever cannot see it gets its Alt sentence.
type Chart struct{ report.Trend }

// Buttons is a row of buttons.
type Buttons []Button

// Style says how much a button weighs.
type Style int

// The styles of a button.
const (
	Plain   Style = iota
	Primary       // the thing most people will want next
	Danger        // cannot be undone
)

// Button does what typing its Words would do. Label names the effect. Confirm, when set, is asked before: only for
// what cannot be undone.
type Button struct {
	Label, Words, Confirm string
	Style                 Style
	// Opening says whether a form is opened, where the words alone do not; see [Button.Opens].
	Opening Opening
}

// Note is small print: who can see this, until when an undo is open, how to reach more.
type Note struct{ Body string }

func (Text) block()    {}
func (Facts) block()   {}
func (Items) block()   {}
func (Chart) block()   {}
func (Buttons) block() {}
func (Note) block()    {}
