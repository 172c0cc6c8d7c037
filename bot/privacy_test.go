package bot_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/relationship"
)

// What is drawn for a party's people stays the same, byte for byte, when everything that other parties keep to themselves
// is deleted from the store: replies, forms, refusals, notices, duties, exports, pages, and what Slack is sent.
func TestNonInterferenceDrawn(t *testing.T) {
	w := build(t, nil)
	w.close()
	for _, party := range []string{"acme", "borealis"} {
		t.Run(party, func(t *testing.T) { compare(t, w, party, fewer(150)) })
	}
}

func TestNonInterferenceDrawnAtRandom(t *testing.T) {
	for seed := range uint64(2) {
		w := build(t, rand.New(rand.NewPCG(seed, 44001)))
		w.close()
		party := parties[seed%3]
		t.Run(fmt.Sprint(seed, " ", party), func(t *testing.T) { compare(t, w, party, fewer(60)) })
	}
}

// fewer is how many buttons are pressed with the race detector on, since one who presses them races with nobody.
func fewer(presses int) int {
	if raced {
		return presses / 10
	}
	return presses
}

// compare draws everything for a party on the whole store, and on one that knows nothing of the others.
func compare(t *testing.T, w *world, party string, presses int) {
	a := w.undisturbed(t, party, func(w *world) *drawing { return w.everything(party, presses) })
	a.words(t, party)
	a.later(t, party)
}

// undisturbed is what is drawn for a party on the whole store; on one that knows nothing of the others it has to be the same.
func (w *world) undisturbed(t *testing.T, party string, draw func(*world) *drawing) *drawing {
	t.Helper()
	whole, less := copied(t, w.path), copied(t, w.path)
	forget(t, less, w.rel, party)
	a, b := draw(w.again(t, whole)), draw(w.again(t, less))
	same(t, a, b, party)
	return a
}

// same checks that what was drawn with everything and without what others keep to themselves is the same.
func same(t *testing.T, a, b *drawing, party string) {
	t.Helper()
	for i := range max(len(a.drawn), len(b.drawn)) {
		if x, y := a.at(i), b.at(i); x != y {
			t.Fatalf("what others keep to themselves changes what is drawn for %s: %s\nWith it:\n%s\nWithout: %s\n%s", party, x.where, x.what, y.where, y.what)
		}
	}
}

// again opens a copy of the store, on a clock and with randomness that are the same each time.
func (w *world) again(t testing.TB, path string) *world {
	next := open(t, path, w.at, 2)
	next.rel, next.keys, next.recent = w.rel, w.keys, w.recent
	return next
}

// drawing is everything drawn for a party's people, in order.
type drawing struct {
	w     *world
	drawn []picture
}

// picture is one thing that was drawn, and upon what.
type picture struct{ where, what string }

func (d *drawing) add(where, what string) { d.drawn = append(d.drawn, picture{where, what}) }

func (d *drawing) at(i int) picture {
	if i < len(d.drawn) {
		return d.drawn[i]
	}
	return picture{"nothing", ""}
}

// words checks that no word of another party's is among it, and no private one where others read along; and that the
// party's own are there, since otherwise this would show nothing.
func (d *drawing) words(t *testing.T, party string) {
	t.Helper()
	d.hushed(t, party)
	if len(d.drawn) < 1000 {
		t.Errorf("only %d things were drawn", len(d.drawn))
	}
}

func (d *drawing) hushed(t *testing.T, party string) {
	t.Helper()
	log := d.w.log.String()
	for _, p := range parties {
		seen := slices.IndexFunc(d.drawn, func(q picture) bool { return strings.Contains(q.what, hush(p)) })
		switch {
		case p != party && seen >= 0:
			t.Errorf("what %s keeps to itself is drawn for %s: %s\n%s", p, party, d.drawn[seen].where, d.drawn[seen].what)
		case p == party && seen < 0:
			t.Errorf("nothing of what %s keeps to itself was drawn for its own people", p)
		case strings.Contains(log, hush(p)):
			t.Errorf("what %s keeps to itself is in the log", p)
		}
	}
	if strings.Contains(log, aloud) {
		t.Error("what was shared is in the log, which never has the words of messages")
	}
}

// everything draws all there is for a party's people.
func (w *world) everything(party string, presses int) *drawing {
	d := &drawing{w: w}
	d.due(party)
	d.exports(party)
	var people []somebody
	for _, s := range cast {
		if s.party == party {
			people = append(people, s)
		}
	}
	d.pages(people)
	d.slack(party)
	for _, where := range []func(somebody) bot.Place{
		func(somebody) bot.Place { return common }, func(s somebody) bot.Place { return inside(s.party) }, somebody.direct, // there they may share
	} {
		for _, s := range people {
			d.sentences(s, where(s), presses)
		}
	}
	for _, p := range parties { // what happens where the others talk among themselves
		for _, s := range people {
			if p != party {
				d.ask(s, inside(p), "status", nil)
				d.ask(s, inside(p), "ask", nil)
			}
		}
	}
	d.due(party)
	d.exports(party)
	for _, p := range parties { // last: whoever links a channel puts its id on their own record, whosever it is
		for _, s := range people {
			if p != party {
				d.ask(s, inside(p), "settings channel", nil)
			}
		}
	}
	return d
}

