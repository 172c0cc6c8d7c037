package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"collab/report"
)

// What was said is kept as JSON. The names below are stored and must not change; the kinds of block are a closed set,
// so that a message written by a newer binary is refused and never half drawn.

type savedMessage struct {
	Fallback string       `json:"fallback"`
	Blocks   []savedBlock `json:"blocks,omitempty"`
}

// A savedBlock is any block: Kind says which, and only the fields of that kind are set.
type savedBlock struct {
	Kind    string        `json:"kind"`
	Title   string        `json:"title,omitempty"`
	Body    string        `json:"body,omitempty"`
	Facts   []savedFact   `json:"facts,omitempty"`
	Items   []savedItem   `json:"items,omitempty"`
	More    string        `json:"more,omitempty"`
	Rest    *savedButton  `json:"rest,omitempty"`
	Trend   *savedTrend   `json:"trend,omitempty"`
	Buttons []savedButton `json:"buttons,omitempty"`
}

type savedFact struct {
	Name  string    `json:"name"`
	Value string    `json:"value"`
	At    time.Time `json:"at,omitzero"`
}

type savedItem struct {
	Title  string       `json:"title"`
	Detail string       `json:"detail,omitempty"`
	Link   string       `json:"link,omitempty"`
	At     time.Time    `json:"at,omitzero"`
	Button *savedButton `json:"button,omitempty"`
}

type savedButton struct {
	Label   string `json:"label"`
	Words   string `json:"words"`
	Confirm string `json:"confirm,omitempty"`
	Style   string `json:"style,omitempty"`
	Opening string `json:"opening,omitempty"`
}

type savedTrend struct {
	Title    string       `json:"title"`
	Unit     string       `json:"unit,omitempty"`
	Alt      string       `json:"alt"`
	Points   []savedPoint `json:"points,omitempty"`
	Target   *float64     `json:"target,omitempty"`
	Baseline *float64     `json:"baseline,omitempty"`
}

type savedPoint struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

// MarshalJSON writes the message so that it can be kept. Instants are written in UTC. A block outside the closed set
// is an error, and so is a reading that is no number.
func (m Message) MarshalJSON() ([]byte, error) {
	saved := savedMessage{Fallback: m.Fallback}
	for _, block := range m.Blocks {
		b, err := save(block)
		if err != nil {
			return nil, err
		}
		saved.Blocks = append(saved.Blocks, b)
	}
	return json.Marshal(saved)
}

// UnmarshalJSON reads what MarshalJSON wrote. A kind of block it does not know is an error.
func (m *Message) UnmarshalJSON(data []byte) error {
	var saved savedMessage
	if err := json.Unmarshal(data, &saved); err != nil {
		return fmt.Errorf("read a kept message: %w", err)
	}
	read := Message{Fallback: saved.Fallback}
	for _, b := range saved.Blocks {
		block, err := b.restore()
		if err != nil {
			return fmt.Errorf("read a kept message: %w", err)
		}
		read.Blocks = append(read.Blocks, block)
	}
	*m = read
	return nil
}

func save(block Block) (savedBlock, error) {
	switch b := block.(type) {
	case Text:
		return savedBlock{Kind: "text", Title: b.Title, Body: b.Body}, nil
	case Facts:
		return savedBlock{Kind: "facts", Facts: each(b, func(f Fact) savedFact { return savedFact{f.Name, f.Value, f.At.UTC()} })}, nil
	case Items:
		return savedBlock{Kind: "items", Title: b.Title, Items: each(b.Items, saveItem), More: b.More, Rest: saveOptional(b.Rest)}, nil
	case Chart:
		return savedBlock{Kind: "chart", Trend: saveTrend(b.Trend)}, nil
	case Buttons:
		return savedBlock{Kind: "buttons", Buttons: each(b, saveButton)}, nil
	case Note:
		return savedBlock{Kind: "note", Body: b.Body}, nil
	}
	return savedBlock{}, fmt.Errorf("keep a message: no block is a %T", block)
}

func (b savedBlock) restore() (Block, error) {
	switch b.Kind {
	case "text":
		return Text{Title: b.Title, Body: b.Body}, nil
	case "facts":
		return Facts(each(b.Facts, func(f savedFact) Fact { return Fact{f.Name, f.Value, f.At.UTC()} })), nil
	case "items":
		return Items{Title: b.Title, Items: each(b.Items, savedItem.restore), More: b.More, Rest: b.Rest.restore()}, nil
	case "chart":
		if b.Trend == nil {
			return nil, fmt.Errorf("a chart without its trend")
		}
		return Chart{b.Trend.restore()}, nil
	case "buttons":
		return Buttons(each(b.Buttons, func(b savedButton) Button { return b.restore() })), nil
	case "note":
		return Note{Body: b.Body}, nil
	}
	return nil, fmt.Errorf("no block is of the kind %q", b.Kind)
}

// each converts a list; nothing stays nothing.
func each[From, To any](list []From, convert func(From) To) []To {
	var converted []To
	for _, element := range list {
		converted = append(converted, convert(element))
	}
	return converted
}

func saveItem(i Item) savedItem {
	return savedItem{i.Title, i.Detail, i.Link, i.At.UTC(), saveOptional(i.Button)}
}

func (i savedItem) restore() Item {
	return Item{i.Title, i.Detail, i.Link, i.At.UTC(), i.Button.restore()}
}

// styles are the stored names of the styles; a plain button has none.
var styles = map[Style]string{Plain: "", Primary: "primary", Danger: "danger"}

// openings are the stored names of what is known about a form that a button opens or not.
var openings = map[Opening]string{ByWords: "", Asks: "asks", AtOnce: "at once"}

func saveButton(b Button) savedButton {
	return savedButton{b.Label, b.Words, b.Confirm, styles[b.Style], openings[b.Opening]}
}

func saveOptional(b Button) *savedButton {
	if b == (Button{}) {
		return nil
	}
	saved := saveButton(b)
	return &saved
}

// restore gives the button back, the zero button for none. An unknown style is a plain one: it changes no meaning.
func (b *savedButton) restore() Button {
	if b == nil {
		return Button{}
	}
	restored := Button{Label: b.Label, Words: b.Words, Confirm: b.Confirm}
	for style, name := range styles {
		if name == b.Style {
			restored.Style = style
		}
	}
	for opening, name := range openings {
		if name == b.Opening {
			restored.Opening = opening
		}
	}
	return restored
}

func saveTrend(t report.Trend) *savedTrend {
	points := each(t.Points, func(p report.Point) savedPoint { return savedPoint(p) })
	return &savedTrend{t.Title, t.Unit, t.Alt, points, t.Target, t.Baseline}
}

func (t *savedTrend) restore() report.Trend {
	points := each(t.Points, func(p savedPoint) report.Point { return report.Point(p) })
	return report.Trend{Title: t.Title, Unit: t.Unit, Alt: t.Alt, Points: points, Target: t.Target, Baseline: t.Baseline}
}
