package corpus

import (
	"math"
	"strings"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/report"
)

// Zoo is what people write to see what happens.
var Zoo = []string{
	"<!channel> <!here> <!everyone> @channel @here", "<@U0KIM> <#C0SHARED> <!subteam^S1>", "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
	"<https://evil.example|https://acme.example>", "https://evil.example <mailto:a@b.c|x>", "*bold* _it_ ~no~ `code` ```block```",
	"> quote\n• list\n1. one", ":tada: :skull_and_crossbones:", "Acme & Globex <ltd>", "\u202Eright to left\u202C", "a\x00b\x07c\x1b[31m",
	"\xff\xfe broken", "<!date^1^{date}|now>", "👩‍👩‍👧‍👦 Zoë Ż ß 株式会社 مرحبا", "\u200b\u2060", "   ", strings.Repeat("𝔘", 4000), `{"type":"mrkdwn"}`,
}

// Everywhere is a message with a text in every place that a person's text can come to.
func Everywhere(text string) bot.Message {
	return bot.Message{Fallback: text, Blocks: []bot.Block{
		bot.Text{Title: text, Body: text}, bot.Facts{{Name: text, Value: text, At: Noon}},
		bot.Items{Title: text, More: text, Rest: bot.Button{Label: text, Words: "all"}, Items: []bot.Item{
			{Title: text, Detail: text, Link: text, At: Noon},
			{Title: text, Detail: text, Link: "https://example.com/" + text, At: Noon, Button: bot.Button{Label: text, Words: "go", Confirm: text}},
		}},
		bot.Chart{Trend: report.Trend{Title: text, Unit: text, Alt: text, Points: []report.Point{{Label: text}}}},
		bot.Buttons{{Label: text, Words: "go", Confirm: text}}, bot.Note{Body: text},
	}}
}

// EveryLabel is a form with a text in every such place.
func EveryLabel(text string) bot.Form {
	return bot.Form{
		Title: text, Intro: text, Words: "w", Submit: text, Audience: bot.Audience{Face: text},
		Fields: []bot.Field{{Name: "a", Label: text, Hint: text, Value: text, Error: text, Audience: &bot.Audience{Face: text}},
			{Name: "b", Label: text, Kind: bot.Choice, Options: []bot.Option{{Value: "v", Label: text}}}},
	}
}

// AnyMessage is any message.
func AnyMessage(r *rapid.T) bot.Message {
	m := bot.Message{Fallback: anyText(r)}
	for range rapid.IntRange(0, 12).Draw(r, "blocks") {
		m.Blocks = append(m.Blocks, anyBlock(r))
	}
	return m
}

// anyText is any text, often as long as a limit of a platform.
func anyText(r *rapid.T) string {
	if animal := rapid.IntRange(0, 3*len(Zoo)).Draw(r, "animal"); animal < len(Zoo) {
		return Zoo[animal]
	}
	n := rapid.SampledFrom([]int{0, 1, 30, 74, 75, 76, 150, 151, 2000, 2999, 3000, 3001, 7000}).Draw(r, "length")
	unit := rapid.SampledFrom([]string{"a", "a ", "é", "𝔘", "\n", "<", "&", "\"", "\\", "\u2028"}).Draw(r, "unit")
	return strings.Repeat(unit, n/max(1, len([]rune(unit))))
}

func anyBlock(r *rapid.T) bot.Block {
	button := func() bot.Button { return bot.Button{Label: anyText(r), Words: anyText(r), Confirm: anyText(r)} }
	n := rapid.IntRange(0, 40).Draw(r, "n")
	switch rapid.IntRange(0, 5).Draw(r, "kind") {
	case 0:
		return bot.Text{Title: anyText(r), Body: anyText(r)}
	case 1:
		return bot.Facts{{Name: anyText(r), Value: anyText(r), At: Noon}, {Name: anyText(r), Value: anyText(r)}}
	case 2:
		items := bot.Items{Title: anyText(r), More: anyText(r), Rest: button()}
		for range n {
			items.Items = append(items.Items, bot.Item{Title: anyText(r), Detail: anyText(r), Link: "https://example.com/" + anyText(r), At: Noon, Button: button()})
		}
		return items
	case 3:
		return anyChart(r)
	case 4:
		var row bot.Buttons
		for range n {
			row = append(row, button())
		}
		return row
	}
	return bot.Note{Body: anyText(r)}
}

func anyChart(r *rapid.T) bot.Block {
	trend := report.Trend{Title: anyText(r), Unit: anyText(r), Alt: anyText(r)}
	value := rapid.SampledFrom([]float64{0, -3, 94.25, 1e300, math.NaN(), math.Inf(1)})
	for range rapid.IntRange(0, 30).Draw(r, "points") {
		trend.Points = append(trend.Points, report.Point{Label: anyText(r), Value: value.Draw(r, "value")})
	}
	if rapid.Bool().Draw(r, "target") {
		target := value.Draw(r, "value")
		trend.Target = &target
	}
	return bot.Chart{Trend: trend}
}
