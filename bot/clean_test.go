package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	tests := []struct{ what, input, want string }{
		{"plain", "  two late trucks \n", "two late trucks"},
		{"line breaks and tabs stay", "a\tb\nc", "a\tb\nc"},
		{"line breaks become one kind", "a\r\nb\rc\u2028d\u2029e\vf\u0085g", "a\nb\nc\nd\ne\nf\ng"},
		{"control characters", "a\x00b\x1b[31mc\x7f\u009b", "ab[31mc"},
		{"broken bytes", "a\xff\xfeb\xc3", "a\uFFFDb\uFFFD"},
		{"direction override", "invoice\u202Efdp.exe", "invoicefdp.exe"},
		{"direction isolates", "\u2066a\u2067b\u2068c\u2069", "abc"},
		{"direction marks", "\u200Ea\u200Fb\u061C", "ab"},
		{"Hebrew and Arabic stay", "שלום مرحبا", "שלום مرحبا"},
		{"zero width", "ac\u200Bme\uFEFF\u2060", "acme"},
		{"soft hyphen", "pay\u00ADpal", "paypal"},
		{"private use", "a\uE000b\uF8FFc\U000F0000d", "abcd"},
		{"fillers look like letters", "\u3164\u115F\uFFA0", ""},
		{"blank braille", "\u2800", ""},
		{"composed", "Cafe\u0301", "Café"},
		{"composed across what was removed", "e\u200B\u0301", "é"},
		{"hangul", "\u1112\u1161\u11AB", "한"},
		{"full width stays", "ＡＢＣ", "ＡＢＣ"},
		{"mathematical letters stay", "𝐀𝐜𝐦𝐞", "𝐀𝐜𝐦𝐞"},
		{"family", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"},
		{"flag of two colours", "🏳️‍🌈", "🏳️‍🌈"},
		{"woman running, dark skin", "🏃🏿‍♀️", "🏃🏿‍♀️"},
		{"head shaking", "🙂‍↔️", "🙂‍↔️"},
		{"heart on fire", "❤️‍🔥", "❤️‍🔥"},
		{"flag of Scotland", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"},
		{"flag of Switzerland", "🇨🇭", "🇨🇭"},
		{"keycap", "1️⃣", "1️⃣"},
		{"tags alone smuggle text", "a\U000E0041\U000E0042b", "ab"},
		{"joiners between letters", "ac\u200Dme\u200C", "acme"},
		{"joiner at an end", "\u200D👩\u200D", "👩"},
		{"Persian", "می\u200Cخواهم", "می\u200Cخواهم"},
		{"Sinhala", "ශ්\u200Dරී", "ශ්\u200Dරී"},
		{"tower of marks", "a" + strings.Repeat("\u0323", 500) + "b", "ạ" + strings.Repeat("\u0323", maxMarks) + "b"},
		{"markup is only text", "<!channel> *b* <script> & [x](y) `z`", "<!channel> *b* <script> & [x](y) `z`"},
		{"nothing", "\u200B \n\t\u202E", ""},
	}
	for _, test := range tests {
		if got := clean(test.input); got != test.want {
			t.Errorf("%s: clean(%+q) = %+q, want %+q", test.what, test.input, got, test.want)
		}
	}
}

var zoo = rapid.SampledFrom([]string{"a", "e", " ", "\n", "\r", "\u0301", "\u0323", "\u034F", "\u200B", "\u200C", "\u200D", "\u202E", "\u2066", "\uFE0F", "\uFEFF", "👩",
	"🏴", "\U000E0067", "\U000E007F", "🇬", "ש", "م", "ي", "क", "\u0958", "\u094D", "한", "\u1161", "\xff", "\x00", "\uE000", "\U0001D15E", "\uFB1D"})

func TestCleanTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.OneOf(zoo, rapid.String()), 0, 80).Draw(t, "text"), "")
		once := clean(s)
		if twice := clean(once); twice != once || !utf8.ValidString(once) {
			t.Fatalf("%+q\n once %+q\ntwice %+q", s, once, twice)
		}
	})
}

func TestCut(t *testing.T) {
	tests := []struct {
		text string
		max  int
		want string
	}{
		{"forecast", 8, "forecast"}, {"forecast", 7, "foreca…"}, {"two words", 5, "two…"}, {"forecast", 1, "…"}, {"forecast", 0, ""}, {"x", -1, ""}, {"", 5, ""},
		{"👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"}, {"🇨🇭🇨🇭🇨🇭", 3, "🇨🇭🇨🇭🇨🇭"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"한국어", 2, "한…"},
		{strings.Repeat("👩‍", 4000), 50, "…"},
	}
	for _, test := range tests {
		if got := cut(test.text, test.max); got != test.want {
			t.Errorf("cut(%q, %d) = %q, want %q", test.text, test.max, got, test.want)
		}
	}
}

func TestCutIsNeverLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		max := rapid.IntRange(0, 30).Draw(t, "max")
		if got := cut(s, max); uniseg.GraphemeClusterCount(got) > max || len(got) > 16*4*max+len("…") {
			t.Fatalf("cut(%q, %d) = %q", s, max, got)
		}
	})
}
