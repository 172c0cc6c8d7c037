package slack

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// weight is what a block adds to a message: every character of its JSON.
func weight(b slackgo.Block) int {
	encoded, err := json.Marshal(b)
	if err != nil {
		return maxMessage + 1
	}
	return characters(encoded)
}

// characters is the size of something in JSON. What Go writes as \u003c is one character to whoever reads it.
func characters(encoded []byte) int {
	n := 0
	for i := 0; i < len(encoded); n++ {
		r, bytes := utf8.DecodeRune(encoded[i:])
		switch {
		case r == '\\' && encoded[i+1] == 'u':
			bytes = len(`\u003c`)
		case r == '\\':
			n, bytes = n+1, len(`\n`)
		case r > 0xFFFF:
			n++ // two UTF-16 units
		}
		i += bytes
	}
	return n
}

// words makes a text object of a text that is to be seen as it is: no markup, no mentions, no :emoji: names.
func words(s string, n int) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject(slackgo.PlainTextType, bot.Shorten(s, n), false, false)
}

// escape makes a text safe where Slack reads markup and we cannot prevent it: the fallback of a message. With these
// three gone there are no mentions, broadcasts or links.
// https://docs.slack.dev/messaging/formatting-message-text/#escaping
func escape(s string) string {
	return escaped.Replace(s)
}

var (
	escaped   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaped = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// withoutMention drops the mention of us that a sentence begins with.
func withoutMention(text, us string) string {
	text = strings.TrimSpace(text)
	rest, ours := strings.CutPrefix(text, "<@"+us)
	end := strings.IndexByte(rest, '>')
	if !ours || end < 0 || (end > 0 && rest[0] != '|') {
		return text
	}
	return strings.TrimSpace(rest[end+1:])
}

// plain undoes Slack's escaping of what a person typed: <@U1|dana> becomes @dana, a link its address.
// https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
func plain(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		inside, after, closed := strings.Cut(rest, ">")
		b.WriteString(before)
		if !found || !closed {
			b.WriteString(text[len(before):])
			break
		}
		b.WriteString(reference(inside))
		text = after
	}
	return unescaped.Replace(b.String())
}

// reference is how a person would have typed what Slack put between < and >.
func reference(inside string) string {
	target, label, labelled := strings.Cut(inside, "|")
	if target == "" {
		return label
	}
	sign := map[byte]string{'@': "@", '#': "#", '!': "@"}[target[0]]
	switch {
	case sign == "" && strings.HasPrefix(target, "mailto:") && labelled:
		return label
	case sign == "":
		return target
	case labelled && target[0] != '!':
		return sign + label
	case labelled:
		return label
	}
	return sign + target[1:]
}

// dateFormat shows an instant to each reader in their own zone.
// https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
const dateFormat = "{date_short_pretty} {time}"

// address is a link fit to be drawn as one, else "": free of what ends a link in Slack's markup.
func address(link string) string {
	safe := bot.Address(link)
	if strings.ContainsAny(safe, "<>|\"` \n") || bot.Length(escape(safe)) > maxField-2 {
		return ""
	}
	return safe
}
