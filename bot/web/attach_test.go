package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"collab/bot"
)

// asksForAFile opens a form with a field for a file, and says that it took what was sent.
func asksForAFile(q bot.Request) bot.Reply {
	if q.Values == nil {
		return bot.Reply{Form: &bot.Form{Title: "Holidays", Words: "file", Submit: "Show", Fields: []bot.Field{
			{Name: "file", Label: "Calendar file", Kind: bot.Upload, Optional: true}, {Name: "text", Label: "Or paste it", Kind: bot.Long, Optional: true}}}}
	}
	return bot.Reply{Message: &bot.Message{Fallback: "Taken: " + q.Files["file"].Name}}
}

// attach sends a form as browsers do when it has a field for a file.
func (b *browser) attach(path string, name, text string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range b.form(path) {
		for _, value := range values {
			w.WriteField(field, value)
		}
	}
	part, err := w.CreateFormFile("f.file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(text))
	w.Close()
	b.read(b.Post(b.room.URL+path, w.FormDataContentType(), &body))
}

// What is attached comes to the bot under the name of its field; nothing, an empty file and too much of it are told apart.
func TestAttached(t *testing.T) {
	for _, c := range []struct{ what, name, text, lacks string }{
		{"a file", "days.ics", "BEGIN:VCALENDAR", ""},
		{"as large as can be", "days.ics", strings.Repeat("x", bot.MostAttached), ""},
		{"an empty one", "days.ics", "", "empty"},
	} {
		r := open(t, asksForAFile)
		b := r.as(t, kim)
		b.say("/direct", "file")
		b.attach("/submit", c.name, c.text)
		got := r.asked[len(r.asked)-1].Files["file"]
		if b.status != http.StatusOK || got.Name != c.name || got.Text != c.text || !strings.Contains(got.Lacks, c.lacks) || c.lacks == "" && got.Lacks != "" {
			t.Errorf("%s: %d, %s, %d bytes, %q", c.what, b.status, got.Name, len(got.Text), got.Lacks)
		}
	}
	r := open(t, asksForAFile)
	b := r.as(t, kim)
	b.say("/direct", "file")
	b.attach("/submit", "", "")
	if q := r.asked[len(r.asked)-1]; len(q.Files) > 0 || q.Values == nil {
		t.Errorf("nothing was attached: %+v", q)
	}
}

// A file that is too large is never read to its end, and whoever attached it is told what to do.
func TestAttachedTooLarge(t *testing.T) {
	r := open(t, asksForAFile)
	b := r.as(t, kim)
	b.say("/direct", "file")
	before := len(r.asked)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("f.file", "days.ics")
	part.Write(bytes.Repeat([]byte("x"), 50<<20))
	w.Close()
	req, err := http.NewRequest("POST", "/submit", &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Host = "localhost"
	answer := &answered{header: http.Header{}}
	r.ServeHTTP(answer, req)
	if answer.status != http.StatusRequestEntityTooLarge || !strings.Contains(answer.body.String(), "larger than 1 MB") || body.Len() < 40<<20 || len(r.asked) != before {
		t.Errorf("%d, %d bytes left unread: %s", answer.status, body.Len(), answer.body.String())
	}
}

// answered is the answer to a request that went through no network.
type answered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) Write(b []byte) (int, error) { return a.body.Write(b) }
func (a *answered) WriteHeader(status int)      { a.status = status }

// In a real browser a file is chosen and sent; a large one is told of before it travels.
func TestAttachInTheBrowser(t *testing.T) {
	r := open(t, asksForAFile)
	e := look(t, r)
	e.be(kim)
	dir := t.TempDir()
	large, small := filepath.Join(dir, "large.ics"), filepath.Join(dir, "small.ics")
	for name, n := range map[string]int{large: bot.MostAttached + 1, small: 100} {
		if err := os.WriteFile(name, bytes.Repeat([]byte("x"), n), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e.open("/direct")
	e.js(`window.alert = said => document.title = said, 1`)
	e.do(chromedp.SendKeys(".composer textarea", "file\r"))
	e.until(`document.querySelector("[type=file]")`)
	e.do(chromedp.SetUploadFiles("[type=file]", []string{large}), chromedp.Click("dialog .primary"))
	e.until(`document.title.includes("larger than 1 MB")`)
	before := len(r.asked)
	e.do(chromedp.SetUploadFiles("[type=file]", []string{small}), chromedp.Click("dialog .primary"))
	e.until(`document.body.innerText.includes("Taken: small.ics")`)
	if got := r.asked[len(r.asked)-1].Files["file"]; len(got.Text) != 100 || len(r.asked) != before+1 {
		t.Errorf("%d bytes in %d requests", len(got.Text), len(r.asked)-before)
	}
}
