package slack

import (
	"cmp"
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"
)

// spoken is all that a part says, as text: what is sent where Slack takes none of its blocks. Buttons become what they
// would say.
func spoken(p part) string {
	var lines []string
	for _, b := range blocksOn(p.pieces, texts) {
		if text := saidBy(b); text != "" {
			lines = append(lines, text)
		}
	}
	return cmp.Or(strings.Join(lines, "\n"), p.text)
}

func saidBy(b slackgo.Block) string {
	switch b := b.(type) {
	case *slackgo.HeaderBlock:
		return b.Text.Text
	case *slackgo.SectionBlock:
		return saidBySection(b)
	case *slackgo.ContextBlock:
		return saidByElements(b.ContextElements.Elements)
	case *slackgo.ActionBlock:
		var lines []string
		for _, e := range b.Elements.ElementSet {
			lines = append(lines, saidByButton(e))
		}
		return strings.Join(lines, "\n")
	case *slackgo.RichTextBlock:
		return saidByRich(b.Elements)
	}
	panic(fmt.Sprintf("slack: no words for %T", b))
}

func saidBySection(b *slackgo.SectionBlock) string {
	text := b.Text.Text
	for _, f := range b.Fields {
		text += "\n" + saidByMarkup(f.Text)
	}
	if b.Accessory != nil && b.Accessory.ButtonElement != nil {
		text += "\n" + saidByButton(b.Accessory.ButtonElement)
	}
	return text
}

// saidByMarkup is what our own markup, a date or a link, says.
func saidByMarkup(markup string) string {
	inside := strings.TrimSuffix(strings.TrimPrefix(markup, "<"), ">")
	if _, date, ok := strings.Cut(inside, "|"); ok {
		return date
	}
	return unescaped.Replace(inside)
}

func saidByButton(e slackgo.BlockElement) string {
	b, ok := e.(*slackgo.ButtonBlockElement)
	if !ok {
		return ""
	}
	return b.Text.Text + ": type " + b.Value
}

func saidByElements(elements []slackgo.MixedElement) string {
	var parts []string
	for _, e := range elements {
		if text, ok := e.(*slackgo.TextBlockObject); ok {
			parts = append(parts, text.Text)
		}
	}
	return strings.Join(parts, " ")
}

func saidByRich(elements []slackgo.RichTextElement) string {
	var lines []string
	for _, e := range elements {
		switch e := e.(type) {
		case *slackgo.RichTextSection:
			lines = append(lines, saidByLine(e.Elements))
		case *slackgo.RichTextList:
			lines = append(lines, saidByRich(e.Elements))
		case *slackgo.RichTextPreformatted:
			lines = append(lines, saidByLine(e.Elements))
		}
	}
	return strings.Join(lines, "\n")
}

func saidByLine(elements []slackgo.RichTextSectionElement) string {
	var line strings.Builder
	for _, e := range elements {
		switch e := e.(type) {
		case *slackgo.RichTextSectionTextElement:
			line.WriteString(e.Text)
		case *slackgo.RichTextSectionLinkElement:
			line.WriteString(e.URL)
		case *slackgo.RichTextSectionDateElement:
			line.WriteString(*e.Fallback)
		}
	}
	return line.String()
}
