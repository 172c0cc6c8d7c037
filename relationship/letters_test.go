package relationship

import (
	"slices"
	"testing"
)

// Who has nothing but a page is told nothing before they look: their own leads hear it, nobody else does, and nobody who
// can be written to is among them.
func TestPrivacyOfWhoIsToldNothing(t *testing.T) {
	for _, c := range []struct {
		name     string
		accounts []string
		want     bool
	}{
		{"a page alone", []string{"web/door/7f3a"}, true},
		{"two pages", []string{"web/door/7f3a", "web/door/81bc"}, true},
		{"a page and mail", []string{"web/door/7f3a", "mail/-/ada@acme.example"}, false},
		{"mail", []string{"mail/-/ada@acme.example"}, false},
		{"chat", []string{"slack/T1/U1"}, false},
		{"the demo's pages", []string{"web/demo/ada"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := newScene(t)
			sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: c.accounts[0]})
			for _, more := range c.accounts[1:] {
				sc.do(By{"p5", "acme"}, &AddAccount{Account: more})
			}
			sc.opened()
			_, acme := sc.expected("acme", "check-in 1 forward p1")
			_, borealis := sc.expected("borealis", "check-in 1 forward p2")
			_, across := sc.expected("acme", "check-in 1 forward p2") // by what acme alone knows
			if acme != c.want || borealis || across {
				t.Errorf("acme is told %t, borealis %t", acme, borealis)
			}
			if got := sc.view("acme").Unheard("check-in 1", sc.at); slices.Contains(got, "p5") != c.want {
				t.Errorf("unheard are %v", got)
			}
		})
	}
}

// A lead whom nothing reaches cannot be asked to tell others; another lead of the party is.
func TestALeadWhomNothingReaches(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Lead, Account: "web/door/7f3a"})
	sc.opened()
	_, kim := sc.expected("acme", "check-in 1 forward p1")
	_, ada := sc.expected("acme", "check-in 1 forward p5")
	if !kim || ada {
		t.Errorf("kim is told %t, ada %t", kim, ada)
	}
}

func TestLettersOffAndOn(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &SetLetters{}, "Letters are on already.")
	sc.do(p3, &SetLetters{Off: true})
	if !sc.view("acme").Own.NoLetters["p3"] || sc.view("acme").Own.NoLetters["p1"] {
		t.Error("letters of the wrong person are off")
	}
	sc.refused(p3, &SetLetters{Off: true}, "Letters are off already.")
	sc.do(p3, &SetLetters{})
	if sc.view("acme").Own.NoLetters["p3"] {
		t.Error("letters stay off")
	}
}
