// Package corpus is what every platform must be able to draw: messages and forms with everything that can be in them, what
// people write to see what happens, and all that the bot says in the plays; and where it keeps what it is brought. Only tests
// import it.
package corpus

import (
	"fmt"
	"strings"
	"time"

	"collab/bot"
	"collab/report"
)

// Noon is when things of the corpus happened.
var Noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// EveryBlock is a message with every block.
func EveryBlock() bot.Message {
	target := 95.0
	return bot.Message{
		Fallback: "Check-in 12, Acme × Borealis: 5 of 7 answered",
		Blocks: []bot.Block{
			bot.Text{Title: "Check-in 12", Body: "5 of 7 answered.\nIt closes on Friday."},
			bot.Facts{{Name: "Stage", Value: "Staying together"}, {Name: "Next check-in", At: Noon}, {Name: "Closes", Value: "Friday,", At: Noon}},
			bot.Items{
				Title: "Waiting for you",
				Items: []bot.Item{
					{Title: "Objective 2", Detail: "Fewer late trucks", Button: bot.Button{Label: "Confirm objective 2", Words: "objective 2 confirm", Style: bot.Primary}},
					{Title: "Minutes signed", Link: "https://example.com/minutes?a=1&b=2", At: Noon},
					{Title: "Promise 3", Detail: "The revised forecast", At: Noon, Link: "https://example.com/f",
						Button: bot.Button{Label: "Kept", Words: "promise 3 kept"}},
				},
				More: "and 12 more", Rest: bot.Button{Label: "Show all", Words: "todo all"},
			},
			bot.Chart{Trend: report.Trend{Title: "On-time delivery", Unit: "%", Alt: "From 91 to 94.2 per cent; the target is 95.",
				Points: []report.Point{{Label: "20 Feb", Value: 91}, {Label: "6 Mar", Value: 94.2}}, Target: &target}},
			bot.Buttons{
				{Label: "Answer", Words: "checkin", Style: bot.Primary},
				{Label: "Start exit", Words: "exit", Style: bot.Danger, Confirm: "Both sides are told. Joint records stay."},
			},
			bot.Note{Body: "Only visible to you."},
		},
	}
}

// LongestMessage is the same with the longest content there is.
func LongestMessage() bot.Message {
	m := bot.Message{Fallback: Long("fallback", 50000)}
	for _, b := range EveryBlock().Blocks {
		switch b := b.(type) {
		case bot.Text:
			m.Blocks = append(m.Blocks, bot.Text{Title: Long("title", 10000), Body: Long("body", 10000)})
		case bot.Items:
			for i := range 80 {
				b.Items = append(b.Items, bot.Item{Title: Long("item", 400), Detail: fmt.Sprint(i), Button: bot.Button{Label: Long("label", 200), Words: fmt.Sprint("item ", i)}})
			}
			m.Blocks = append(m.Blocks, b)
		case bot.Buttons:
			for i := range 30 {
				b = append(b, bot.Button{Label: Long("label", 100), Words: fmt.Sprint("do ", i), Confirm: Long("sure", 500)})
			}
			m.Blocks = append(m.Blocks, append(b, bot.Button{Label: "Too long", Words: Long("words", 2001)}))
		default:
			m.Blocks = append(m.Blocks, b)
		}
	}
	return m
}

// LongestHome is the Home of somebody for whom much waits in thirty relationships.
func LongestHome() bot.Message {
	m := bot.Message{Fallback: "300 things wait for you.", Blocks: []bot.Block{bot.Text{Title: "300 things wait for you."}}}
	for r := range 30 {
		list := bot.Items{Title: fmt.Sprintf("Acme × Borealis %d", r), More: "and 7 more"}
		for i := range 10 {
			list.Items = append(list.Items, bot.Item{Title: fmt.Sprintf("Promise %d", i), Detail: Long("detail", 300), At: Noon,
				Button: bot.Button{Label: "Done", Words: fmt.Sprintf("promise %d done for r%d", i, r)}})
		}
		m.Blocks = append(m.Blocks, list)
	}
	return m
}

// EveryField is a form with every kind of field.
func EveryField() bot.Form {
	return bot.Form{
		Title: "Report", Intro: "Last time it was 93.8 %.", Words: "kpi otif after 7", Submit: "Report",
		Audience: bot.Audience{Face: "Shared with Borealis"},
		Fields: []bot.Field{
			{Name: "title", Label: "In one line", Kind: bot.Line, Value: "Two late trucks", Max: 80},
			{Name: "why", Label: "Why", Hint: "Only if it got worse.", Kind: bot.Long, Optional: true},
			{Name: "value", Label: "Value", Kind: bot.Number, Value: "about 90", Error: "Use a number, for example 94.2."},
			{Name: "day", Label: "Measured on", Kind: bot.Day, Value: "2026-03-02"},
			{Name: "due", Label: "Due", Kind: bot.Day, Value: "next Friday"},
			{Name: "confidence", Label: "Confidence", Kind: bot.Choice, Value: "risk", Options: Three()},
			{Name: "mood", Label: "Mood", Kind: bot.Choice, Optional: true, Options: Three()},
			{Name: "topics", Label: "Topics", Kind: bot.Choices, Value: "on\noff", Options: Three()},
			{Name: "who", Label: "Who", Kind: bot.Who, Value: "p2", Options: Many(7)},
			{Name: "nobody", Label: "Deputy", Kind: bot.Who},
			{Name: "note", Label: "For our team", Kind: bot.Long, Optional: true, Audience: &bot.Audience{Party: "acme", Face: "Internal to Acme"}},
		},
	}
}

// Three are a few options.
func Three() []bot.Option {
	return []bot.Option{{Value: "on", Label: "On track"}, {Value: "risk", Label: "At risk"}, {Value: "off", Label: "Off track"}}
}

// Many are n options: p0 and so on.
func Many(n int) []bot.Option {
	var all []bot.Option
	for i := range n {
		all = append(all, bot.Option{Value: fmt.Sprint("p", i), Label: fmt.Sprint("Person ", i)})
	}
	return all
}

// LongestForm is a form with the longest content there is.
func LongestForm() bot.Form {
	f := EveryField()
	f.Title, f.Intro, f.Submit = Long("title", 200), Long("intro", 4000), Long("submit", 100)
	f.Words = Long("words", 2800)
	for i := range f.Fields {
		field := &f.Fields[i]
		if i < 2 {
			field.Label, field.Hint, field.Error = Long("label", 3000), Long("hint", 3000), Long("error", 1000)
		}
		switch {
		case field.Name == "topics" || field.Name == "who":
			field.Options = append(Many(101), bot.Option{Value: Long("value", 76), Label: "too long"}, bot.Option{Value: "last", Label: Long("label", 90)})
			field.Value = "p3\np4"
		case len(field.Options) == 0 && field.Kind != bot.Day:
			field.Value = Long("value", 5000)
		}
	}
	return f
}

// Long is a text of n characters in which each word tells where it stands.
func Long(word string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%s%d ", word, i)
	}
	return b.String()[:n-1] + "."
}
