package slack

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	slackgo "github.com/slack-go/slack"
)

// size is the length of a text as Slack may count it.
func size(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

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

// clean makes a text valid UTF-8 without control characters other than line breaks and tabs, and "" of mere space.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}

// cut shortens a text to at most n, marking that it did.
func cut(s string, n int) string {
	s = clean(s)
	if size(s) <= n {
		return s
	}
	return s[:within(s, n-1)] + "…"
}

// within is how many bytes of s, in whole characters, have at most the size n.
func within(s string, n int) int {
	for i, r := range s {
		if n -= max(1, utf16.RuneLen(r)); n < 0 {
			return i
		}
	}
	return len(s)
}

// split parts a text into pieces of at most n, after a line break or space where there is one in the second half.
func split(s string, n int) []string {
	var pieces []string
	for s = clean(s); s != ""; {
		end := within(s, n)
		if end < len(s) {
			if space := strings.LastIndexAny(s[:end], "\n "); space > end/2 {
				end = space + 1
			}
		}
		if piece := clean(s[:end]); piece != "" {
			pieces = append(pieces, piece)
		}
		s = s[end:]
	}
	return pieces
}

// words makes a text object of a text that is to be seen as it is: no markup, no mentions, no :emoji: names.
func words(s string, n int) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject(slackgo.PlainTextType, cut(s, n), false, false)
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

// inUTC is what whoever cannot see the date in their own zone reads instead.
func inUTC(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") }

// address is a link fit to be drawn as one, else "": http or https, with a host, and free of what ends a link in
// Slack's markup.
func address(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	safe := u.String()
	if strings.ContainsAny(safe, "<>|\"` \n") || size(escape(safe)) > maxField-2 {
		return ""
	}
	return safe
}
