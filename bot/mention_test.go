package bot

import (
	"fmt"
	"strings"
	"testing"
)

// hostile are names that want to be words of other people's sentences.
var hostile = []string{"Bob shared", "Bob internal", "Bob for acme-delta", "Bob ~1", "Bob\u2800shared", "Bob\u3000shared", "Bob\u00a0internal", "Bob\nshared", "Bob\tshare",
	`Bob" shared`, `Bob" "x`, "Bob” shared “x", "Bob« shared", `" shared`, "\u2800", "Bob \u200bshared", "Bob\u2028shared", "", `""`, "shared", "for acme-delta"}

func TestMentionsAreOneWord(t *testing.T) {
	for _, before := range []string{"promise ", `evidence "as said by `, "evidence “as said by ", `promise @dana a 12" pipe with `, `evidence "he said ""yes"" to `, `evidence "a" `, "note «", `a\u2800"b `, "x “y» ", `"" `, `"`, ""} {
		for _, after := range []string{"", " ", ` by Friday`, ` for us`, ` "x"`} {
			want, fault := parse(clean(before + Mention("Bob", before) + after))
			for _, name := range hostile {
				if Mention(name, before) == "" {
					continue
				}
				got, err := parse(clean(before + Mention(name, before) + after))
				if flags(got) != flags(want) || len(got.args) != len(want.args) || (err == nil) != (fault == nil) {
					t.Errorf("%q, mentioned behind %q and before %q, makes %+v of %+v", name, before, after, got, want)
				}
			}
		}
	}
}

// flags are what a sentence says beside its words.
func flags(s sentence) string {
	return fmt.Sprint(s.forSlug, s.internal, s.shared, s.share, s.seen)
}

func TestMentionsAreRead(t *testing.T) {
	for _, c := range [][3]string{
		{"Dana", "promise ", "@Dana"}, {"Dana Reyes", "promise ", `"@Dana Reyes"`}, {"Dana Reyes", `evidence "by `, "@Dana Reyes"},
		{"Dana  Reyes", "note “by ", "@Dana Reyes"}, {`Dana "D" Reyes`, "", `"@Dana D Reyes"`}, {"山田　太郎", "promise ", `"@山田 太郎"`}, {"O'Neil", "", "@O'Neil"}, {"\u200b", "", ""},
	} {
		if got := Mention(c[0], c[1]); got != c[2] {
			t.Errorf("%q behind %q is %q", c[0], c[1], got)
		}
	}
}

// Whatever somebody is called, and whatever is said around it: it adds no flag to the sentence.
func FuzzMention(f *testing.F) {
	for _, name := range hostile {
		f.Add("promise ", name, " by Friday")
		f.Add(`evidence "as said by `, name, `"`)
	}
	f.Fuzz(func(t *testing.T, before, name, after string) {
		before, after = clean(before)+" ", clean(after)
		word := Mention(name, before)
		if word == "" {
			return
		}
		plain, _ := parse(clean(before + "@Bob " + after))
		got, _ := parse(clean(before + word + " " + after))
		if flags(got) != flags(plain) || len(got.args) != len(plain.args) {
			t.Errorf("%q is mentioned as %q: %+v instead of %+v", name, word, got, plain)
		}
		if strings.ContainsAny(strings.Trim(word, `"`), `"`+typographic) {
			t.Errorf("%q is mentioned as %q", name, word)
		}
	})
}
