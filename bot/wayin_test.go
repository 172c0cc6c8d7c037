package bot

import (
	"strings"
	"testing"
	"unicode"
)

// Whatever is typed as an address is refused, or becomes an account whose name stands for one mailbox: writing it again
// changes nothing, it is one address, and it parts into the same words as an account.
func FuzzMailbox(f *testing.F) {
	for _, seed := range []string{"dana@borealis.example", " Dana+x@BOREALIS.example. ", "ü@bücher.example", "a@b", "a/b@c.example", "@", "a@b@c.example",
		"\"a b\"@c.example", "a@[127.0.0.1]", "a@xn--bcher-kva.example", "a@.example", "0@..", "a@b.example..", "0@\x8b.0", "a\r\nBcc: eve@e.example@c.example", strings.Repeat("a", 65) + "@c.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Mailbox(text)
		if err != nil {
			if a != (Account{}) {
				t.Errorf("%q is refused and stands for %s", text, a)
			}
			return
		}
		again, err := Mailbox(a.User)
		if err != nil || again != a {
			t.Errorf("%q is %s, and that is %s: %v", text, a, again, err)
		}
		if strings.Count(a.User, "@") != 1 || len(a.User) > mostAddress || strings.ContainsFunc(a.User, func(r rune) bool {
			return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r) || unicode.IsUpper(r) || strings.ContainsRune("/<>(),:;\"\\", r)
		}) {
			t.Errorf("%q becomes %q", text, a.User)
		}
		if back, ok := AccountOf(a.String()); !ok || back != a {
			t.Errorf("%s reads back as %s", a, back)
		}
	})
}