// due draws what is owed, today and in the days to come, the figures, and every notice as it would be sent now.
func (d *drawing) due(party string) {
	for _, of := range []string{"", party} {
		var owed []relationship.Duty
		_, err := d.w.store.Read(d.w.rel, of, func(v relationship.View) {
			now := d.w.at
			owed = v.Duties(now)
			d.add("figures", fmt.Sprintf("%+v\n%+v\n%v", v.Shared.Alignment(now), v.Shared.Adherence(now), v.Next(now)))
			for day := range 21 {
				for _, duty := range v.Duties(now.AddDate(0, 0, day)) {
					d.add("owed", fmt.Sprintf("%d %+v", day, duty))
					if p := v.Shared.Persons[duty.Person]; (p == nil) != (of == "") || p != nil && p.Party != of {
						d.w.t.Errorf("a view of %q is to tell %+v", of, duty)
					}
				}
			}
		})
		if err != nil {
			d.w.t.Fatal(err)
		}
		for _, duty := range owed {
			d.notice(of, duty)
		}
	}
}

// notice draws what is said of a duty. Whoever is told is told by an account of their own.
func (d *drawing) notice(party string, duty relationship.Duty) {
	n, ok, err := d.w.bot.Compose(d.w.rel, party, duty)
	if err != nil {
		d.w.t.Fatal(err)
	}
	d.add(fmt.Sprintf("notice %+v", duty), fmt.Sprintf("%v %+v\n%s", ok, n.Place, bot.Draw(n.Message, time.UTC)))
	if !ok || party == "" {
		return
	}
	i := slices.IndexFunc(cast, func(s somebody) bool { return s.direct() == n.Place })
	if i < 0 || d.w.by(cast[i]) != (relationship.By{Person: duty.Person, Party: party}) {
		d.w.t.Errorf("%+v is told to %+v", duty, n.Place)
	}
}

func (d *drawing) exports(party string) {
	for _, of := range append([]string{relationship.Joint}, parties...) {
		var file bytes.Buffer
		err := d.w.store.Export(d.w.rel, party, of, &file)
		if (err == nil) != (of == party || of == relationship.Joint) {
			d.w.t.Fatalf("%s exports %s: %v", party, of, err)
		}
		d.add("export "+of, fmt.Sprint(err)+file.String())
	}
}

// ask draws one reply, looks whether it may be drawn there, and answers with it.
func (d *drawing) ask(who somebody, where bot.Place, words string, values map[string]string) bot.Reply {
	r := d.w.ask(who, where, words, values)
	what := fmt.Sprintf("%s in %s: %s %v", who.id, where.Channel, words, values)
	text := shown(r)
	d.add(what, text)
	if fault := misplaced(who, where, words, text, r); fault != "" {
		d.w.t.Errorf("%s: %s\n%s", what, fault, text)
	}
	return r
}

// private are sentences about what a party keeps to itself: they are answered on its own surface alone.
var private = []string{"evidence e1", "evidence e1 share", "evidence share e1", "objective d1", "objective d1 revise", "objective new internal"}

// misplaced says what is wrong with drawing a reply there.
func misplaced(who somebody, where bot.Place, words, text string, r bot.Reply) string {
	switch {
	case r.Ref != "":
		return "something broke"
	case !where.Own && strings.Contains(text, "hush"):
		return "it shows what is internal where others read along"
	case !where.Own && slices.Contains(private, words) && !strings.Contains(text, "Open with internal notes") && !strings.Contains(text, "Observers read"):
		return "it answers about what is internal where others read along"
	case !where.Own && (r.Form != nil && offersInternal(*r.Form) || slices.ContainsFunc(offered(r), keeps)):
		return "it offers to write what is internal where others read along"
	case r.Form != nil && asksAudience(*r.Form) && startsInternal(*r.Form) != r.Form.Audience.Internal():
		return "its face is not that of the audience it starts with"
	case strings.HasPrefix(words, "objective d1 revise") && r.Form != nil && !r.Form.Audience.Internal():
		return "its face does not say that it is internal"
	}
	for _, p := range r.Posts {
		if strings.HasPrefix(words, "direct") && p.Place.String() == who.direct().String() {
			continue // to whoever asks, in their own direct message
		}
		if p.Place != common {
			return "it is posted elsewhere than where everybody reads"
		}
		if said := shown(bot.Reply{Message: &p.Message}); strings.Contains(said, "mine (") || strings.Contains(said, "yours (") {
			return "what is posted for everybody is drawn for one party"
		}
	}
	return ""
}

func keeps(words string) bool {
	return strings.HasPrefix(words, "evidence") && strings.HasSuffix(words, " internal")
}

func offersInternal(f bot.Form) bool {
	return slices.ContainsFunc(f.Fields, func(f bot.Field) bool {
		return f.Audience != nil || slices.ContainsFunc(f.Options, func(o bot.Option) bool { return o.Value == "internal" })
	})
}

func asksAudience(f bot.Form) bool {
	return slices.ContainsFunc(f.Fields, func(f bot.Field) bool { return f.Name == "audience" })
}

func startsInternal(f bot.Form) bool {
	return slices.ContainsFunc(f.Fields, func(f bot.Field) bool { return f.Name == "audience" && f.Value == "internal" })
}
