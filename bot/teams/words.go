package teams

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"collab/bot"
)

// named are people, teams and bots as Teams puts them into a text.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations#work-with-mentions
var named = regexp.MustCompile(`(?i)<at(?:\s[^<>]*)?>([^<>]*)</at>`)

// mostNamed is how many mentions of a message are looked at, far more than anybody makes: the others are but names.
const mostNamed = 200

// words is what was said to us, whose id in Entra is app: without the mentions of us, and with everybody else who is
// mentioned by name. Markup of other kinds never comes in a text; what looks like it was typed.
func (a activity) words(app string) string {
	left := slices.Clone(a.mentions[:min(len(a.mentions), mostNamed)])
	var b strings.Builder
	end := 0
	for n, at := range named.FindAllStringSubmatchIndex(a.text, -1) {
		b.WriteString(unescape(a.text[end:at[0]]))
		end = at[1]
		who := account{name: word(unescape(a.text[at[2]:at[3]])).name()}
		if n >= mostNamed {
			b.WriteString("@" + who.name)
			continue
		}
		if i := slices.IndexFunc(left, func(m mention) bool { return unescape(m.text) == unescape(a.text[at[0]:at[1]]) }); i >= 0 {
			who = left[i].who
			left = slices.Delete(left, i, i+1)
		}
		if who.name != "" && !a.us(who, app) {
			b.WriteString(bot.Mention(who.name, b.String()))
		}
	}
	b.WriteString(unescape(a.text[end:]))
	return strings.TrimSpace(b.String())
}

// us says whether an account is ours: whoever the activity was brought to, or the bot of our app.
func (a activity) us(who account, app string) bool {
	return who.id != "" && (who.id == a.recipient.id || strings.EqualFold(who.id, "28:"+app))
}

// unescape undoes how Teams writes what a person typed. The space that does not break stands around mentions.
func unescape(text string) string {
	return strings.ReplaceAll(html.UnescapeString(text), "\u00A0", " ")
}
