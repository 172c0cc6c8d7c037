package relationship

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestPlaces(t *testing.T) {
	sc := newScene(t)
	sc.refused(p3, &BindPlace{Place: "web/demo/c1"}, "Only a relationship manager")
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.refused(p2, &BindPlace{Place: "web/demo/c1"}, "linked to Acme × Borealis already")
	sc.do(p1, &BindPlace{Place: "web/demo/team", Internal: true})
	if _, ok := sc.l.Joint.Places["web/demo/team"]; ok || sc.l.Own["acme"].Places["web/demo/team"] == nil {
		t.Error("an internal channel is known to joint")
	}
	sc.refused(p1, &LosePlace{Place: "web/demo/c1"}, "by itself")
	sc.do(ByClock, &LosePlace{Place: "web/demo/c1", Why: "is_archived"})
	sc.refused(ByClock, &LosePlace{Place: "web/demo/c1"}, "not linked")
	if v := sc.l.View(""); len(v.cards(sc.at)) != 0 {
		t.Error("cards are posted in a lost place")
	}
	sc.do(p2, &BindPlace{Place: "web/demo/c1"}) // and linked anew
	sc.sameAfterReplay()
}

func TestPrivacyOfPlacesThatMove(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.do(p1, &BindPlace{Place: "web/demo/team", Internal: true})
	sc.refused(p1, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"}, "by itself")
	if d := sc.do(ByClock, &MovePlace{From: "web/demo/nowhere", To: "web/demo/c2"}); !d.Empty() {
		t.Error("a place nobody linked has moved")
	}
	d := sc.do(ByClock, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"})
	if got, want := d.Joint.Bindings(), []Binding{{Key: "web/demo/c1", Place: true, Gone: true}, {Key: "web/demo/c2", Place: true}}; !slices.Equal(got, want) {
		t.Errorf("it binds %v", got)
	}
	if again := sc.do(ByClock, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"}); !again.Empty() {
		t.Error("what was told twice is recorded twice")
	}
	d = sc.do(ByClock, &MovePlace{From: "web/demo/team", To: "web/demo/squad"})
	if d.Joint.Len() > 0 || sc.l.Own["acme"].Places["web/demo/squad"] == nil || len(sc.l.Own["borealis"].Places) > 0 {
		t.Error("an internal channel moved in another ledger than its own")
	}
	sc.sameAfterReplay()
}

// What stands in a place is known by the name it had when it was linked: a card is edited there, not posted again.
func TestAPlaceIsTheSameAfterItMoved(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	sc.at = time.Date(2026, 3, 12, 10, 0, 0, 0, time.UTC)
	sc.do(ByClock, &OpenCheckIn{})
	before := sc.l.View("").cards(sc.at)[0]
	sc.do(ByClock, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"})
	if after := sc.l.View("").cards(sc.at)[0]; after.Key != before.Key || after.Place != "web/demo/c2" {
		t.Errorf("the card %q is %q in %s now", before.Key, after.Key, after.Place)
	}
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	if all := sc.l.View("").cards(sc.at); all[0].Key == all[len(all)-1].Key {
		t.Error("two places have one card")
	}
	sc.do(ByClock, &MovePlace{From: "web/demo/c1", To: "web/demo/c2"})
	if len(sc.l.Joint.Places) != 1 || sc.l.Joint.Places["web/demo/c2"].name != "web/demo/c1" {
		t.Error("a place that was linked under its new key lost what stands there")
	}
	sc.do(ByClock, &LosePlace{Place: "web/demo/c2", Why: "channel_not_found"})
	sc.do(ByClock, &MovePlace{From: "web/demo/c2", To: "web/demo/c3"})
	if !sc.l.Joint.Places["web/demo/c3"].Lost.IsZero() {
		t.Error("a place that was looked for under its old key is lost for ever")
	}
	sc.sameAfterReplay()
}

func TestPrivacyOfTellingThatAPlaceIsLost(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &BindPlace{Place: "web/demo/c1"})
	lost := func(party string) (keys []string) {
		for _, d := range sc.l.View(party).Duties(sc.at.AddDate(0, 0, 1).Add(9 * time.Hour)) {
			if d.Kind == DutyLost {
				keys = append(keys, d.Key+" of "+d.Thing)
			}
		}
		return keys
	}
	sc.do(ByClock, &LosePlace{Place: "web/demo/c1", Why: "is_archived"})
	n := sc.l.Joint.Head().N
	for party, lead := range map[string]string{"acme": "p1", "borealis": "p2"} { // each its own lead, and no member
		if got, want := lost(party), fmt.Sprintf("place lost %d %s of place web/demo/c1", n, lead); !slices.Equal(got, []string{want}) {
			t.Errorf("%s tells %v, not %s", party, got, want)
		}
	}
	sc.do(p2, &BindPlace{Place: "web/demo/c2"})
	if len(lost("acme"))+len(lost("borealis"))+len(sc.l.Joint.Frozen()) > 0 {
		t.Error("a channel that another has replaced is still said to be frozen")
	}
	sc.later(time.Hour)
	sc.do(ByClock, &LosePlace{Place: "web/demo/c2", Why: LostToOutsiders})
	if frozen := sc.l.Joint.Frozen(); len(frozen) != 1 || frozen[0].Key != "web/demo/c2" {
		t.Errorf("frozen are %v", frozen)
	}
	sc.do(p1, &BindPlace{Place: "web/demo/c2"})
	if len(sc.l.Joint.Frozen()) > 0 {
		t.Error("a channel that was linked anew is frozen")
	}
}
