package slack

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// line is one line of rich text, in which every character is only itself.
type line struct {
	elements []slackgo.RichTextSectionElement
	size     int
}

func (l *line) bold(text string) {
	l.add(text, &slackgo.RichTextSectionTextStyle{Bold: true})
}

func (l *line) plain(text string) { l.add(text, nil) }

func (l *line) add(text string, style *slackgo.RichTextSectionTextStyle) {
	if text == "" {
		return
	}
	l.elements = append(l.elements, slackgo.NewRichTextSectionTextElement(text, style))
	l.size += bot.Length(text)
}

// date adds an instant, which each reader sees in their own zone.
func (l *line) date(at time.Time) {
	if at.IsZero() {
		return
	}
	if len(l.elements) > 0 {
		l.plain(" ")
	}
	inWords := bot.InUTC(at)
	l.elements = append(l.elements, slackgo.NewRichTextSectionDateElement(at.Unix(), dateFormat, nil, &inWords))
	l.size += len(inWords)
}

func (l *line) link(target string) {
	if target == "" {
		return
	}
	if len(l.elements) > 0 {
		l.plain(" ")
	}
	l.elements = append(l.elements, slackgo.NewRichTextSectionLinkElement(target, "", nil))
	l.size += bot.Length(target)
}

// lines adds lines as rich text, as many to a block as a text object would hold; longer ones are split.
func (d *drawing) lines(lines []line, bullets bool) {
	var block []line
	used := 0
	for _, l := range folded(lines) {
		if used+l.size > maxText {
			d.together(block, bullets)
			block, used = nil, 0
		}
		block, used = append(block, l), used+l.size
	}
	d.together(block, bullets)
}

// together adds lines as one block, or as two where one would be too heavy: short lines are mostly wrapping.
func (d *drawing) together(lines []line, bullets bool) {
	if len(lines) == 0 {
		return
	}
	block := rich(lines, bullets)
	if half := len(lines) / 2; half > 0 && weight(block) > maxPiece {
		d.together(lines[:half], bullets)
		d.together(lines[half:], bullets)
		return
	}
	d.add(block, len(lines))
}

// folded parts each text that is longer than a block into several lines; empty lines vanish.
func folded(lines []line) []line {
	var out []line
	for _, l := range lines {
		var part line
		for _, e := range l.elements {
			text, ok := e.(*slackgo.RichTextSectionTextElement)
			if !ok || part.size+bot.Length(text.Text) <= maxText {
				part.elements, part.size = append(part.elements, e), part.size+sizeOf(text)
				continue
			}
			for _, chunk := range bot.Split(text.Text, maxText) {
				out = appendLine(out, part)
				part = line{}
				part.add(chunk, text.Style)
			}
		}
		out = appendLine(out, part)
	}
	return out
}

func sizeOf(text *slackgo.RichTextSectionTextElement) int {
	if text == nil {
		return len(dateFormat)
	}
	return bot.Length(text.Text)
}

func appendLine(lines []line, l line) []line {
	if len(l.elements) == 0 {
		return lines
	}
	return append(lines, l)
}

func rich(lines []line, bullets bool) slackgo.Block {
	if bullets {
		return slackgo.NewRichTextBlock("", slackgo.NewRichTextList(slackgo.RTEListBullet, 0, sections(lines)...))
	}
	var all []slackgo.RichTextSectionElement
	for i, l := range lines {
		if i > 0 {
			all = append(all, slackgo.NewRichTextSectionTextElement("\n", nil))
		}
		all = append(all, l.elements...)
	}
	return slackgo.NewRichTextBlock("", slackgo.NewRichTextSection(all...))
}

func sections(lines []line) []slackgo.RichTextElement {
	all := make([]slackgo.RichTextElement, 0, len(lines))
	for _, l := range lines {
		all = append(all, slackgo.NewRichTextSection(l.elements...))
	}
	return all
}

// items draws a list: lines without a button together, each with one as a section of its own.
func (d *drawing) items(list bot.Items) {
	var title line
	title.bold(bot.Legible(list.Title))
	d.lines([]line{title}, false)
	var plain []line
	for _, it := range list.Items {
		button := d.button(it.Button)
		if button == nil {
			plain = append(plain, itemLine(it))
			continue
		}
		d.lines(plain, true)
		plain = nil
		d.itemWith(button, it)
	}
	d.lines(plain, true)
	d.rest(list)
}

func itemLine(it bot.Item) line {
	var l line
	l.bold(bot.Legible(it.Title))
	l.plain(separated(l, " ", bot.Legible(it.Detail)))
	l.date(it.At)
	if target := address(it.Link); target != "" {
		l.link(target)
	} else {
		l.plain(separated(l, " ", bot.Legible(it.Link)))
	}
	l.plain(separated(l, " ", bot.Legible(it.Button.ToType())))
	return l
}

// itemWith draws a line and its button. What the person wrote is plain text; the date and the link, which plain
// text cannot hold, are fields beside it.
func (d *drawing) itemWith(button *slackgo.ButtonBlockElement, it bot.Item) {
	text := strings.TrimSpace(bot.Legible(it.Title) + "\n" + bot.Legible(it.Detail))
	var fields []*slackgo.TextBlockObject
	if !it.At.IsZero() {
		fields = append(fields, marked(fmt.Sprintf("<!date^%d^%s|%s>", it.At.Unix(), dateFormat, bot.InUTC(it.At))))
	}
	if target := address(it.Link); target != "" {
		fields = append(fields, marked("<"+escape(target)+">"))
	} else {
		text = strings.TrimSpace(text + "\n" + bot.Legible(it.Link))
	}
	parts := bot.Split(cmp.Or(text, button.Text.Text), maxBeside)
	section := slackgo.NewSectionBlock(words(parts[0], maxBeside), fields, slackgo.NewAccessory(button))
	d.add(section, 1)
	for _, part := range parts[1:] {
		d.paragraphs(part)
	}
}

// marked is markup of our own making; verbatim keeps Slack from finding more in it.
func marked(text string) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject(slackgo.MarkdownType, text, false, true)
}

func (d *drawing) rest(list bot.Items) {
	d.note(list.More)
	d.buttons(bot.Buttons{list.Rest})
}
