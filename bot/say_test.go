package bot

import (
	"testing"
	"time"
)

func TestWhatIsSaidWhenSomethingIsWrong(t *testing.T) {
	both := []Option{{"status for acme-borealis", "Acme × Borealis"}, {"status for acorn-delta", "Acorn × Delta"}}
	tests := []struct {
		what string
		said Message
		want string
	}{
		{"unknown word", unknownWord("chekin", "checkin"), "I don't know \"chekin\". Did you mean checkin?\n[* Run checkin] [Help]\n"},
		{"unknown word, nothing near", unknownWord("x\ny", ""), "I don't know \"x y\".\n[Help]\n"},
		{"channel not linked", notLinked(both, Button{Label: "Link this channel", Words: "link"}),
			"This channel isn't linked to a relationship.\n[Acme × Borealis] [Acorn × Delta] [Link this channel] [Help]\n"},
		{"channel not linked, nothing to link", notLinked(nil, Button{}), "This channel isn't linked to a relationship.\n[Help]\n"},
		{"several match", severalMatch("ac", []string{"acme-borealis", "acorn-delta"}, both), "\"ac\" matches acme-borealis and acorn-delta.\n[Acme × Borealis] [Acorn × Delta]\n"},
		{"none matches", noMatch("zeta", both[:1]), "No relationship of yours is called \"zeta\".\n[Acme × Borealis] [Help]\n"},
		{"not allowed", notAllowed("a relationship manager", "change the schedule", "Managers", []string{"Kim Osei", "Dana Reyes"}, Button{Label: "Ask Kim", Words: "ask p1"}),
			"Only a relationship manager can change the schedule. Managers here: Kim Osei, Dana Reyes.\n[Ask Kim]\n"},
		{"not allowed, nobody to ask", notAllowed("a lead", "sign", "Leads", nil, Button{}), "Only a lead can sign.\n[Help]\n"},
		{"outside person", unknownPerson("ask"), "I can't tell which organisation you belong to, so I've shown nothing. A manager can add you.\n[* Ask to be added] [I have a code]\n"},
		{"not here", notHere("status"), "Not possible here. Open with internal notes.\n[* Open with internal notes]\n"},
		{"conflict", conflict("Dana", "94.6", "94.2", time.Minute, "kpi otif", "kpi otif 94.2 ~18"), "Dana recorded 94.6 a minute ago. You wrote 94.2.\n[Keep 94.6] [Replace with 94.2]\n"},
		{"stale", changedSince("Objective 2", []string{"Dana Reyes confirmed it."}, "objective 2"),
			"Objective 2 has changed since this was drawn. Nothing was recorded.\nSince then\n- Dana Reyes confirmed it.\n[* Open again]\n"},
		{"unexpected", unexpected("K7Q2"), "Something broke on my side. Nothing was lost. Give your admin K7Q2.\n"},
	}
	for _, test := range tests {
		if got := Draw(test.said, nil); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.what, got, test.want)
		}
		if test.said.Fallback == "" {
			t.Errorf("%s: no fallback", test.what)
		}
	}
}

func TestAgo(t *testing.T) {
	tests := []struct {
		since time.Duration
		want  string
	}{
		{-time.Hour, "just now"}, {59 * time.Second, "just now"}, {time.Minute, "a minute ago"}, {5 * time.Minute, "5 minutes ago"},
		{time.Hour, "an hour ago"}, {23 * time.Hour, "23 hours ago"}, {24 * time.Hour, "a day ago"}, {80 * time.Hour, "3 days ago"},
	}
	for _, test := range tests {
		if got := before(test.since); got != test.want {
			t.Errorf("before(%s) = %q, want %q", test.since, got, test.want)
		}
	}
}
