package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"collab/bot"
)

// shownAtOnce is how many messages a conversation shows before one asks for the earlier ones.
const shownAtOnce = 100

// line is one message of a conversation.
type line struct {
	N         int
	Print     string // changes when the message does
	Day       string // set on the first message of a day
	At        *stamp
	Bot       bool
	Private   bool
	Author    person
	Text      string
	Blocks    []block
	Nonce     string
	Token, In string
}

func (v *visit) direct() error { return v.conversation("direct") }

func (v *visit) channel() error { return v.conversation("channel/" + v.r.PathValue("id")) }

// conversation is what was said in a place. Asked with the version it has, the script is told that nothing changed.
func (v *visit) conversation(in string) error {
	at, err := v.spot(in)
	if err != nil {
		return err
	}
	said, err := v.said(v.r.Context(), at)
	if err != nil {
		return err
	}
	page := v.view("conversation", at.title)
	page.Version = fingerprint([]any{said, page.Clock, len(page.Nav)})
	if v.r.Header.Get("If-None-Match") == page.Version {
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if len(said) > shownAtOnce && !v.r.URL.Query().Has("all") {
		said, page.Earlier = said[len(said)-shownAtOnce:], true
	}
	page.In, page.Note, page.Face, page.Lines = at.in, at.note, face(at.place.Kind), v.lines(at, said)
	return v.show(http.StatusOK, page)
}

// said is what this person sees of a place.
func (v *visit) said(ctx context.Context, at spot) ([]Said, error) {
	all, err := v.cfg.Said(ctx, at.place.String(), 0)
	if err != nil {
		return nil, fmt.Errorf("what was said in %s: %w", at.place, err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(one Said) bool { return !one.visibleTo(v.who.Account) }), nil
}

func (v *visit) lines(at spot, said []Said) []line {
	var out []line
	day := ""
	for _, one := range said {
		l := v.line(at, one)
		if today := stampIn(one.At, v.local).Day; today != day {
			l.Day, day = today, today
		}
		l.Print = fingerprint([]any{one, l.Day})
		out = append(out, l)
	}
	return out
}

func (v *visit) line(at spot, one Said) line {
	draw := v.pen(at)
	l := line{N: one.N, At: timeOfDay(one.At, v.local), Bot: one.byBot(), Text: one.Text,
		Private: one.To != (bot.Account{}), Nonce: v.nonce(), Token: draw.token, In: at.in, Author: v.author(one)}
	if one.Message != nil {
		l.Blocks = draw.draw(*one.Message)
	}
	return l
}

// author is who said it: a person of the pages with their organisation, or only the name that was kept.
func (v *visit) author(one Said) person {
	if p := v.person(one.Author.String()); p != nil {
		return v.drawn(*p)
	}
	return v.drawn(Person{Name: one.AuthorName})
}

func (v *visit) pen(at spot) pen {
	return pen{zone: v.local, in: at.in, token: v.token(v.session), nonce: v.nonce}
}

// face is the look of the line that says who reads along; its words say the same.
func face(k bot.Kind) string {
	switch k {
	case bot.Shared:
		return "shared"
	case bot.Internal:
		return "internal"
	}
	return ""
}
