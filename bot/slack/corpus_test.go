package slack

import (
	"fmt"
	"strings"

	"collab/bot"
	"collab/report"
)

// The corpus: one message with every block, one form with every kind of field, and both again with the longest
// content there is.
func everyBlock() bot.Message {
	target := 95.0
	return bot.Message{
		Fallback: "Check-in 12, Acme × Borealis: 5 of 7 answered",
		Blocks: []bot.Block{
			bot.Text{Title: "Check-in 12", Body: "5 of 7 answered.\nIt closes on Friday."},
			bot.Facts{{Name: "Stage", Value: "Staying together"}, {Name: "Next check-in", At: noon}, {Name: "Closes", Value: "Friday,", At: noon}},
			bot.Items{
				Title: "Waiting for you",
				Items: []bot.Item{
					{Title: "Objective 2", Detail: "Fewer late trucks", Button: bot.Button{Label: "Confirm objective 2", Words: "objective 2 confirm", Style: bot.Primary}},
					{Title: "Minutes signed", Link: "https://example.com/minutes?a=1&b=2", At: noon},
					{Title: "Promise 3", Detail: "The revised forecast", At: noon, Link: "https://example.com/f",
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

func longestMessage() bot.Message {
	m := bot.Message{Fallback: long("fallback", 50000)}
	for _, b := range everyBlock().Blocks {
		switch b := b.(type) {
		case bot.Text:
			m.Blocks = append(m.Blocks, bot.Text{Title: long("title", 10000), Body: long("body", 10000)})
		case bot.Items:
			for i := range 80 {
				b.Items = append(b.Items, bot.Item{Title: long("item", 400), Detail: fmt.Sprint(i), Button: bot.Button{Label: long("label", 200), Words: fmt.Sprint("item ", i)}})
			}
			m.Blocks = append(m.Blocks, b)
		case bot.Buttons:
			for i := range 30 {
				b = append(b, bot.Button{Label: long("label", 100), Words: fmt.Sprint("do ", i), Confirm: long("sure", 500)})
			}
			m.Blocks = append(m.Blocks, append(b, bot.Button{Label: "Too long", Words: long("words", 2001)}))
		default:
			m.Blocks = append(m.Blocks, b)
		}
	}
	return m
}

// longestHome is the Home of somebody for whom much waits in thirty relationships.
func longestHome() bot.Message {
	m := bot.Message{Fallback: "300 things wait for you.", Blocks: []bot.Block{bot.Text{Title: "300 things wait for you."}}}
	for r := range 30 {
		list := bot.Items{Title: fmt.Sprintf("Acme × Borealis %d", r), More: "and 7 more"}
		for i := range 10 {
			list.Items = append(list.Items, bot.Item{Title: fmt.Sprintf("Promise %d", i), Detail: long("detail", 300), At: noon,
				Button: bot.Button{Label: "Done", Words: fmt.Sprintf("promise %d done for r%d", i, r)}})
		}
		m.Blocks = append(m.Blocks, list)
	}
	return m
}

func everyField() bot.Form {
	return bot.Form{
		Title: "Report", Intro: "Last time it was 93.8 %.", Words: "kpi otif after 7", Submit: "Report",
		Audience: bot.Audience{Face: "Shared with Borealis"},
		Fields: []bot.Field{
			{Name: "title", Label: "In one line", Kind: bot.Line, Value: "Two late trucks", Max: 80},
			{Name: "why", Label: "Why", Hint: "Only if it got worse.", Kind: bot.Long, Optional: true},
			{Name: "value", Label: "Value", Kind: bot.Number, Value: "about 90", Error: "Use a number, for example 94.2."},
			{Name: "day", Label: "Measured on", Kind: bot.Day, Value: "2026-03-02"},
			{Name: "due", Label: "Due", Kind: bot.Day, Value: "next Friday"},
			{Name: "confidence", Label: "Confidence", Kind: bot.Choice, Value: "risk", Options: three()},
			{Name: "mood", Label: "Mood", Kind: bot.Choice, Optional: true, Options: three()},
			{Name: "topics", Label: "Topics", Kind: bot.Choices, Value: "on\noff", Options: three()},
			{Name: "who", Label: "Who", Kind: bot.Who, Value: "p2", Options: many(7)},
			{Name: "nobody", Label: "Deputy", Kind: bot.Who},
			{Name: "note", Label: "For our team", Kind: bot.Long, Optional: true, Audience: &bot.Audience{Party: "acme", Face: "Internal to Acme"}},
		},
	}
}

func three() []bot.Option {
	return []bot.Option{{Value: "on", Label: "On track"}, {Value: "risk", Label: "At risk"}, {Value: "off", Label: "Off track"}}
}

func many(n int) []bot.Option {
	var all []bot.Option
	for i := range n {
		all = append(all, bot.Option{Value: fmt.Sprint("p", i), Label: fmt.Sprint("Person ", i)})
	}
	return all
}

func longestForm() bot.Form {
	f := everyField()
	f.Title, f.Intro, f.Submit = long("title", 200), long("intro", 4000), long("submit", 100)
	f.Words = long("words", 2800)
	for i := range f.Fields {
		field := &f.Fields[i]
		if i < 2 {
			field.Label, field.Hint, field.Error = long("label", 3000), long("hint", 3000), long("error", 1000)
		}
		switch {
		case field.Name == "topics" || field.Name == "who":
			field.Options = append(many(101), bot.Option{Value: long("value", 76), Label: "too long"}, bot.Option{Value: "last", Label: long("label", 90)})
			field.Value = "p3\np4"
		case len(field.Options) == 0 && field.Kind != bot.Day:
			field.Value = long("value", 5000)
		}
	}
	return f
}

// long is a text of n characters in which each word tells where it stands.
func long(word string, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%s%d ", word, i)
	}
	return b.String()[:n-1] + "."
}
