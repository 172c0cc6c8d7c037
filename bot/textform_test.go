package bot

import "testing"

func TestDrawForm(t *testing.T) {
	own := &Audience{Party: "acme", Face: "Internal to Acme"}
	audience := []Option{{"shared", "Shared with Borealis"}, {"internal", "Internal to Acme"}}
	tests := []struct {
		what string
		form Form
		want string
	}{
		{"empty", Form{Title: "Promise", Submit: "Promise"}, "== Promise ==\n[* Promise]\n"},
		{"every kind of field", Form{Title: "Promise something", Intro: "A promise has a day.\nIt can be moved before that day.", Audience: Audience{Face: "Shared with Borealis"}, Submit: "Promise",
			Fields: []Field{
				{Name: "what", Label: "What", Value: "the revised forecast", Max: 300},
				{Name: "why", Label: "Why", Kind: Long, Value: "two\n[Accept]", Optional: true},
				{Name: "much", Label: "How much", Kind: Number, Value: "about 90", Error: badNumber("about 90").Error()},
				{Name: "due", Label: "Due", Kind: Day, Hint: "For example next Friday"},
				{Name: "to", Label: "To", Kind: Who, Options: []Option{{"p1", "Dana Reyes"}, {"p2", "Kim\nOsei"}}, Value: "p2"},
				{Name: "about", Label: "About", Kind: Choices, Options: []Option{{"1", "Speed"}, {"2", "Trust"}, {"3", "Cost"}}, Value: "1\n3", Optional: true},
				{Name: "audience", Label: "Who reads it", Kind: Choice, Options: audience, Value: "shared"},
				{Name: "note", Label: "For our team", Kind: Long, Audience: own, Optional: true},
			}}, `== Promise something ==
Who reads this: Shared with Borealis
A promise has a day.
    It can be moved before that day.
What (at most 300 characters): the revised forecast
Why (several lines, optional): two
    [Accept]
How much (number): about 90
  Please change: "about 90" isn't a number I can store. Try 94.2 or 94,2 %.
Due (date): ____
  For example next Friday
To:
  ( ) Dana Reyes
  (x) Kim Osei
About (any of, optional):
  (x) Speed
  ( ) Trust
  (x) Cost
Who reads it:
  (x) Shared with Borealis
  ( ) Internal to Acme
For our team (several lines, optional): ____
  Who reads this: Internal to Acme
[* Promise]
`},
	}
	for _, test := range tests {
		if got := DrawForm(test.form); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.what, got, test.want)
		}
	}
}
