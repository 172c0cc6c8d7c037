package bot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/web"
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
	whole, less := copied(t, w.path), copied(t, w.path)
	forget(t, less, w.rel, party)
	a, b := w.again(t, whole).everything(party, presses), w.again(t, less).everything(party, presses)
	for i := range max(len(a.drawn), len(b.drawn)) {
		if x, y := a.at(i), b.at(i); x != y {
			t.Fatalf("what others keep to themselves changes what is drawn for %s: %s\nWith it:\n%s\nWithout: %s\n%s", party, x.where, x.what, y.where, y.what)
		}
	}
	a.words(t, party)
	a.later(t, party)
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
	if len(d.drawn) < 1000 {
		t.Errorf("only %d things were drawn", len(d.drawn))
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

// shown is everything a platform could draw of a reply, whatever it draws.
func shown(r bot.Reply) string {
	var b strings.Builder
	message := func(m bot.Message) {
		b.WriteString(bot.Draw(m, time.UTC))
		for _, block := range m.Blocks {
			fmt.Fprintf(&b, "%T %s\n", block, encoded(block))
		}
	}
	if r.Message != nil {
		message(*r.Message)
	}
	if r.Form != nil {
		b.WriteString(bot.DrawForm(*r.Form) + encoded(r.Form) + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(&b, "%s: %s\n", name, r.Errors[name])
	}
	for _, p := range r.Posts {
		fmt.Fprintf(&b, "%+v\n", p.Place)
		message(p.Message)
	}
	return b.String() + r.Ref
}

func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// nouns are the words one can begin with, and some one cannot.
var nouns = []string{"menu", "status", "todo", "checkin", "kpi", "objective", "promise", "evidence", "claim", "list", "new", "members", "settings",
	"audit", "erase", "review", "decision", "help", "join", "undo", "stored", "ask", "try", "template", "draft", "direct", "stauts"}

// spoken are sentences of every kind: lists, things by number, forms, drafts, wrong ones.
func (w *world) spoken() []string {
	all := []string{"", "status share", "status for acme-borealis-cassini", "status for acme", "status for nowhere", "audit mine", "audit objective 1", "audit check-in 1", "audit before 9",
		"audit draft 1", "objective d1", "objective d2", "objective d9", "objective d1 revise", "objective d1 share", "objective d1 drop ~1", "objective list", "objective ended", "objective new internal",
		"objective 99", "objective 1 history", "objective 4", "objective link 1", "evidence e1", "evidence e9", "evidence e1 share", "evidence share e1", "evidence new internal", `evidence "seen" internal`, `evidence "seen"`, `evidence "seen" https://example.com`, `evidence "seen" objective 1`,
		"evidence all 2", "promise 1", "promise 2", "promise ask @noor x by Friday", "promise @lee y by Friday", "claim 1", "kpi 1", "kpi 1 history", "checkin show 1", "checkin 1", "checkin 2", "checkin 7",
		"checkin skip", "checkin snooze 1h", "checkin away", "settings schedule", "settings calendar", "settings pause", "settings resume", "erase 3", "erase 99 yes", "erase 2 internal", "erase 99 yes internal", "members admit 1", "members admit 2", "members admit 3", "members role @noor lead", "members role @lee lead", "members invite", "members add",
		"review agenda", "review pack", "review answer", "review answer targets no", "review day 3 June", "review delegate", "review delegate @lee", "review held", "review decide", "review action new",
		"review action @noor x by Friday", "review minutes", "review agree", "review refuse", "review all", "review 9", "decision 1 agree", "decision 1 refuse", "decision 1 replace", "decision 1 reverse",
		"checkin topic", "checkin topic 1", "checkin topic 9", "checkin topic 1 done", "checkin topic 3 done \"talked\"", "checkin topic new", "checkin topic late lorries", "settings calendar change", "settings holidays", "settings holidays 2",
		"settings holidays country", "settings holidays GB", "settings holidays file", "settings holidays add 27 Dec", "settings holidays remove 24 Dec", "settings keep", "settings keep internal 30 months", "settings keep shared 90 months",
		"settings keep internal off", "settings keep shared off", "settings mail", "settings mail off", "settings mail on", "settings name", "settings name Northern", "settings name off", "settings days", "settings away", "settings account",
		"stored mine", "stored words", "stored named", "stored all", "stored all part 2", "note objective 1", "note objective 1 They wait", "note objective 9", "note all 2", "erase asked 1", "erase asked 1 gone 9", "erase asked 1 keep", "erase asked 9",
		"evidence 5", "evidence 6", "evidence 7", "evidence e2", "evidence e3", "evidence e4", "review held 2 June", "review minutes all", "review 1",
		"find aloud", "find hushacme", "find hushborealis", "find " + unfounded, "try real", "try real for acme-borealis-cassini", "template supply", "template small", `draft drop "objective new"`, "join ABCD-ABCD-ABCD-ABCD", "undo nothing", "direct status", `direct "objective d1"`, "help objective", "help promise", "help evidence", "help kpi", "help claim", "help review", "help checkin", "help members", "help settings", "help audit"}
	for _, n := range nouns {
		all = append(all, n, n+" 1", n+" 2 nonsense", n+" new")
	}
	for _, key := range w.recent { // what others did just now, and what one did oneself
		all = append(all, "undo "+key)
	}
	return all
}

// sentences says all of them, then presses what is offered, and fills in what is asked, as often as presses says.
func (d *drawing) sentences(who somebody, where bot.Place, presses int) {
	seen := map[string]bool{}
	var next []string
	try := func(words string) {
		if seen[words] {
			return
		}
		seen[words] = true
		r := d.ask(who, where, words, nil)
		next = append(next, offered(r)...)
		if r.Form != nil {
			next = append(next, offered(d.ask(who, where, r.Form.Words, filled(*r.Form, "")))...)
			next = append(next, offered(d.ask(who, where, r.Form.Words, filled(*r.Form, "internal")))...)
		}
	}
	for _, words := range d.w.spoken() {
		try(words)
	}
	for i := 0; i < len(next) && i < presses; i++ {
		try(next[i])
	}
}

// offered are the sentences of all buttons of a reply.
func offered(r bot.Reply) (words []string) {
	if r.Message == nil {
		return nil
	}
	add := func(b bot.Button) {
		if b.Words != "" {
			words = append(words, b.Words)
		}
	}
	for _, block := range r.Message.Blocks {
		switch block := block.(type) {
		case bot.Buttons:
			for _, b := range block {
				add(b)
			}
		case bot.Items:
			add(block.Rest)
			for _, item := range block.Items {
				add(item.Button)
			}
		}
	}
	return words
}

// filled fills a form in: what stands in it, and something of the right kind where nothing does.
func filled(f bot.Form, audience string) map[string]string {
	values := map[string]string{}
	for _, field := range f.Fields {
		values[field.Name] = field.Value
		switch {
		case field.Value != "":
		case len(field.Options) > 0:
			values[field.Name] = field.Options[len(field.Options)-1].Value
		case field.Kind == bot.Number:
			values[field.Name] = "94"
		case field.Kind == bot.Day:
			values[field.Name] = "30 Sep"
		case !field.Optional:
			values[field.Name] = "something plain"
		}
	}
	if _, asked := values["audience"]; asked && audience != "" {
		values["audience"] = audience
	}
	return values
}

// Whoever takes no part is shown nothing: not what is shared, not even that there is such a relationship.
func TestNonInterferenceWithStrangers(t *testing.T) {
	w := build(t, nil)
	for _, who := range []somebody{eve, zed} {
		for _, where := range []bot.Place{who.direct(), common, inside("acme"), inside("borealis")} {
			for _, words := range w.spoken() {
				r := w.ask(who, where, words, nil)
				text := shown(r)
				if r.Ref != "" {
					t.Fatalf("%s in %s: %s broke\n%s", who.id, where.Channel, words, w.log.String())
				}
				if words == "try" {
					text += shown(w.ask(who, where, words, map[string]string{"confidence": "at risk", "part": "Something plain"}))
				}
				for _, telling := range []string{aloud, "hush", "Borealis", "Kim Osei", "Dana Reyes"} {
					if strings.Contains(text, telling) {
						t.Fatalf("%s in %s says %q and is shown:\n%s", who.id, where.Channel, words, text)
					}
				}
			}
		}
	}
}

// What somebody wrote where not everybody reads starts internal when it is logged, where that may be.
func TestPrivacyOfWhatIsLogged(t *testing.T) {
	w := build(t, nil)
	for _, c := range []struct {
		where    bot.Place
		internal bool
	}{{kim.direct(), true}, {common, false}, {inside("acme"), false}} {
		r := w.bot.Answer(t.Context(), bot.Request{Key: "log " + c.where.Channel, By: kim.account(), Place: c.where, Words: "evidence",
			Source: &bot.Source{Text: "They are late", Author: lee.account(), AuthorName: lee.name, At: w.at}})
		if r.Form == nil || startsInternal(*r.Form) != c.internal || offersInternal(*r.Form) != c.where.Own {
			t.Errorf("in %+v:\n%s", c.where, shown(r))
		}
	}
}

// Everybody was told what was theirs to be told, and nobody else.
func TestPrivacyOfWhoIsTold(t *testing.T) {
	w := build(t, nil)
	for _, who := range []somebody{kim, lee, dana, noor, ines, uma, olga, eve} {
		said, err := w.said(t.Context(), who.direct().String(), 0)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, s := range said {
			if s.Message != nil && strings.Contains(s.Message.Fallback, "Check-in 2 with") {
				asked++
			}
		}
		reads := who == uma || who == olga || who == eve
		if (asked == 0) != reads {
			t.Errorf("%s was asked %d times to answer the check-in", who.id, asked)
		}
	}
	cards, err := w.said(t.Context(), common.String(), 0)
	if err != nil || !slices.ContainsFunc(cards, func(s web.Said) bool { return s.Message != nil && strings.Contains(s.Ref, " card ") }) {
		t.Errorf("the channel that everybody reads has no card: %v", err)
	}
}

// A failure for which there is no evidence is shown to nobody but the party that claims it.
func TestPrivacyOfAnUnfoundedClaim(t *testing.T) {
	w := build(t, nil)
	for _, words := range []string{"claim", "claim 2", "evidence new", "status", "todo", "audit claim 2", "find " + unfounded} {
		for _, where := range []bot.Place{kim.direct(), common} {
			if text := shown(w.ask(kim, where, words, nil)); strings.Contains(text, unfounded) {
				t.Errorf("%s shows it:\n%s", words, text)
			}
		}
	}
	if text := shown(w.ask(dana, dana.direct(), "claim 2", nil)); !strings.Contains(text, unfounded) {
		t.Errorf("its own party is not shown it:\n%s", text)
	}
}
