package slack

import (
	"cmp"
	"encoding/json"
	"slices"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// part is as much of a message as one message in Slack holds. What does not fit in one goes into the next: nothing of a
// message is lost because it is long.
type part struct {
	text   string
	pieces []piece
}

// rung is how plainly something is drawn.
type rung int

// The rungs of the ladder that is gone down while Slack refuses what is drawn.
const (
	pictures rung = iota // charts as charts
	tables               // charts as tables
	texts                // charts as text
	bare                 // no blocks at all
)

// partsOf makes a message into the parts it takes, one at least.
func partsOf(m bot.Message) []part {
	var all []part
	for _, some := range bot.Portions(drawAll(m), func() func(block) bool { left := messageRoom(); return left.take }) {
		all = append(all, part{fallback(m), some})
	}
	return numbered(all)
}

// numbered says in each of several parts which one it is.
func numbered(all []part) []part {
	if len(all) == 1 {
		return all
	}
	for i := range all {
		which := bot.Portion(i, len(all))
		note := piece{Drawn: small(which)}
		if i > 0 {
			all[i].pieces = append([]piece{note}, all[i].pieces...)
			all[i].text += ", " + which
			continue
		}
		all[i].pieces = append(all[i].pieces, note)
	}
	return all
}

// onePart makes a message into one part, for what can be no more: a message that takes the place of another.
func onePart(m bot.Message) part {
	return part{fallback(m), fit(drawAll(m), messageRoom())}
}

// on is the part at a rung, as it goes to Slack.
func (p part) on(r rung) outgoing {
	if r == bare {
		text := escape(spoken(p))
		if bot.Length(text) > maxAlone {
			text = escape(bot.Shorten(spoken(p), maxAlone/len("&amp;")))
		}
		return outgoing{Text: text, Blocks: []slackgo.Block{}}
	}
	return outgoing{Text: p.text, Blocks: blocksOn(p.pieces, r)}
}

// blocksOn are the blocks of pieces at a rung. Slack takes only so many charts and tables in a message.
func blocksOn(pieces []piece, r rung) []slackgo.Block {
	left := map[rung]int{pictures: maxCharts, tables: maxTables, texts: len(pieces)}
	var blocks []slackgo.Block
	for _, p := range pieces {
		at := r
		for at < texts && left[at] == 0 {
			at++
		}
		instead := p.Drawn.instead
		if len(instead) > 0 && at > pictures {
			blocks = append(blocks, instead[at-1])
		} else {
			blocks = append(blocks, p.Drawn.Block)
		}
		if len(instead) > 0 {
			left[at]--
		}
	}
	return blocks
}

// charted says whether a part holds a chart.
func (p part) charted() bool {
	return slices.ContainsFunc(p.pieces, func(inside piece) bool { return len(inside.Drawn.instead) > 0 })
}

// below is the next rung on which a part looks otherwise.
func (p part) below(r rung) rung {
	if p.charted() {
		return r + 1
	}
	return bare
}

// viewBlocks makes Block Kit of a message for a modal or Home, and says whether all of it fits. What does not is counted,
// and the buttons, if there are any, lead to it.
func viewBlocks(m bot.Message, rest ...bot.Button) ([]slackgo.Block, bool) {
	pieces := drawAll(m)
	if len(pieces) == 0 { // a view without blocks is refused
		pieces = drawAll(bot.Plainly(cmp.Or(bot.Legible(m.Fallback), "collab")))
	}
	left, fits := viewRoom(), true
	for _, p := range pieces {
		fits = left.take(p.Drawn) && fits
	}
	if !fits {
		var d drawing
		d.said = len(pieces) * maxActions // beyond the ids of the buttons that are drawn
		d.buttons(rest)
		pieces = fit(append(pieces, d.pieces...), viewRoom())
	}
	return blocksOn(pieces, texts), fits
}

// fit chooses the pieces that have room, buttons first, and counts the others where the first of them is missing.
func fit(pieces []piece, left room) []piece {
	return bot.Fit(pieces, left.take, func(missing int) block { return small(bot.LeftOut(missing)) })
}

// small is a line of small print.
func small(text string) block {
	return block{Block: slackgo.NewContextBlock("", words(text, maxText))}
}

// room is what is left of the limits of a message or view.
type room struct {
	blocks, weight int
	weigh          func(slackgo.Block) int
}

// messageRoom and viewRoom keep some of it for the note that says what is elsewhere.
func messageRoom() room { return room{maxBlocks - 1, maxMessage - maxLabel*2, weight} }

func viewRoom() room { return room{maxViewBlocks - 1, maxView - maxLabel*2, bytesOf} }

func bytesOf(b slackgo.Block) int {
	encoded, err := json.Marshal(b)
	if err != nil {
		return maxView + 1
	}
	return len(encoded)
}

// take makes room for a block, however it will be drawn; false when there is not enough.
func (r *room) take(b block) bool {
	w := r.weigh(b.Block)
	for _, b := range b.instead {
		w = max(w, r.weigh(b))
	}
	if r.blocks < 1 || r.weight < w+1 {
		return false
	}
	r.blocks, r.weight = r.blocks-1, r.weight-w-1
	return true
}
