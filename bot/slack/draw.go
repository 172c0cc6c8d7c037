package slack

import (
	"cmp"
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

// piece is one block; one that shows something to press is kept.
type piece = bot.Piece[block]

// block is what Slack draws.
type block struct {
	slackgo.Block
	// instead is what stands for a chart where Slack takes none: a table, then text.
	instead []slackgo.Block
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
	return escape(cmp.Or(m.Line(maxFallback), "collab"))
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
	d.pieces = append(d.pieces, piece{Drawn: block{Block: b}, Lines: lines})
}

func (d *drawing) text(t bot.Text) {
	title := bot.Legible(t.Title)
	switch {
	case title == "":
	case bot.Length(title) <= maxHeader:
		d.add(slackgo.NewHeaderBlock(words(title, maxHeader)), 1)
	default:
		d.paragraphs(title)
	}
	d.paragraphs(t.Body)
}

func (d *drawing) paragraphs(body string) {
	for _, part := range bot.Split(body, maxText) {
		d.add(slackgo.NewSectionBlock(words(part, maxText), nil, nil), 1)
	}
}

func (d *drawing) note(body string) {
	for _, part := range bot.Split(body, maxText) {
		d.add(slackgo.NewContextBlock("", words(part, maxText)), 1)
	}
}

func (d *drawing) facts(facts bot.Facts) {
	var lines []line
	for _, f := range facts {
		var l line
		l.bold(bot.Legible(f.Name))
		l.plain(separated(l, ": ", bot.Legible(f.Value)))
		if bot.Legible(f.Value) == "" && !f.At.IsZero() {
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
		d.note(b.ToType())
	}
	for part := range slices.Chunk(elements, maxActions) {
		d.row(part)
	}
}

// row adds a row of buttons, or two where one would be too heavy.
func (d *drawing) row(buttons []slackgo.BlockElement) {
	row := slackgo.NewActionBlock("", buttons...)
	if half := len(buttons) / 2; half > 0 && weight(row) > maxPiece {
		d.row(buttons[:half])
		d.row(buttons[half:])
		return
	}
	d.pieces = append(d.pieces, piece{Drawn: block{Block: row}, Kept: true, Lines: len(buttons)})
}

// button is nil when the words do not fit in one: cutting them would change what they say.
func (d *drawing) button(b bot.Button) *slackgo.ButtonBlockElement {
	if bot.Legible(b.Words) == "" || bot.Length(b.Words) > maxValue {
		return nil
	}
	d.said++
	label := cmp.Or(bot.Legible(b.Label), bot.Legible(b.Words))
	drawn := slackgo.NewButtonBlockElement(fmt.Sprintf("say-%d", d.said), b.Words, words(label, maxLabel))
	drawn.Style = style(b.Style)
	if b.Confirm != "" {
		drawn.Confirm = slackgo.NewConfirmationBlockObject(
			words(label, maxAsked), words(cmp.Or(bot.Legible(b.Confirm), "Are you sure?"), maxConfirm), words(label, maxConsent), words("Go back", maxConsent)).
			WithStyle(style(b.Style))
	}
	return drawn
}

func style(s bot.Style) slackgo.Style {
	return map[bot.Style]slackgo.Style{bot.Primary: slackgo.StylePrimary, bot.Danger: slackgo.StyleDanger}[s]
}
