package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"collab/relationship"
)

func TestPrivacyOfAnErasedPersonOfWhomNoByteIsLeft(t *testing.T) {
	for _, c := range []struct {
		key   []byte
		names []string
	}{{nil, []string{voleMail, voleOld, voleSlack, "first/p2", "second/p2"}}, {secret, []string{voleMail}}} {
		for _, by := range c.names {
			t.Run(fmt.Sprint(len(c.key), by), func(t *testing.T) {
				x := newErasable(t, Options{Secret: c.key})
				by = strings.NewReplacer("first", x.first, "second", x.second).Replace(by)
				x.strew()
				before, rows := x.stands(), len(rowsIn(t, x.Store))
				would, err := x.Erase(by, false)
				x.must(err)
				if now := len(rowsIn(t, x.Store)); now != rows || x.Unclean() || len(would.In) != 2 || !would.Installer {
					t.Errorf("%d rows of %d, would do %+v", now, rows, would)
				}
				done, err := x.Erase(by, true)
				x.must(err)
				if !reflect.DeepEqual(done, would) {
					t.Errorf("did %+v, said %+v", done, would)
				}
				x.erasedWell(done)
				if after := x.stands(); !slices.Equal(before, onlyOf(after, before)) {
					t.Error("a fact, a link or a figure changed")
				}
				sameAfterReopening(t, x.Store, x.first)
			})
		}
	}
}

// onlyOf are those of all that were there before: what was appended is no change.
func onlyOf(all, before []string) (kept []string) {
	for _, one := range all {
		if slices.Contains(before, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

func TestErasingTwiceAndErasingNobody(t *testing.T) {
	x := newErasable(t, Options{})
	for _, nobody := range []string{"mail/-/nobody@acme.example", "nowhere/p1", x.first + "/p9", "p2", ""} {
		if _, err := x.Erase(nobody, true); err == nil || !strings.Contains(err.Error(), "nobody is known by that") {
			t.Errorf("%q: %v", nobody, err)
		}
	}
	done, err := x.Erase(voleMail, true)
	x.must(err)
	head, err := x.Head(x.first, relationship.Joint)
	x.must(err)
	again, err := x.Erase(x.first+"/p2", true)
	x.must(err)
	if len(done.In) != 2 || len(again.In) != 1 || again.In[0].Words != 0 || len(again.In[0].Asked) > 0 || again.Beside != 0 {
		t.Errorf("%+v, then %+v", done, again)
	}
	if now, _ := x.Head(x.first, relationship.Joint); now != head {
		t.Error("erasing somebody twice is recorded twice")
	}
	if _, err := x.Erase(voleMail, true); err == nil {
		t.Error("an account that was erased is known")
	}
}

// What is left undone when the process ends between two steps is done by saying it again.
func TestErasingIsCompletedAfterACrash(t *testing.T) {
	x := newErasable(t, Options{})
	x.strew()
	who, err := x.trace(voleMail)
	x.must(err)
	if len(who.members) != 2 || who.members[0].Relationship != x.first {
		t.Fatalf("%+v", who)
	}
	x.must(x.forgetBeside(who))
	_, err = x.Record(x.second, Key{}, relationship.ByOperator, &relationship.ErasePerson{Person: "p2"})
	x.must(err)
	x.must(x.PutDraft(voleSlack, "form", []byte(`"typed by the vole"`))) // still served
	done, err := x.Erase(voleMail, true)
	x.must(err)
	if len(done.In) != 1 {
		t.Errorf("%+v", done)
	}
	if left := x.left(slices.Concat(whatVoleIs, whatVoleSaid)...); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// An account that was passed on is whose it was last: erasing them, or whoever had it before, hurts nobody else.
func TestAnAccountThatWasPassedOn(t *testing.T) {
	x := newErasable(t, Options{})
	lee := relationship.By{Person: "p3", Party: "borealis"}
	x.do(x.first, lee, &relationship.AddAccount{Account: voleOld})
	x.must(x.PutDraft(voleOld, "form", []byte(`"typed by Lee"`)))
	if _, err := x.Erase(voleMail, true); err != nil {
		t.Fatal(err)
	}
	if _, draft := x.Draft(voleOld, "form"); !draft || len(x.Memberships(voleOld)) != 1 {
		t.Error("who has the account now lost it")
	}
	done, err := x.Erase(voleOld, true)
	if err != nil || len(done.In) != 1 || done.In[0].Person != "p3" {
		t.Errorf("%+v, %v", done, err)
	}
	if left := x.left(append(whatVoleIs, "typed by Lee")...); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// Somebody who only asked to be added, or began to type, can be forgotten as well.
func TestErasingWhoTakesPartInNothing(t *testing.T) {
	x := newErasable(t, Options{})
	x.say("asked/"+x.first, "slack/T9/U9", map[string]any{"Account": "slack/T9/U9", "Name": "Eve Stranger"})
	done, err := x.Erase("slack/T9/U9", true)
	if err != nil || done.Beside != 2 || len(done.In) > 0 {
		t.Errorf("%+v, %v", done, err)
	}
	if left := x.left("Eve Stranger"); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// A text from which a name was taken out before is found all the same when it is erased itself.
func TestTakingOutATextThatHasHoles(t *testing.T) {
	const hole = erasedText
	for _, c := range []struct{ in, text, want string }{
		{`pause "` + hole + ` is ill"`, "Dana Reyes is ill", `pause "` + hole + `"`},
		{`pause "call ` + hole + ` today, ` + hole + `!"`, "call Dana today, Dana Reyes!", `pause "` + hole + `"`},
		{`say "late is ` + hole + `"`, "late is Dana", `say "` + hole + `"`},
		{hole + " is well", "Dana Reyes is ill", hole + " is well"},
		{"a note, " + hole + ".", "Dana Reyes is ill", "a note, " + hole + "."},
		{"nothing", "Dana Reyes is ill", "nothing"},
		{hole, "Dana Reyes is ill", hole},
		{"é " + hole + " ü", "é Dana ü", hole},
	} {
		found := false
		if got := takeOut(c.in, c.text, &found); got != c.want || found != (c.in != c.want) {
			t.Errorf("%q out of %q: %q, %v", c.text, c.in, got, found)
		}
	}
}
