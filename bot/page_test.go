package bot

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"collab/relationship"
	"collab/store"
)

// pages is a bot on a store of its own, with a relationship that somebody began.
func pages(t *testing.T, partners ...string) (*Bot, Account) {
	t.Helper()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, err := store.Open("bolt:"+filepath.Join(t.TempDir(), "collab.db"), store.Options{Mark: store.Demo, Now: func() time.Time { return at }, Next: relationship.View.Next})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	b := &Bot{Store: s, Log: slog.New(slog.DiscardHandler), MayBegin: func(Account) bool { return true }}
	who := Account{Platform: "web", Home: "demo", User: "kim"}
	p := DirectTo(who)
	p.Own = true
	for _, partner := range partners {
		r := b.Answer(t.Context(), Request{Key: "new " + partner, By: who, Place: p, Words: "new", Zone: "Europe/London",
			Values: map[string]string{"party": "Acme", "partner": partner, "why": "Fewer late trucks", "person": "Kim Osei", "first": "2026-03-12"}})
		if len(r.Errors) > 0 || r.Message == nil || r.Ref != "" {
			t.Fatalf("%+v", r)
		}
	}
	return b, who
}

func TestPrivacyOfPages(t *testing.T) {
	b, kim := pages(t, "Borealis")
	m, ok := b.Relationship(t.Context(), kim, "acme-borealis")
	if text := Draw(m, time.UTC); !ok || !strings.Contains(text, "Fewer late trucks") || !strings.Contains(text, "Internal to Acme") {
		t.Errorf("%v %s", ok, text)
	}
	if _, ok := b.Relationship(t.Context(), kim, "acme-chronos"); ok {
		t.Error("a page of a relationship that is none of kim's")
	}
	eve := Account{Platform: "web", Home: "demo", User: "eve"}
	if _, ok := b.Relationship(t.Context(), eve, "acme-borealis"); ok {
		t.Error("a page for a stranger")
	}
	home := Draw(b.Home(t.Context(), eve), time.UTC)
	if strings.Contains(home, "Borealis") || !strings.Contains(home, "I have a code") || len(b.Relationships(t.Context(), eve)) > 0 {
		t.Errorf("a stranger finds %s", home)
	}
}

func TestHomeShowsWhatWaitsAndWhere(t *testing.T) {
	b, kim := pages(t, "Borealis")
	if text := Draw(b.Home(t.Context(), kim), time.UTC); !strings.Contains(text, "Nothing waits for you.") || !strings.Contains(text, "Acme × Borealis") {
		t.Error(text)
	}
	if got := b.Relationships(context.Background(), kim); len(got) != 1 || got[0] != (Named{"acme-borealis", "Acme × Borealis"}) {
		t.Error(got)
	}
}

func TestButtonsOfAPageSayWhichRelationship(t *testing.T) {
	b, kim := pages(t, "Borealis", "Chronos")
	m, ok := b.Relationship(t.Context(), kim, "acme-chronos")
	if !ok {
		t.Fatal("no page")
	}
	pressed := 0
	for _, block := range m.Blocks {
		items, _ := block.(Items)
		for _, i := range items.Items {
			if i.Button.Words != "" {
				pressed++
				if !strings.HasSuffix(i.Button.Words, " for acme-chronos") {
					t.Errorf("%q does not say for which", i.Button.Words)
				}
			}
		}
	}
	if pressed == 0 {
		t.Error("no button was found")
	}
}

// How a relationship stands is kept for everybody: a page that aims its buttons must not aim those of the others.
func TestButtonsOfAPageAreItsOwn(t *testing.T) {
	b, kim := pages(t, "Borealis", "Chronos")
	rel := ""
	for _, m := range b.Store.Memberships(kim.String()) {
		if _, err := b.joint(m.Relationship, func(s *relationship.Shared) {
			if slug(s) == "acme-chronos" {
				rel = m.Relationship
				kept := &standing{head: s.Head(), from: b.Now(), until: b.Now().Add(time.Hour), kpis: Items{Items: []Item{{Title: "1. Trucks on time", Button: showKPI(1)}}}}
				b.standings.keep(kept)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	m, _ := b.Relationship(t.Context(), kim, "acme-chronos")
	if text := Draw(m, time.UTC); !strings.Contains(text, "Trucks on time") {
		t.Fatalf("what is kept was not drawn: %s", text)
	}
	if words := b.standings.of[rel].kpis.Items[0].Button.Words; words != "kpi 1" {
		t.Errorf("what is kept for everybody says %q now", words)
	}
}
