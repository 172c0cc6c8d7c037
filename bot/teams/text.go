package teams

import (
	"regexp"
	"strings"
	"time"

	"collab/bot"
)

// Whatever people wrote is drawn as text runs of a RichTextBlock, in which every character is only itself. A TextBlock
// reads Markdown, and what escapes it differs from client to client; so do line breaks, so each line is a block of its own.
// https://adaptivecards.io/explorer/TextRun.html
// https://github.com/microsoft/AdaptiveCards/issues/5590

// run is text in one look.
type run = element

// look is how a text is drawn: the properties of its runs.
type look map[string]any

var (
	ordinary = look{}
	bold     = look{"weight": "Bolder"}
	larger   = look{"weight": "Bolder", "size": "Medium"}
	small    = look{"size": "Small", "isSubtle": true}
	alarming = look{"color": "Attention", "weight": "Bolder"}
)

// hazard is what clients read in a text run all the same: a date, an entity, a mention. Each is parted between two runs.
// https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features#datetime-formatting
var hazard = regexp.MustCompile(`\{\{|&[#0-9A-Za-z]|</?[aA][tT]`)

// runs are the runs of one line.
func runs(text string, l look) (all []run) {
	text = strings.ReplaceAll(bot.Legible(text), "\t", " ")
	for text != "" {
		end := len(text)
		if found := hazard.FindStringIndex(text); found != nil {
			end = found[0] + 1
		}
		r := run{"type": "TextRun", "text": text[:end]}
		for property, value := range l {
			r[property] = value
		}
		all, text = append(all, r), text[end:]
	}
	return all
}

// date is an instant as each reader's own client shows it, in their zone.
func date(at time.Time, l look) []run {
	if at.IsZero() {
		return nil
	}
	instant := at.UTC().Format("2006-01-02T15:04:05Z")
	r := run{"type": "TextRun", "text": "{{DATE(" + instant + ", SHORT)}} {{TIME(" + instant + ")}}"}
	for property, value := range l {
		r[property] = value
	}
	return []run{r}
}

// link is an address one can follow, or merely its text where it is none, or none that can be drawn as one.
func link(target string) []element {
	address := bot.Address(target)
	if address == "" || bot.Length(address) > maxLine || strings.ContainsAny(address, "{}<>\" \n") {
		return lines(target, ordinary, "None")
	}
	follow := element{"type": "Action.OpenUrl", "url": address}
	return []element{lined([]run{{"type": "TextRun", "text": address, "color": "Accent", "selectAction": follow}}, "None")}
}

// behind puts runs behind others, with a space between them.
func behind(before, after []run) []run {
	if len(before) > 0 && len(after) > 0 {
		after[0]["text"] = " " + after[0]["text"].(string)
	}
	return append(before, after...)
}

// lined is one line of runs.
func lined(inlines []run, spacing string) element {
	return element{"type": "RichTextBlock", "inlines": inlines, "spacing": spacing}
}

// lines are a text, line by line; a blank line is more space before the next.
func lines(text string, l look, first string) (all []element) {
	spacing := first
	for _, line := range strings.Split(bot.Legible(text), "\n") {
		for _, part := range folded(line, l, maxLine) {
			all = append(all, lined(part, spacing))
			spacing = "None"
		}
		if strings.TrimSpace(line) == "" && len(all) > 0 {
			spacing = "Medium"
		}
	}
	return all
}

// folded is a line in as many as it takes, each of at most n characters and not too many runs.
func folded(line string, l look, n int) (all [][]run) {
	for _, part := range bot.Split(line, n) {
		if some := runs(part, l); len(some) <= maxRuns || n < maxRuns {
			all = append(all, some)
			continue
		}
		all = append(all, folded(part, l, n/4)...)
	}
	return all
}

// harmless are texts in which no Markdown can be, and no address.
var harmless = regexp.MustCompile(`^\pL[\pL\pN ,;?%'’“”"()/:×–—…-]*[.?!]?$`)

// unmarked says whether a text is the same wherever Markdown is read in it.
func unmarked(text string) bool {
	return harmless.MatchString(text) && !strings.Contains(text, "//") && !strings.Contains(text, "  ")
}

// heading is a title: for whoever listens a heading, where that is possible.
func heading(title, spacing string) []element {
	title = bot.Legible(title)
	if unmarked(title) && bot.Length(title) <= maxLine {
		return []element{{"type": "TextBlock", "text": title, "style": "heading", "weight": "Bolder", "size": "Medium", "wrap": true, "spacing": spacing}}
	}
	return lines(title, larger, spacing)
}
