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
	said   int // buttons so far: Slack wants each action to have its own id
}

// piece is one block. One that is kept is drawn before the others get their room: a message one cannot act on is a
// dead end.
type piece struct {
	block slackgo.Block
	kept  bool
	lines int // how many things are missing when this one is left out
}

// draw makes Block Kit of a message. It always fits: what does not is counted in a last "and n more".
func draw(m bot.Message) []slackgo.Block {
	var d drawing
	for _, b := range m.Blocks {
		d.draw(b)
	}
	return fit(d.pieces)
}

// drawView makes Block Kit of a message for a modal or Home, which hold more than a message does.
func drawView(m bot.Message) []slackgo.Block { return draw(m) }

// charted says whether a message holds a chart.
func charted(m bot.Message) bool {
	return slices.ContainsFunc(m.Blocks, func(b bot.Block) bool { _, ok := b.(bot.Chart); return ok })
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
	flush := func() {
		if len(elements) > 0 {
			block := slackgo.NewActionBlock("", elements...)
			d.pieces = append(d.pieces, piece{block: block, kept: true, lines: len(elements)})
		}
		elements = nil
	}
	used := 0
	for _, b := range row {
		button := d.button(b)
		if button == nil {
			d.note(toType(b))
			continue
		}
		if used += size(b.Words); len(elements) == maxActions || used > maxText {
			flush()
			used = size(b.Words)
		}
		elements = append(elements, button)
	}
	flush()
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

// fit chooses the pieces that fit in one message, buttons first, and says how much it left out.
func fit(pieces []piece) []slackgo.Block {
	room := room{blocks: maxBlocks - 1, weight: maxMessage - weight(more(1<<30))}
	chosen := make([]bool, len(pieces))
	full := false
	for _, kept := range []bool{true, false} {
		for i, p := range pieces {
			if p.kept == kept && !full {
				chosen[i] = room.take(p.block)
				full = !chosen[i] && !kept
			}
		}
	}
	return assemble(pieces, chosen)
}

// assemble puts the chosen pieces in order, and the count of the others where the first is missing.
func assemble(pieces []piece, chosen []bool) []slackgo.Block {
	var blocks []slackgo.Block
	missing, at := 0, 0
	for i, p := range pieces {
		if chosen[i] {
			blocks = append(blocks, p.block)
			continue
		}
		if missing == 0 {
			at = len(blocks)
		}
		missing += p.lines
	}
	if missing == 0 {
		return blocks
	}
	return append(blocks[:at:at], append([]slackgo.Block{more(missing)}, blocks[at:]...)...)
}

// room is what is left of a message's limits.
type room struct{ blocks, weight int }

func (r *room) take(b slackgo.Block) bool {
	w := weight(b)
	if r.blocks < 1 || r.weight < w+1 {
		return false
	}
	r.blocks, r.weight = r.blocks-1, r.weight-w-1
	return true
}

func more(n int) slackgo.Block {
	text := fmt.Sprintf("and %d more, too long for one message", n)
	return slackgo.NewContextBlock("", words(text, maxText))
}
