package teams

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"collab/bot"
	"collab/trial/corpus"
)

// pressedOn is what each button of a card says when it is pressed.
func pressedOn(t *testing.T, c card) map[string]submission {
	t.Helper()
	raw, _ := encoded(c)
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	all := map[string]submission{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if data, ok := v["data"].(map[string]any); ok {
				raw, _ := json.Marshal(data)
				s, err := submittedOf(raw)
				if err != nil {
					t.Errorf("%v: %v", v["title"], err)
				}
				if want := s.opens && v["type"] == "Action.Submit" && data["msteams"] != nil; want != s.opens {
					t.Errorf("%v opens a form and is %v", v["title"], v["type"])
				}
				all[fmt.Sprint(v["type"], " ", v["title"])] = s
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	return all
}

func TestWhatAButtonCarriesComesBack(t *testing.T) {
	o := origin{Thread: "1"}
	c := oneCard(one(bot.Buttons{{Label: "Status", Words: "status for \"a, b\""}, {Label: "Answer", Words: "checkin 3"},
		{Label: "End", Words: "settings close agree", Confirm: "Sure?"}, {Label: "Open", Words: "anything", Opening: bot.Asks}}), o)
	got := pressedOn(t, c)
	for name, want := range map[string]submission{
		"Action.Execute Status": {words: "status for \"a, b\"", origin: o}, "Action.Submit Status": {words: "status for \"a, b\"", origin: o},
		"Action.Submit Answer": {words: "checkin 3", origin: o, opens: true}, "Action.Execute End": {words: "settings close agree", origin: o},
		"Action.Submit End": {words: "settings close agree", origin: o}, "Action.Submit Open": {words: "anything", origin: o, opens: true},
	} {
		if s := got[name]; s.words != want.words || s.origin != want.origin || s.opens != want.opens || s.values != nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d: %v", len(got), got)
	}
}

func TestAButtonWhoseWordsAreTooLongIsSaid(t *testing.T) {
	raw, _ := encoded(oneCard(one(bot.Buttons{{Label: "Too long", Words: corpus.Long("words", 2100)}}), here))
	if text := string(raw); !strings.Contains(text, "Too long: type words0") || strings.Contains(text, "Action.") {
		t.Error(text)
	}
}

// TestAFormComesBack sends forms with what people and clients make of them.
func TestAFormComesBack(t *testing.T) {
	f := bot.Form{Words: "w ~1", Audience: bot.Audience{Party: "acme"}, Fields: []bot.Field{
		{Name: "a"}, {Name: "b", Kind: bot.Choices, Options: []bot.Option{{Value: "x,y", Label: "1"}, {Value: "100%2C", Label: "2"}, {Value: "z", Label: "3"}}, Value: "100%2C\nx,y"},
		{Name: "words", Kind: bot.Choice, Options: corpus.Three()}, {Name: "nobody", Kind: bot.Who}, {Name: "file", Kind: bot.Upload}}}
	d, err := dialogOf(f, origin{Thread: "9", Number: "n"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := d.Card["content"].(card)
	check(t, c)
	s := sentBack(t, c)
	if want := (origin{Thread: "9", Number: "n", Reader: "acme"}); s.origin != want || s.words != f.Words || s.opens {
		t.Errorf("%+v", s)
	}
	if len(s.values) != 3 || s.values["b"] != "100%2C\nx,y" || s.values["words"] != "" {
		t.Errorf("%q", s.values)
	}
	for value, want := range map[string]string{`{"f.a":"94,2 %"}`: "94,2 %", `{"f.a":94.2}`: "94.2", `{"f.a":true}`: "true", `{"f.a":null}`: "", `{"f.a":["x"]}`: "", `{"f.a":{"collab":1}}`: "", `{}`: ""} {
		var data map[string]any
		_ = json.Unmarshal([]byte(value), &data)
		data["collab"] = map[string]any{"w": "x", "f": fills, "i": []string{"a"}}
		raw, _ := json.Marshal(data)
		if s, err := submittedOf(raw); err != nil || s.values["a"] != want || len(s.values) != 1 {
			t.Errorf("%s: %q, %v", value, s.values, err)
		}
	}
}

func TestAFormWhoseWordsDoNotFitIsRefused(t *testing.T) {
	if _, err := dialogOf(bot.Form{Words: corpus.Long("words", 5000)}, here, nil); err != errTooLong {
		t.Error(err)
	}
}

func TestAFormOfferingManyPeopleOffersThemAll(t *testing.T) {
	f := bot.Form{Words: "w", Fields: []bot.Field{{Name: "a", Kind: bot.Who, Value: "p249", Options: corpus.Many(250)}, {Name: "b", Kind: bot.Choices, Value: "p3\np249", Options: corpus.Many(250)}}}
	d, err := dialogOf(f, here, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := encoded(d)
	for i := range 250 {
		if got := strings.Count(string(raw), fmt.Sprintf(`"value":"p%d"`, i)); got < 2 {
			t.Errorf("person %d is offered %d times", i, got)
		}
	}
	for i := range f.Fields {
		f.Fields[i].Options = corpus.Many(2000)
	}
	if d, err = dialogOf(f, here, nil); err != nil || weight(d) > 2*maxDialog {
		t.Error(err)
	}
	if raw, _ = encoded(d); !strings.Contains(string(raw), "more, too many or too long for a menu.") {
		t.Error("it does not say that there are more")
	}
}

// FuzzSubmittedOf reads whatever could come back: it never ends the process, nor does it give more than was asked for.
func FuzzSubmittedOf(f *testing.F) {
	for _, seed := range []string{`{"collab":{"w":"status","c":"19:x","t":"1","f":2,"i":["a","b"]},"f.a":"x","m.b":"1,2%2C"}`, `{"collab":{"w":"x","f":1}}`,
		`{"collab":[]}`, `[]`, `""`, `null`, `{"collab":{"w":5}}`, `{"collab":{"w":"x","f":2,"i":[1]}}`, `{"collab":{"w":"x","f":2,"i":null},"f.":{"a":1}}`, strings.Repeat(`{"collab":`, 1000)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := submittedOf(raw)
		if err == nil && (s.words == "" || len(s.words) > maxBack || s.opens && s.values != nil) {
			t.Errorf("%+v", s)
		}
	})
}

// TestWeightIsNeverTooLittle compares what is reckoned with what is written.
func TestWeightIsNeverTooLittle(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := drawing{origin: here}
		for _, p := range d.drawAll(corpus.AnyMessage(r)) {
			raw, err := encoded(p.Drawn)
			if got := weight(p.Drawn); err != nil || got < len(raw) || got > 2*len(raw)+200 {
				r.Fatalf("%d for %d bytes: %s, %v", got, len(raw), raw, err)
			}
		}
	})
}

// What a button carries is weighed field by field, so none may be forgotten.
func TestAllThatIsCarriedIsWeighed(t *testing.T) {
	c := carries{Words: "kpi 1 read", Kind: fills, Fields: []string{"value", "why"}}
	for all, i := reflect.ValueOf(&c.origin).Elem(), 0; i < all.NumField(); i++ {
		all.Field(i).SetString(strings.Repeat("19:é", 100))
	}
	raw, err := encoded(c)
	if got := weight(c); err != nil || got < len(raw) || got > len(raw)+50 {
		t.Errorf("%d for %d bytes, %v", got, len(raw), err)
	}
}
