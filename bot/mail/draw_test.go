package mail

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// sent is a letter as a mail program reads it.
type sent struct {
	netmail.Header
	subject, text, html string
}

func read(t testing.TB, l Letter) sent {
	t.Helper()
	msg, err := mailer(t).message("k", l)
	if err != nil {
		t.Fatal(err)
	}
	var wire bytes.Buffer
	if _, err := msg.WriteTo(&wire); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(wire.String(), "\r\n") {
		if len(line) > 998 || !ascii(line) || strings.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("a line that no server has to take: %q", line)
		}
	}
	m, err := netmail.ReadMessage(&wire)
	if err != nil {
		t.Fatal(err)
	}
	s := sent{Header: m.Header}
	if s.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	s.text, s.html = part(t, parts, "text/plain; charset=UTF-8"), part(t, parts, "text/html; charset=UTF-8")
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("a third part: %v", err)
	}
	return s
}

func part(t testing.TB, parts *multipart.Reader, kind string) string {
	t.Helper()
	p, err := parts.NextRawPart()
	if err != nil || p.Header.Get("Content-Type") != kind || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		t.Fatalf("%v, %v", err, p)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(p))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func TestALetterInWords(t *testing.T) {
	s := read(t, Letter{To: "dana@borealis.example", Subject: "Acme × Borealis: check-in 1", Text: "Check-in 1 is open.\nIt closes on Fri 13 Mar.",
		Link: "https://collab.example.org/direct", LinkLabel: "Open it", Note: "You take part in Acme × Borealis.\nNobody reads answers.", Settings: "https://collab.example.org/settings"})
	want := "Check-in 1 is open.\n\nIt closes on Fri 13 Mar.\n\nOpen it:\nhttps://collab.example.org/direct\n\n-- \nYou take part in Acme × Borealis.\nNobody reads answers.\n"
	if s.text != want {
		t.Errorf("%q", s.text)
	}
	for name, want := range map[string]string{"From": `"Collab" <collab@example.org>`, "To": "<dana@borealis.example>", "Auto-Submitted": "auto-generated", "Mime-Version": "1.0",
		"Date": "Mon, 02 Mar 2026 09:00:00 +0000", "List-Unsubscribe": "<https://collab.example.org/settings>", "X-Mailer": "", "User-Agent": "", "Bcc": "", "Reply-To": ""} {
		if got := s.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if s.subject != "Acme × Borealis: check-in 1" {
		t.Error(s.subject)
	}
	for _, told := range []string{"Check-in 1 is open.", `<a href="https://collab.example.org/direct">Open it</a>`, "Nobody reads answers."} {
		if !strings.Contains(s.html, told) {
			t.Errorf("without %q: %s", told, s.html)
		}
	}
}

// A letter that somebody asked for has no list to leave.
func TestALetterThatWasAskedFor(t *testing.T) {
	if s := read(t, prompt); s.Get("List-Unsubscribe") != "" {
		t.Error(s.Header)
	}
}

func TestNamesInASubject(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	for _, c := range []struct{ name, given, want string }{
		{"short", "Acme × Borealis: check-in 1", "Acme × Borealis: check-in 1"},
		{"just fits", strings.Repeat("a", 78), strings.Repeat("a", 78)},
		{"too long", strings.Repeat("a", 79), strings.Repeat("a", 77) + "…"},
		{"emoji are not cut in half", strings.Repeat("a", 75) + family, strings.Repeat("a", 75) + "…"},
		{"another header", "Acme\r\nBcc: eve@example.org\r\n\r\nHello", "Acme Bcc: eve@example.org Hello"},
		{"other ends of lines", "a\u2028b\u2029c\vd\fe\u0085f", "a b c d e f"},
		{"turned around", "Acme \u202egro.live\u202c \u2066x\u2069", "Acme gro.live x"},
		{"from right to left", "אקמה × Borealis", "אקמה × Borealis"},
		{"nothing readable", "\xff\xfe", "\uFFFD"},
		{"marks without end", "a" + strings.Repeat("\u0301", 500), "…"},
		{"an encoded word", "=?utf-8?q?Acme?=", "=?utf-8?q?Acme?="},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := prompt
			l.Subject = c.given
			if s := read(t, l); c.name != "an encoded word" && s.subject != c.want {
				t.Errorf("%q", s.subject)
			}
		})
	}
}

// Nothing in a letter is fetched when it is read, and nothing that was written in it is markup.
func TestALetterLoadsNothing(t *testing.T) {
	l := prompt
	l.Text = `<img src="https://evil.example/x.png"><script>alert(1)</script> & "quoted"`
	l.Link = `https://collab.example.org/direct" onclick="x`
	s := read(t, l)
	for _, n := range elements(t, s.html) {
		if n == "img" || n == "script" || n == "link" || n == "iframe" {
			t.Errorf("there is %s in %s", n, s.html)
		}
	}
	if !strings.Contains(s.text, `<img src="https://evil.example/x.png"><script>alert(1)</script> & "quoted"`) {
		t.Error(s.text)
	}
}

func elements(t testing.TB, page string) (names []string) {
	t.Helper()
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return names
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			names = append(names, string(name))
			for more {
				var attribute []byte
				if attribute, _, more = z.TagAttr(); strings.HasPrefix(string(attribute), "on") || string(attribute) == "src" {
					t.Errorf("%s has %s in %s", name, attribute, page)
				}
			}
		}
	}
}

// Whatever names people choose, a letter has the headers it should, one recipient, two parts, and no markup of theirs.
func FuzzDraw(f *testing.F) {
	f.Add("Acme × Borealis", "Check-in 1 is open.\nIt closes.", "https://collab.example.org/direct", "Open it", "A note.")
	f.Add("a\r\nBcc: eve@example.org", ".\r\n.\r\nMAIL FROM:<x>", "javascript:alert(1)", "</a><script>", "--boundary--")
	f.Add(strings.Repeat("\u0301", 300)+"\u202e", "\x00\xff", "https://e.example/\u2028x", "=?utf-8?b?AA==?=", "a\vb")
	f.Fuzz(func(t *testing.T, subject, text, link, label, note string) {
		s := read(t, Letter{To: "dana@borealis.example", Subject: subject, Text: text, Link: link, LinkLabel: label, Note: note, Settings: link})
		if utf8.RuneCountInString(s.subject) > mostSubject {
			t.Errorf("the subject has %d characters: %q", utf8.RuneCountInString(s.subject), s.subject)
		}
		for name := range s.Header {
			switch name {
			case "From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Auto-Submitted", "List-Unsubscribe":
			default:
				t.Errorf("there is a header %s", name)
			}
		}
		for _, n := range elements(t, s.html) {
			if n == "script" || n == "img" {
				t.Errorf("there is %s in %s", n, s.html)
			}
		}
		if strings.Contains(s.html, `href="javascript`) {
			t.Error(s.html)
		}
	})
}
