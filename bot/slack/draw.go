package slack

import (
	"fmt"
	"slices"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// drawing is a message on its way to becoming blocks.
type drawing struct {
	pieces []piece
	said   int  // buttons so far: Slack wants each action to have its own id
	files  bool // can be attached
}

// piece is one block. One that is kept is drawn before the others get their room, where there is room for a part alone:
// a message one cannot act on is a dead end.
type piece struct {
	block slackgo.Block
	// instead is what stands for a chart where Slack takes none: a table, then text.
	instead []slackgo.Block
	kept    bool
	lines   int // how many things are missing when this one is left out
}

// drawAll makes Block Kit of a message, as many blocks as it takes.
func drawAll(m bot.Message) []piece {
	var d drawing
	for _, b := range m.Blocks {
		d.draw(b)
	}
	return d.pieces
}

// fallback is the message in one line, for notifications and for clients without blocks.
func fallback(m bot.Message) string {
	line := cut(m.Fallback, maxFallback)
	for _, b := range m.Blocks {
		if t, ok := b.(bot.Text); ok && line == "" {
			line = cut(first(t.Title, t.Body), maxFallback)
		}
	}
	return escape(first(line, "collab"))
}

func (d *drawing) draw(b bot.Block) {
	switch b := b.(type) {
	case bot.Text:
		d.text(b)
	case bot.Facts:
		d.facts(b)
	case bot.Items:
		d.items(b)
	case bot.Chart:
		d.chart(b)
	case bot.Buttons:
		d.buttons(b)
	case bot.Note:
		d.note(b.Body)
	default:
		panic(fmt.Sprintf("slack: no drawing for %T", b))
	}
}

func (d *drawing) add(b slackgo.Block, lines int) {
	d.pieces = append(d.pieces, piece{block: b, lines: lines})
}

func (d *drawing) text(t bot.Text) {
	title := clean(t.Title)
	switch {
	case title == "":
	case size(title) <= maxHeader:
		d.add(slackgo.NewHeaderBlock(words(title, maxHeader)), 1)
	default:
		d.paragraphs(title)
	}
	d.paragraphs(t.Body)
}

func (d *drawing) paragraphs(body string) {
	for _, part := range split(body, maxText) {
		d.add(slackgo.NewSectionBlock(words(part, maxText), nil, nil), 1)
	}
}

func (d *drawing) note(body string) {
	for _, part := range split(body, maxText) {
		d.add(slackgo.NewContextBlock("", words(part, maxText)), 1)
	}
}

func (d *drawing) facts(facts bot.Facts) {
	var lines []line
	for _, f := range facts {
		var l line
		l.bold(clean(f.Name))
		l.plain(separated(l, ": ", clean(f.Value)))
		if clean(f.Value) == "" && !f.At.IsZero() {
			l.plain(":")
		}
		l.date(f.At)
		lines = append(lines, l)
	}
	d.lines(lines, false)
}

// separated puts a separator before a text, where both sides of it have something to say.
func separated(l line, separator, text string) string {
	if len(l.elements) == 0 || text == "" {
		return text
	}
	return separator + text
}

func (d *drawing) buttons(row bot.Buttons) {
	var elements []slackgo.BlockElement
	for _, b := range row {
		if button := d.button(b); button != nil {
			elements = append(elements, button)
			continue
		}
		d.note(toType(b))
	}
	for part := range slices.Chunk(elements, maxActions) {
		d.row(part)
	}
}

// row adds a row of buttons, or two where one would be too heavy.
func (d *drawing) row(buttons []slackgo.BlockElement) {
	block := slackgo.NewActionBlock("", buttons...)
	if half := len(buttons) / 2; half > 0 && weight(block) > maxPiece {
		d.row(buttons[:half])
		d.row(buttons[half:])
		return
	}
	d.pieces = append(d.pieces, piece{block: block, kept: true, lines: len(buttons)})
}

// toType says how to do what a button cannot: its words are too long for one.
func toType(b bot.Button) string {
	if clean(b.Words) == "" {
		return ""
	}
	return fmt.Sprintf("%s: type %s", b.Label, b.Words)
}

// button is nil when the words do not fit in one: cutting them would change what they say.
func (d *drawing) button(b bot.Button) *slackgo.ButtonBlockElement {
	if clean(b.Words) == "" || size(b.Words) > maxValue {
		return nil
	}
	d.said++
	label := first(clean(b.Label), clean(b.Words))
	drawn := slackgo.NewButtonBlockElement(fmt.Sprintf("say-%d", d.said), b.Words, words(label, maxLabel))
	drawn.Style = style(b.Style)
	if b.Confirm != "" {
		drawn.Confirm = slackgo.NewConfirmationBlockObject(
			words(label, maxAsked), words(first(clean(b.Confirm), "Are you sure?"), maxConfirm), words(label, maxConsent), words("Go back", maxConsent)).
			WithStyle(style(b.Style))
	}
	return drawn
}

func style(s bot.Style) slackgo.Style {
	return map[bot.Style]slackgo.Style{bot.Primary: slackgo.StylePrimary, bot.Danger: slackgo.StyleDanger}[s]
}
