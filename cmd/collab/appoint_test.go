package main

import (
	"regexp"
	"strings"
	"testing"

	"collab/relationship"
	"collab/store"
)

// somewhere is a relationship of Acme, whose only person is p1, in a store that nobody serves.
func somewhere(t *testing.T) (d *desk, rel string) {
	d = sit(t)
	d.withSlack(ourTeam)
	return d, d.record("collab.db", store.Live, 1)
}

func TestAppointing(t *testing.T) {
	d, rel := somewhere(t)
	s, err := store.Open("bolt:"+d.path("collab.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ann := relationship.By{Person: "p1", Party: "acme"}
	_, err = s.Record(rel, store.Key{}, ann, &relationship.AddPerson{Person: relationship.NewPerson{Name: "Sam", Zone: "Europe/London"}, Role: relationship.Member, Account: "web/demo/sam"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	at := d.store("collab.db")
	d.refuses([]string{"appoint", "nowhere", "acme", "p2", at}, "no such relationship")
	d.refuses([]string{"appoint", rel, "acme", "p2", at}, "p1 (Ann, lead)", "Write --gone=ID for each of them")
	d.refuses([]string{"appoint", rel, "acme", "--gone=p1", at}, "p2 (Sam, member)")
	if out := d.does("appoint", rel, "acme", "p2", "--gone=p1", at); !strings.Contains(out, "p2 is the relationship manager of acme now") {
		t.Error(out)
	}
	d.refuses([]string{"appoint", rel, "acme", "p2", at}, "p2 (Sam, lead)")
}

// Where nobody is left a newcomer is let in with a code; both go through the process that serves the store.
func TestAppointingANewcomer(t *testing.T) {
	d, rel := somewhere(t)
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	address := d.address()
	d.answers("collab.db")
	d.refuses([]string{"appoint", rel, "acme", d.store("collab.db")}, "Write --gone=ID")
	d.refuses([]string{"appoint", rel, "acme", "p7", "--gone=p1", d.store("collab.db")}, "Leave the person out for a code")
	out := d.does("appoint", rel, "acme", "--gone=p1", d.store("collab.db"))
	code := regexp.MustCompile(`join ([0-9A-Z-]{19})`).FindStringSubmatch(out)
	if code == nil {
		t.Fatal(out)
	}
	if said := d.says(address, "U0NEW", "join "+code[1]); strings.Contains(said, "not valid") {
		t.Error(said)
	}
}

func TestInviting(t *testing.T) {
	d, _ := somewhere(t)
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	address := d.address()
	d.answers("collab.db")
	for _, user := range []string{"U0KIM", "U0LEE"} { // one code each
		code := regexp.MustCompile(`/collab new (\S+)`).FindStringSubmatch(d.does("invite", d.store("collab.db")))
		if said := d.says(address, user, "new "+code[1]); !strings.Contains(said, "can begin relationships now") {
			t.Error(said)
		}
		if said := d.says(address, "U0EVE", "new "+code[1]); strings.Contains(said, "can begin relationships now") {
			t.Errorf("a code was good twice: %s", said)
		}
	}
}
