package bot

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"collab/report"
)

func TestMessageAsJSON(t *testing.T) {
	at := time.Date(2026, time.August, 14, 15, 0, 0, 0, time.FixedZone("BST", 3600))
	target := 95.0
	tests := []struct {
		kind  string
		block Block
		want  string
	}{
		{"text", Text{"T", "b"}, `{"kind":"text","title":"T","body":"b"}`},
		{"facts", Facts{{"Due", "soon", at}, {"n", "v", time.Time{}}}, `{"kind":"facts","facts":[{"name":"Due","value":"soon","at":"2026-08-14T14:00:00Z"},{"name":"n","value":"v"}]}`},
		{"items", Items{Title: "T", Items: []Item{{Title: "a", Link: "https://x.example", Button: Button{Label: "L", Words: "w", Style: Danger}}}, More: "and 2 more", Rest: Button{Label: "R", Words: "r"}},
			`{"kind":"items","title":"T","items":[{"title":"a","link":"https://x.example","button":{"label":"L","words":"w","style":"danger"}}],"more":"and 2 more","rest":{"label":"R","words":"r"}}`},
		{"chart", Chart{report.Trend{Title: "T", Unit: "%", Alt: "a", Points: []report.Point{{Label: "20 Mar", Value: 94.2}}, Target: &target}},
			`{"kind":"chart","trend":{"title":"T","unit":"%","alt":"a","points":[{"label":"20 Mar","value":94.2}],"target":95}}`},
		{"buttons", Buttons{{Label: "L", Words: "w", Confirm: "c", Style: Primary}}, `{"kind":"buttons","buttons":[{"label":"L","words":"w","confirm":"c","style":"primary"}]}`},
		{"note", Note{"n"}, `{"kind":"note","body":"n"}`},
	}
	for _, test := range tests {
		got, err := json.Marshal(Message{Fallback: "f", Blocks: []Block{test.block}})
		if want := `{"fallback":"f","blocks":[` + test.want + `]}`; err != nil || string(got) != want {
			t.Errorf("%s: got %s %v\nwant %s", test.kind, got, err, want)
		}
	}
}

func TestMessageAsJSONRefuses(t *testing.T) {
	nan := Chart{report.Trend{Points: []report.Point{{Value: math.NaN()}}}}
	for _, block := range []Block{nil, &Text{}, nan} {
		if got, err := json.Marshal(Message{Blocks: []Block{block}}); err == nil {
			t.Errorf("%T was written as %s", block, got)
		}
	}
	tests := []struct{ kept, want string }{
		{`{"blocks":[{"kind":"video"}]}`, `no block is of the kind "video"`},
		{`{"blocks":[{}]}`, `no block is of the kind ""`},
		{`{"blocks":[{"kind":"chart"}]}`, "a chart without its trend"},
		{`{"blocks":{}}`, "read a kept message"},
		{`[]`, "read a kept message"},
	}
	for _, test := range tests {
		m := Message{Fallback: "as before"}
		err := json.Unmarshal([]byte(test.kept), &m)
		if err == nil || !strings.Contains(err.Error(), test.want) || m.Fallback != "as before" {
			t.Errorf("%s: %v, %+v, want %q", test.kept, err, m, test.want)
		}
	}
}

// few draws up to three of something; none is nil.
func few[T any](one *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.Custom(func(t *rapid.T) []T {
		if list := rapid.SliceOfN(one, 0, 3).Draw(t, "list"); len(list) > 0 {
			return list
		}
		return nil
	})
}

var (
	anyWords = rapid.String()
	anyTime  = rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "never") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	})
	anyButton = rapid.Custom(func(t *rapid.T) Button {
		return Button{anyWords.Draw(t, "label"), anyWords.Draw(t, "words"), anyWords.Draw(t, "confirm"), rapid.SampledFrom([]Style{Plain, Primary, Danger}).Draw(t, "style"),
			rapid.SampledFrom([]Opening{ByWords, Asks, AtOnce}).Draw(t, "opening")}
	})
	anyFact = rapid.Custom(func(t *rapid.T) Fact {
		return Fact{anyWords.Draw(t, "name"), anyWords.Draw(t, "value"), anyTime.Draw(t, "at")}
	})
	anyItem = rapid.Custom(func(t *rapid.T) Item {
		return Item{anyWords.Draw(t, "title"), anyWords.Draw(t, "detail"), anyWords.Draw(t, "link"), anyTime.Draw(t, "at"), anyButton.Draw(t, "button")}
	})
	anyTrend = rapid.Custom(func(t *rapid.T) report.Trend {
		number := rapid.Ptr(rapid.Float64(), true)
		point := rapid.Custom(func(t *rapid.T) report.Point {
			return report.Point{Label: anyWords.Draw(t, "label"), Value: rapid.Float64().Draw(t, "value")}
		})
		return report.Trend{Title: anyWords.Draw(t, "title"), Unit: anyWords.Draw(t, "unit"), Alt: anyWords.Draw(t, "alt"),
			Points: few(point).Draw(t, "points"), Target: number.Draw(t, "target"), Baseline: number.Draw(t, "baseline")}
	})
	anyBlock = rapid.OneOf(
		rapid.Custom(func(t *rapid.T) Block { return Text{anyWords.Draw(t, "title"), anyWords.Draw(t, "body")} }),
		rapid.Custom(func(t *rapid.T) Block { return Facts(few(anyFact).Draw(t, "facts")) }),
		rapid.Custom(func(t *rapid.T) Block {
			return Items{anyWords.Draw(t, "title"), few(anyItem).Draw(t, "items"), anyWords.Draw(t, "more"), anyButton.Draw(t, "rest")}
		}),
		rapid.Custom(func(t *rapid.T) Block { return Chart{anyTrend.Draw(t, "trend")} }),
		rapid.Custom(func(t *rapid.T) Block { return Buttons(few(anyButton).Draw(t, "buttons")) }),
		rapid.Custom(func(t *rapid.T) Block { return Note{anyWords.Draw(t, "body")} }),
	)
	anyMessage = rapid.Custom(func(t *rapid.T) Message {
		return Message{anyWords.Draw(t, "fallback"), few(anyBlock).Draw(t, "blocks")}
	})
)

func TestMessagesAreKeptWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage.Draw(t, "message")
		kept, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var got Message
		if err := json.Unmarshal(kept, &got); err != nil || !reflect.DeepEqual(got, m) {
			t.Fatalf("%s\n got %+v %v\nwant %+v", kept, got, err, m)
		}
	})
}
