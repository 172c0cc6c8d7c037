package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/mail"
	"net/url"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	smtp "github.com/wneessen/go-mail"
)

// mostSubject is how long a subject may be, in characters: what RFC 5322 asks a line to keep to, and mail programs show.
// https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1
const mostSubject = 78

// page is the letter for programs that draw HTML. The template escapes; each paragraph finds its own direction.
var page = template.Must(template.New("letter").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:36em;margin:1.5em">
{{range .Lines}}<p dir="auto">{{.}}</p>
{{end}}{{if .Link}}<p><a href="{{.Link}}">{{.Label}}</a></p>
<p>{{.Link}}</p>
{{end}}{{range .Notes}}<p dir="auto" style="color:#555;font-size:smaller">{{.}}</p>
{{end}}</body></html>
`))

// drawn is a letter as the template takes it.
type drawn struct {
	Subject, Link, Label string
	Lines, Notes         []string
}

func draw(l Letter) drawn {
	return drawn{Subject: short(plain(l.Subject), mostSubject), Link: link(l.Link),
		Label: plain(l.LinkLabel), Lines: lines(l.Text), Notes: lines(l.Note)}
}

// longestLink keeps the header that holds a link within the longest line there may be.
const longestLink = 900

// link is an address of a page as it may stand in a header and between the lines; empty for anything else.
func link(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	if s = u.String(); len(s) > longestLink || !ascii(s) || strings.ContainsAny(s, " <>\"") {
		return ""
	}
	return s
}

// lines are the paragraphs of a text.
func lines(text string) (all []string) {
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		if line = plain(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// plain is one line without what could begin another header, end a message, or turn around what stands beside it.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// short cuts a line between two characters as people see them, and says that it did.
func short(s string, most int) string {
	var b strings.Builder
	n, g := 0, uniseg.NewGraphemes(s)
	for g.Next() {
		if n += len(g.Runes()); n >= most && len(s) > b.Len()+len(g.Str()) || n > most {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteString(g.Str())
	}
	return s
}

// text is the letter for programs that show it as it is.
func (d drawn) text() string {
	all := append([]string{}, d.Lines...)
	if d.Link != "" {
		all = append(all, strings.TrimPrefix(d.Label+":\n", ":\n")+d.Link)
	}
	if len(d.Notes) > 0 {
		all = append(all, "-- \n"+strings.Join(d.Notes, "\n"))
	}
	return strings.Join(all, "\n\n") + "\n"
}

// message is the letter as it goes over the wire.
func (m *Mailer) message(key string, l Letter) (*smtp.Msg, error) {
	to, err := addressOf(l.To)
	if err != nil {
		return nil, err
	}
	msg, d := smtp.NewMsg(smtp.WithNoDefaultUserAgent()), draw(l)
	msg.FromMailAddress(m.from)
	msg.ToMailAddress(to)
	msg.Subject(d.Subject)
	msg.SetDateWithValue(m.Now())
	msg.SetMessageIDWithValue(m.messageID(key))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // https://www.rfc-editor.org/rfc/rfc3834: no holiday notice answers it
	if link(l.Settings) != "" {
		msg.SetListUnsubscribe("<" + link(l.Settings) + ">")
	}
	msg.SetBodyString(smtp.TypeTextPlain, d.text())
	return msg, msg.AddAlternativeHTMLTemplate(page, d)
}

// addressOf is an address to write to. An address that the parser takes for something else than it looks like, such as
// one with a name or with a comment, is refused.
func addressOf(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return nil, fmt.Errorf("%w: it is not an address", ErrGone)
	}
	return a, nil
}

// messageID names a letter after its key, so that one that comes twice is known to be the same.
func (m *Mailer) messageID(key string) string {
	sum := sha256.Sum256([]byte("letter " + key))
	return hex.EncodeToString(sum[:16]) + "@" + domainOf(m.from.Address)
}

func domainOf(address string) string { return address[strings.LastIndex(address, "@")+1:] }

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
