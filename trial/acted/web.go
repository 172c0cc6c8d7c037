package acted

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"collab/bot"
	"collab/bot/play"
)

// OnTheWeb is the world of plays on the web, as they are written.
func OnTheWeb() play.World {
	return play.World{
		Account: func(p play.Person) bot.Account {
			return bot.Account{Platform: play.Platform, Home: play.Home, User: p.ID}
		},
		Place: func(c play.Channel) bot.Place {
			return bot.Place{Platform: play.Platform, Home: play.Home, Channel: c.ID}
		},
	}
}

// Web is people before browsers, who read pages and send the forms in them.
type Web struct {
	// Send says what nobody asked for in a place, or in place of what was said there under the same key.
	SendTo func(ctx context.Context, p bot.Place, key string, m bot.Message) (ref string, err error)

	t      testing.TB
	house  House
	site   *httptest.Server
	people map[bot.Account]*visitor
	fresh  []kept
}

// kept is one message that was kept, and not read yet.
type kept struct {
	place string
	to    bot.Account
	n     int
}

// visitor is somebody with a browser.
type visitor struct {
	http.Client
	form *node // that lies open
	last func() (*node, error)
}

// NewWeb is a web with nobody in it.
func NewWeb(t testing.TB) *Web { return &Web{t: t} }

