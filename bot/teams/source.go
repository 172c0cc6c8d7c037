package teams

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"collab/bot"
)

// EvidenceCommand is the id of the message extension "Log as evidence" in the app's manifest.
const EvidenceCommand = "evidence"

// mostMarkup is how much of a message is read, in bytes: Teams takes messages of about 100 KB.
// https://learn.microsoft.com/microsoftteams/limits-specifications-teams#chat
const mostMarkup = 200_000

// payload is a message as a message extension is given it: a snapshot, made by Teams and not by whoever pressed.
// https://learn.microsoft.com/microsoftteams/platform/resources/messaging-extension-v3/create-extensions#receiving-a-composeextensionsubmitaction-or-composeextensionfetchtask-request
type payload struct {
	ID       string `json:"id"`
	Created  string `json:"createdDateTime"`
	Modified string `json:"lastModifiedDateTime"`
	Link     string `json:"linkToMessage"`
	From     struct {
		User *struct {
			ID   string `json:"id"`
			Name string `json:"displayName"`
		} `json:"user"`
	} `json:"from"`
	Body struct {
		Type    string `json:"contentType"`
		Content string `json:"content"`
	} `json:"body"`
	Attachments []struct {
		Type string `json:"contentType"`
		Name string `json:"name"`
	} `json:"attachments"`
}

// quoted is the message that somebody points at with the message extension; nil when no person wrote it.
func (a *App) quoted(ctx context.Context, g gesture, raw json.RawMessage) *bot.Source {
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil || p.From.User == nil {
		return nil
	}
	src := &bot.Source{Text: p.text(), AuthorName: p.From.User.Name, At: instant(p.Created), Link: secure(p.Link)}
	src.Author = a.author(ctx, g, strings.ToLower(p.From.User.ID))
	if edited := instant(p.Modified); edited.Sub(src.At) > time.Second && !src.At.IsZero() {
		src.Edited = edited
	}
	for _, f := range p.Attachments {
		if f.Type == "reference" && f.Name != "" { // a file; others are cards and quotations
			src.Files = append(src.Files, bot.File{Name: f.Name})
		}
	}
	if len(src.Files) > 0 {
		src.Lacks = append(src.Lacks, "Teams lets me see the names of its files, not what is in them.")
	}
	return src
}

func (p payload) text() string {
	if strings.EqualFold(p.Body.Type, "html") {
		return spelled(p.Body.Content)
	}
	return p.Body.Content
}

// author is the account of whoever wrote a message, as the roster of the conversation has them; zero when it does not say.
func (a *App) author(ctx context.Context, g gesture, id string) bot.Account {
	ctx, done := context.WithTimeout(ctx, lookLimit)
	defer done()
	wrote := g.activity
	wrote.from = account{id: id}
	m, err := a.identified(ctx, wrote)
	if err != nil {
		return bot.Account{}
	}
	return m.account()
}

// pointing says whether somebody said "evidence" alone in a thread: that is about the message on top of it.
func (g gesture) pointing() bool {
	return g.values == nil && strings.EqualFold(strings.TrimSpace(g.words), "evidence") && g.thread() != "" && g.thread() != g.id
}

// topmost is the message on top of a thread, as far as it is known: Teams gives its number, which says when it was
// written, and not its words.
func (g gesture) topmost() *bot.Source {
	src := &bot.Source{Lacks: []string{"Teams does not show me the message above. Copy its words as they stand there, or use Log as evidence in its menu, where that is offered."}}
	if ms, err := strconv.ParseInt(g.thread(), 10, 64); err == nil && ms > 0 {
		src.At = time.UnixMilli(ms).UTC()
	}
	q := url.Values{"tenantId": {g.tenant}, "parentMessageId": {g.thread()}}
	src.Link = "https://teams.microsoft.com/l/message/" + url.PathEscape(g.channel()) + "/" + url.PathEscape(g.thread()) + "?" + q.Encode()
	return src
}

// secure is an address that may be shown as a link, or nothing.
func secure(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return address
}

// instant reads a time of Teams; zero for anything that is none. One without a zone is in UTC.
func instant(text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// spelled is what a message in HTML says, as text: each block on a line of its own, pictures by their description.
func spelled(markup string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup[:min(len(markup), mostMarkup)]))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			mark(&b, z.Token())
		}
	}
}

// mark writes what stands for a tag between words.
func mark(b *strings.Builder, t html.Token) {
	switch t.DataAtom {
	case atom.P, atom.Div, atom.Li, atom.Blockquote, atom.Pre, atom.Tr, atom.Br, atom.H1, atom.H2, atom.H3:
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
	case atom.Img:
		for _, at := range t.Attr {
			if at.Key == "alt" {
				b.WriteString(at.Val)
			}
		}
	}
}
