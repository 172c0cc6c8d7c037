package bot

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"collab/report"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDraw(t *testing.T) {
	target, baseline := 95.0, 90.5
	closes := time.Date(2026, time.August, 14, 14, 0, 0, 0, time.UTC)
	var points []report.Point
	for _, label := range strings.Fields("2Jan 9Jan 16Jan 23Jan 30Jan 6Feb 13Feb 20Feb 27Feb 6Mar 13Mar 20Mar 27Mar 3Apr") {
		points = append(points, report.Point{Label: label, Value: 94})
	}
	accept := Button{Label: "Accept", Words: "promise 4 accept", Style: Primary}
	leave := Button{Label: "Start exit", Words: "exit start", Style: Danger, Confirm: "Both sides are told.\nJoint records stay."}
	tests := []struct {
		what   string
		blocks []Block
		want   string
	}{
		{"nothing but the fallback", nil, "The fallback\n"},
		{"text", []Block{Text{"Acme × Borealis", "Stage 7 Staying together\n● On track"}}, `
Acme × Borealis
Stage 7 Staying together
    ● On track
`},
		{"text without a title", []Block{Text{Body: "One sentence."}}, "\nOne sentence.\n"},
		{"title alone", []Block{Text{Title: "Acme"}}, "\nAcme\n"},
		{"empty lines are kept", []Block{Text{Body: "a\n\nb\n"}}, "\na\n\n    b\n"},
		{"facts", []Block{Facts{{"Owner", "Dana Reyes", time.Time{}}, {"Closes", "", closes}, {"Résumé 한", "sent", closes}, {"Why", "late\ntrucks", time.Time{}}}}, `
  Owner      Dana Reyes
  Closes     Fri 14 Aug 15:00 BST
  Résumé 한  sent Fri 14 Aug 15:00 BST
  Why        late
    trucks
`},
		{"items", []Block{Items{Title: "Promises", Items: []Item{
			{Title: "4 the revised forecast", Detail: "Dana, due", At: closes, Button: accept},
			{Title: "5 minutes", Link: "https://x.example/m"},
			{Detail: "only a detail"},
		}, More: "and 12 more", Rest: Button{Label: "Show all", Words: "promise list"}}}, `
Promises
- 4 the revised forecast: Dana, due Fri 14 Aug 15:00 BST
  [* Accept]
- 5 minutes
    <https://x.example/m>
- only a detail
- and 12 more
  [Show all]
`},
		{"chart", []Block{Chart{report.Trend{Title: "On-time delivery", Unit: "%", Alt: "Up from 90.5 to 94.", Points: points[12:], Target: &target, Baseline: &baseline}}}, `
On-time delivery
Chart: Up from 90.5 to 94.
  27Mar     94 %
  3Apr      94 %
  Baseline  90.5 %
  Target    95 %
`},
		{"chart with many points", []Block{Chart{report.Trend{Alt: "Level.", Points: points}}}, `
Chart: Level.
  2 earlier
  16Jan  94
  23Jan  94
  30Jan  94
  6Feb   94
  13Feb  94
  20Feb  94
  27Feb  94
  6Mar   94
  13Mar  94
  20Mar  94
  27Mar  94
  3Apr   94
`},
		{"buttons", []Block{Buttons{accept, {Label: "Decline", Words: "promise 4 decline"}, leave}}, `
[* Accept] [Decline] [! Start exit]
    Start exit asks first: Both sides are told. Joint records stay.
`},
		{"note", []Block{Note{"Only you see this.\nUndo until 15:10."}}, "\n(Only you see this.\n    Undo until 15:10.)\n"},
	}
	for _, test := range tests {
		got := Draw(Message{Fallback: "The fallback", Blocks: test.blocks}, zone(t, "Europe/London"))
		if got != strings.TrimPrefix(test.want, "\n") {
			t.Errorf("%s: got\n%s\nwant%s", test.what, got, test.want)
		}
	}
}

func TestDrawInTheReadersZone(t *testing.T) {
	at := time.Date(2026, time.August, 13, 14, 0, 0, 0, time.UTC)
	tests := []struct{ zone, want string }{
		{"Europe/London", "Thu 13 Aug 15:00 BST"},
		{"UTC", "Thu 13 Aug 14:00 UTC"},
		{"America/New_York", "Thu 13 Aug 10:00 EDT"},
		{"America/Sao_Paulo", "Thu 13 Aug 11:00 UTC-03"},
		{"Pacific/Apia", "Fri 14 Aug 03:00 UTC+13"},
	}
	for _, test := range tests {
		if got := Draw(Message{Blocks: []Block{Facts{{Name: "At", At: at}}}}, zone(t, test.zone)); got != "  At  "+test.want+"\n" {
			t.Errorf("%s: got %q, want %q", test.zone, got, test.want)
		}
	}
	if got := Draw(Message{Blocks: []Block{Facts{{Name: "At", At: at}}}}, nil); got != "  At  Thu 13 Aug 14:00 UTC\n" {
		t.Errorf("without a zone: %q", got)
	}
}

func TestTextCannotImitateTheBot(t *testing.T) {
	tests := []struct {
		what  string
		block Block
		want  string
	}{
		{"a body that begins as a button", Text{Body: "[Accept]\n[Decline]"}, "    [Accept]\n    [Decline]\n"},
		{"a title", Text{Title: "- [x]\n[Accept]", Body: "b"}, "    - [x] [Accept]\nb\n"},
		{"an item's detail", Items{Items: []Item{{Title: "late\n[Accept]", Detail: "a\n  [Accept]\n- 5 other"}}}, "- late [Accept]: a\n    [Accept]\n    - 5 other\n"},
		{"a fact", Facts{{Name: "Why\n", Value: "a\r[Accept]\u2028[Decline]"}}, "  Why  a\n    [Accept]\n    [Decline]\n"},
		{"the name of a fact", Facts{{Name: "[Accept]", Value: "v"}}, "  (Accept)  v\n"},
		{"a label", Buttons{{Label: "A] [B\n", Words: "x"}}, "[A) (B]\n"},
		{"an address", Items{Items: []Item{{Title: "a", Link: "https://x.example\n[Accept]"}}}, "- a\n    <https://x.example [Accept]>\n"},
		{"control characters", Text{Body: "a\x1b[2Jb\tc"}, "a[2Jb c\n"},
	}
	for _, test := range tests {
		if got := Draw(Message{Blocks: []Block{test.block}}, nil); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.what, got, test.want)
		}
	}
}

func TestOnlyTheBotWritesButtons(t *testing.T) {
	nasty := rapid.StringMatching(`([\[\](\-=| \n\r]|Accept){0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string) string { return nasty.Draw(t, what) }
		drawn := Draw(Message{Blocks: []Block{
			Text{draw("title"), draw("body")}, Facts{{Name: draw("name"), Value: draw("value")}},
			Items{Items: []Item{{Title: draw("item"), Detail: draw("detail")}}}, Note{draw("note")},
		}}, nil)
		for line := range strings.Lines(drawn) {
			if strings.HasPrefix(line, "[") || strings.HasPrefix(line, "  [") {
				t.Fatalf("a button nobody made: %q in\n%s", line, drawn)
			}
		}
	})
}

func TestDrawAnyMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage.Draw(t, "message")
		got := Draw(m, nil)
		if again := Draw(m, nil); got != again || len(m.Blocks) == 0 && !strings.HasSuffix(got, "\n") {
			t.Fatalf("%q\n%q", got, again)
		}
	})
}