// Begin has the people of a play come to the pages, when the process begins.
func (w *Web) Begin(h House, pages http.Handler) {
	w.house, w.people = h, map[bot.Account]*visitor{}
	w.site = httptest.NewServer(pages)
	w.t.Cleanup(w.site.Close)
	for _, p := range h.Script.Cast() {
		if p.Account().Platform != play.Platform {
			continue
		}
		jar, _ := cookiejar.New(nil) // without options it cannot fail
		v := &visitor{Client: http.Client{Jar: jar}}
		w.people[p.Account()] = v
		page, err := w.get(v, "/")
		if err == nil {
			_, err = w.post(v, page.find(func(n *node) bool { return n.form("/be") }), "account", p.Account().String())
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// Keeps is told of every message of the bot that the pages keep, with its number in its place.
func (w *Web) Keeps(place string, to bot.Account, n int) {
	w.fresh = append(w.fresh, kept{place, to, n})
}

// Drawn is what stands on the pages since it was asked last.
func (w *Web) Drawn() (all []Drawn) {
	fresh, pages := w.fresh, map[string]*node{}
	w.fresh = nil
	for _, k := range fresh {
		d := Drawn{Place: k.place, To: k.to}
		for _, p := range w.house.Script.Cast() {
			if p.Direct().String() == k.place {
				d.To = p.Account()
			}
		}
		for a, v := range w.people {
			text := w.reads(v, a, k, pages)
			if d.To == a || d.To == (bot.Account{}) && text != "" {
				d.Text = text
			} else if text != "" {
				all = append(all, Drawn{Place: k.place, To: a, Text: text})
			}
		}
		all = append(all, d)
	}
	return all
}

// reads is a message as somebody reads it on their page; empty when they do not.
func (w *Web) reads(v *visitor, a bot.Account, k kept, pages map[string]*node) string {
	path := w.path(a, k.place)
	if path == "" {
		return ""
	}
	seen := a.User + path
	if pages[seen] == nil {
		page, err := w.get(v, path)
		if err != nil {
			w.t.Fatal(err)
		}
		pages[seen] = page
	}
	said := pages[seen].message(k.n)
	if said == nil && k.to == a || said == nil && path == "/direct" { // it may be an old one that was changed
		if page, err := w.get(v, path+"?all"); err == nil {
			said = page.message(k.n)
		}
	}
	if said == nil {
		return ""
	}
	return said.find(func(n *node) bool { return n.attr("class") == "what" }).text()
}

// path is where somebody reads what is said in a place; empty when they do not.
func (w *Web) path(a bot.Account, place string) string {
	for _, p := range w.house.Script.Cast() {
		if p.Account() == a && p.Direct().String() == place {
			return "/direct"
		}
		for _, c := range w.house.Script.Channels() {
			if p.Account() == a && c.Place().String() == place && (c.Party == "" || c.Party == p.Party) {
				return "/channel/" + c.ID
			}
		}
	}
	return ""
}

// Form is the text of the form that lies open for somebody.
func (w *Web) Form(who bot.Account) string {
	if f := w.people[who].form; f != nil {
		return f.text()
	}
	return ""
}

// Talks has somebody say something to the others.
func (w *Web) Talks(s play.Said) error {
	v := w.people[s.Author]
	if v == nil || strings.HasPrefix(s.Text, "@collab") { // that is said to the bot, and so once
		return nil
	}
	return w.says(v, w.path(s.Author, s.Place.String()), s.Text)
}

func (w *Web) says(v *visitor, path, text string) error {
	page, err := w.get(v, path)
	if err != nil {
		return err
	}
	return w.sends(v, page.find(func(n *node) bool { return n.form("/say") }), "text", text)
}

// Send says what nobody asked for.
func (w *Web) Send(ctx context.Context, p bot.Place, key string, m bot.Message) (string, error) {
	return w.SendTo(ctx, p, key, m)
}

// Edit changes it.
func (w *Web) Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error {
	_, err := w.SendTo(ctx, p, ref, m)
	return err
}

// Does what somebody does on their pages.
func (w *Web) Does(g play.Gesture) error {
	v, path := w.people[g.By], w.path(g.By, g.Place.String())
	switch {
	case g.Again:
		_, err := v.last()
		return err
	case g.Closed:
		v.form = nil
		return Otherwise("a page that is left keeps no draft")
	case g.Form != nil:
		return w.fills(v, g)
	case g.Button.Words == "" && g.On == nil:
		return w.says(v, path, g.Text)
	case g.Button.Words == "" && path == "/direct":
		return Otherwise("what is said in a direct message cannot be logged on the pages")
	}
	for _, whole := range []string{"", "?all"} {
		page, err := w.get(v, path+whole)
		if err != nil {
			return err
		}
		if f := found(page, g); f != nil {
			return w.sends(v, f, "words", g.Button.Words)
		}
	}
	return fmt.Errorf("no page of %s has the button %q for %q, or lets %+v be logged", g.By, g.Button.Label, g.Button.Words, g.On)
}

// found is the newest form on a page for what somebody presses or logs.
func found(page *node, g play.Gesture) *node {
	for _, line := range slices.Backward(page.all(func(n *node) bool { return n.Data == "article" })) {
		for _, f := range line.all(func(n *node) bool { return n.Data == "form" }) {
			b := f.find(func(n *node) bool { return n.Data == "button" })
			pressed := f.form("/press") && b.attr("value") == g.Button.Words && letters(b.text()) == letters(g.Button.Label)
			if pressed || g.Button.Words == "" && f.form("/evidence") && strings.Contains(letters(line.text()), letters(g.On.Text)) {
				return f
			}
		}
	}
	return nil
}

// sends posts a form and keeps the form that comes back, if one does.
func (w *Web) sends(v *visitor, f *node, changes ...string) error {
	page, err := w.post(v, f, changes...)
	if err != nil {
		return err
	}
	v.last = func() (*node, error) { return w.post(v, f, changes...) }
	if next := page.find(func(n *node) bool { return n.form("/submit") }); next != nil || f.form("/submit") {
		v.form = next
	}
	return nil
}

// fills sends the form that lies open, with what was typed, chosen and attached, as far as that can be done in it.
func (w *Web) fills(v *visitor, g play.Gesture) error {
	if v.form == nil {
		return fmt.Errorf("no form lies open for %s", g.By)
	}
	if len(g.Files) > 0 {
		return w.attaches(v, g)
	}
	var changes []string
	typed := filled(g.Request)
	for _, f := range g.Form.Fields {
		if !v.form.offers("f."+f.Name, strings.Split(typed[f.Name], "\n")) {
			return fmt.Errorf("%q cannot be chosen for %s", typed[f.Name], f.Label)
		}
		changes = append(changes, "f."+f.Name, typed[f.Name])
	}
	return w.sends(v, v.form, changes...)
}
