package slack

import (
	"fmt"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// maxPoints is how many readings of a trend are drawn, the newest.
const maxPoints = 20

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
	l.size += size(text)
}

// date adds an instant, which each reader sees in their own zone.
func (l *line) date(at time.Time) {
	if at.IsZero() {
		return
	}
	if len(l.elements) > 0 {
		l.plain(" ")
	}
	inWords := inUTC(at)
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
	l.size += size(target)
}

// lines adds lines as rich text, as many to a block as a text object would hold; longer ones are split.
func (d *drawing) lines(lines []line, bullets bool) {
	var block []line
	used := 0
	for _, l := range folded(lines) {
		if len(block) > 0 && used+l.size > maxText {
			d.add(rich(block, bullets), len(block))
			block, used = nil, 0
		}
		block, used = append(block, l), used+l.size
	}
	if len(block) > 0 {
		d.add(rich(block, bullets), len(block))
	}
}

// folded parts each text that is longer than a block into several lines; empty lines vanish.
func folded(lines []line) []line {
	var out []line
	for _, l := range lines {
		var part line
		for _, e := range l.elements {
			text, ok := e.(*slackgo.RichTextSectionTextElement)
			if !ok || part.size+size(text.Text) <= maxText {
				part.elements, part.size = append(part.elements, e), part.size+sizeOf(text)
				continue
			}
			for _, chunk := range split(text.Text, maxText) {
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
	return size(text.Text)
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
	title.bold(clean(list.Title))
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
	l.bold(clean(it.Title))
	l.plain(separated(l, " ", clean(it.Detail)))
	l.date(it.At)
	if target := address(it.Link); target != "" {
		l.link(target)
	} else {
		l.plain(separated(l, " ", clean(it.Link)))
	}
	l.plain(separated(l, " ", clean(toType(it.Button))))
	return l
}

// itemWith draws a line and its button. What the person wrote is plain text; the date and the link, which plain
// text cannot hold, are fields beside it.
func (d *drawing) itemWith(button *slackgo.ButtonBlockElement, it bot.Item) {
	text := strings.TrimSpace(clean(it.Title) + "\n" + clean(it.Detail))
	var fields []*slackgo.TextBlockObject
	if !it.At.IsZero() {
		fields = append(fields, marked(fmt.Sprintf("<!date^%d^%s|%s>", it.At.Unix(), dateFormat, inUTC(it.At))))
	}
	if target := address(it.Link); target != "" {
		fields = append(fields, marked("<"+escape(target)+">"))
	} else {
		text = strings.TrimSpace(text + "\n" + clean(it.Link))
	}
	parts := split(first(text, button.Text.Text), maxText)
	section := slackgo.NewSectionBlock(words(parts[0], maxText), fields, slackgo.NewAccessory(button))
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

// chart draws a trend as a sentence and a small table.
func (d *drawing) chart(c bot.Chart) {
	var title, alt line
	title.bold(clean(c.Title))
	title.plain(separated(title, ", ", clean(c.Unit)))
	alt.plain(clean(c.Alt))
	d.lines([]line{title, alt}, false)
	if rows := table(c); len(rows) > 0 {
		cells := slackgo.NewRichTextSectionTextElement(cut(strings.Join(rows, "\n"), maxText), nil)
		d.add(slackgo.NewRichTextBlock("", &slackgo.RichTextPreformatted{
			Type: slackgo.RTEPreformatted, Elements: []slackgo.RichTextSectionElement{cells},
		}), len(rows))
	}
}

func table(c bot.Chart) []string {
	var rows []string
	row := func(label string, value float64) {
		rows = append(rows, fmt.Sprintf("%-12s %v", cut(label, maxLabel), value))
	}
	for _, p := range c.Points[max(0, len(c.Points)-maxPoints):] {
		row(p.Label, p.Value)
	}
	if c.Target != nil {
		row("Target", *c.Target)
	}
	if c.Baseline != nil {
		row("Baseline", *c.Baseline)
	}
	return rows
}
