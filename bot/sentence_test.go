package bot

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func plain(texts ...string) []word {
	var words []word
	for _, text := range texts {
		words = append(words, word{text: text})
	}
	return words
}

func TestParse(t *testing.T) {
	tests := []struct {
		input string
		want  sentence
	}{
		{"", sentence{}},
		{"   ", sentence{}},
		{"/collab", sentence{}},
		{"/collab status", sentence{noun: "status"}},
		{"Collab  STATUS ", sentence{noun: "status"}},
		{"@collab help KPI", sentence{noun: "help", args: plain("KPI")}},
		{"collab collab", sentence{noun: "collab"}},
		{"?", sentence{noun: "?"}},
		{"status for Acme share", sentence{noun: "status", forSlug: "acme", share: true}},
		{"status share for acme-borealis", sentence{noun: "status", forSlug: "acme-borealis", share: true}},
		{"share", sentence{noun: "share"}},
		{"for acme", sentence{noun: "for", args: plain("acme")}},
		{"promise @dana data to share by Friday", sentence{noun: "promise", args: plain("@dana", "data", "to", "share", "by", "Friday")}},
		{"promise x internal ~17", sentence{noun: "promise", args: plain("x"), internal: true, seen: 17}},
		{"promise x ~17 internal for acme", sentence{noun: "promise", args: plain("x"), internal: true, seen: 17, forSlug: "acme"}},
		{"lesson what we Shared", sentence{noun: "lesson", args: plain("what", "we"), shared: true}},
		{`lesson what we "shared"`, sentence{noun: "lesson", args: []word{{text: "what"}, {text: "we"}, {"shared", true}}}},
		{"lesson internal internal", sentence{noun: "lesson", args: plain("internal"), internal: true}},
		{"lesson ~17x ~9999999999", sentence{noun: "lesson", args: plain("~17x", "~9999999999")}},
		{"issue waiting for 7", sentence{noun: "issue", args: plain("waiting", "for", "7")}},
		{`evidence "minutes signed" https://x.example`, sentence{noun: "evidence", args: []word{{"minutes signed", true}, {text: "https://x.example"}}}},
		{`evidence “minutes  signed” x`, sentence{noun: "evidence", args: []word{{"minutes  signed", true}, {text: "x"}}}},
		{`evidence „minutes signed“`, sentence{noun: "evidence", args: []word{{"minutes signed", true}}}},
		{`evidence "he said “yes”"`, sentence{noun: "evidence", args: []word{{"he said “yes”", true}}}},
		{`evidence "never closed share`, sentence{noun: "evidence", args: []word{{"never closed share", true}}}},
		{`evidence "a\" b`, sentence{noun: "evidence", args: []word{{`a\`, true}, {text: "b"}}}},
		{`evidence "a ""b"" c"`, sentence{noun: "evidence", args: []word{{`a "b" c`, true}}}},
		{`evidence ""`, sentence{noun: "evidence", args: []word{{"", true}}}},
		{`kpi pipe 12" wide`, sentence{noun: "kpi", args: plain("pipe", `12"`, "wide")}},
		{"objective 2\nconfirm", sentence{noun: "objective", args: plain("2", "confirm")}},
	}
	for _, test := range tests {
		got, err := parse(test.input)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("parse(%q)\n got %+v, %v\nwant %+v", test.input, got, err, test.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	_, err := parse("lesson x internal shared")
	if want := "Say internal or shared, not both."; err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestRef(t *testing.T) {
	tests := []struct {
		arg  string
		kind byte
		n    int
		ok   bool
	}{
		{"4", 0, 4, true},
		{"#4", 0, 4, true},
		{"d4", 'd', 4, true},
		{"D12", 'd', 12, true},
		{"0", 0, 0, false},
		{"d", 0, 0, false},
		{"-4", 0, 0, false},
		{"4.5", 0, 0, false},
		{"x4", 0, 0, false},
		{`"4"`, 0, 0, false},
		{"9999999999", 0, 0, false},
	}
	for _, test := range tests {
		s, _ := parse("objective " + test.arg)
		kind, n, ok := s.ref(0)
		if kind != test.kind || n != test.n || ok != test.ok {
			t.Errorf("ref(%s) = %q %d %v, want %q %d %v", test.arg, kind, n, ok, test.kind, test.n, test.ok)
		}
		if n, ok := s.number(0); ok != (test.ok && test.kind == 0) || ok && n != test.n {
			t.Errorf("number(%s) = %d %v", test.arg, n, ok)
		}
	}
}

func TestArgs(t *testing.T) {
	s, _ := parse(`kpi otif 94.2 "two late  trucks" today`)
	tests := []struct{ what, got, want string }{
		{"first", s.arg(0), "otif"},
		{"beyond", s.arg(9), ""},
		{"before", s.arg(-1), ""},
		{"rest", s.rest(2), "two late  trucks today"},
		{"rest beyond", s.rest(9), ""},
		{"rest before", s.rest(-1), ""},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, test.got, test.want)
		}
	}
}

func TestKeepFor(t *testing.T) {
	s, _ := parse("promise the report for Finance internal")
	kept := s.keepFor()
	if got := kept.rest(0); got != "the report for finance" || kept.forSlug != "" || !kept.internal {
		t.Errorf("got %q, %+v", got, kept)
	}
	if s.rest(0) != "the report" {
		t.Errorf("the first sentence changed: %+v", s)
	}
}

func TestSay(t *testing.T) {
	tests := []struct {
		words []string
		want  string
	}{
		{nil, ""},
		{[]string{"status"}, "status"},
		{[]string{"objective", "2", "confirm"}, "objective 2 confirm"},
		{[]string{"evidence", "minutes signed"}, `evidence "minutes signed"`},
		{[]string{"evidence", `the "final" one`}, `evidence "the ""final"" one"`},
		{[]string{"lesson", "share", "for", "~3", ""}, `lesson "share" "for" "~3" ""`},
		{[]string{"share"}, "share"},
		{[]string{"collab"}, `"collab"`},
		{[]string{"lesson", "“quoted”"}, `lesson "“quoted”"`},
	}
	for _, test := range tests {
		if got := say(test.words...); got != test.want {
			t.Errorf("say(%q) = %s, want %s", test.words, got, test.want)
		}
	}
}

var (
	anyNoun = rapid.SampledFrom([]string{"status", "promise", "share", "for", "collab", "/collab", "check-in", "?"})
	anyText = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "for", "acme", "share", "SHARED", "internal", "~17", "~",
		`"`, `""`, `a"b`, "“", "»x", `\`, "two words", " lead", "trail ", "\n", "it’s", "#4", "\xff"}))
)

func TestParseGivesBackWhatSayWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := append([]string{anyNoun.Draw(t, "noun")}, rapid.SliceOfN(anyText, 0, 6).Draw(t, "args")...)
		s, err := parse(say(words...))
		got := []string{s.noun}
		for i := range s.args {
			got = append(got, s.arg(i))
		}
		if err != nil || !reflect.DeepEqual(got, words) {
			t.Fatalf("said %s\n got %q %v\nwant %q", say(words...), got, err, words)
		}
		if again := s.String(); again != say(words...) {
			t.Fatalf("a flag appeared: %s", again)
		}
	})
}

func TestParseGivesBackASentence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sentence{noun: anyNoun.Draw(t, "noun"), seen: rapid.IntRange(0, 999).Draw(t, "seen"), share: rapid.Bool().Draw(t, "share"),
			internal: rapid.Bool().Draw(t, "internal"), forSlug: rapid.SampledFrom([]string{"", "acme-2"}).Draw(t, "for")}
		s.shared = !s.internal && rapid.Bool().Draw(t, "shared")
		got, err := parse(s.String())
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Fatalf("%s\n got %+v %v\nwant %+v", s, got, err, s)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "/collab", "status for acme share", `evidence "minutes signed" https://x`, `"""`, `" "" "`, "“a”b", "~1 ~2",
		"promise @dana data to share by Friday", "\xff\xfe", "«", strings.Repeat(`"" `, 3000), strings.Repeat("for a ", 1700), strings.Repeat(`"`, 10000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		s, err := parse(input)
		if err != nil {
			return
		}
		if len(s.args) > len(input) {
			t.Fatalf("%d words from %d bytes", len(s.args), len(input))
		}
		again, err := parse(s.String())
		if err != nil || again.rest(0) != s.rest(0) || again.seen != s.seen || again.forSlug != s.forSlug {
			t.Fatalf("%q became %q (%v)", input, again, err)
		}
		s.keepFor()
		s.ref(0)
	})
}
