package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"collab/relationship"
	"collab/store"
)

// The most a person may say at once; platforms cut long before.
const (
	mostWords = 12_000
	mostValue = 20_000
)

// reference is what a person can read to the operator, who finds it in the log.
func reference(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base32.StdEncoding.EncodeToString(sum[:5])[:6]
}

func (b *Bot) answer(ctx context.Context, q Request, o *Observed) (Reply, error) {
	q = cleaned(q)
	values := q.Values
	if q.Closed {
		q.Values = nil // the form is drawn once more, to see what was typed into it
	}
	s, err := parse(q.Words)
	if err != nil {
		return saying(Plainly(err.Error(), help())), nil
	}
	t := &turn{Bot: b, ctx: ctx, q: q, s: s, now: b.Now()}
	if t.mine, err = b.memberships(q.By); err != nil {
		return Reply{}, err
	}
	if t.err = t.keepMessage(); t.err != nil {
		return Reply{}, t.err
	}
	if c, ok := t.find(t.s.noun); ok {
		o.Word = c.noun
	}
	reply := t.run(values)
	o.Recorded = t.fresh && !t.denied
	if t.err != nil {
		return Reply{}, t.err
	}
	b.Store.Wait(t.commit)
	return t.told(reply), nil
}

// run is what the command of the sentence replies. Values is what was filled in, also when the form was closed.
func (t *turn) run(values map[string]string) Reply {
	c, ok := t.find(t.s.noun)
	if !ok {
		return t.unlessClosed(saying(t.unknown()))
	}
	if !c.alone {
		m, ok := t.choose()
		if !ok && t.q.Unasked { // who is not known here did not ask
			return Reply{}
		}
		if !ok {
			return t.unlessClosed(saying(m))
		}
		if t.err = t.arrive(); t.err != nil {
			return Reply{}
		}
	}
	t.meant = t.who
	if len(t.q.tooLong) > 0 && t.submitted() {
		return t.tooMuch()
	}
	return t.withDraft(c.run(t), values)
}

// cleaned is the request with everything a person typed made harmless: valid text without control characters, of a
// bounded length.
func cleaned(q Request) Request {
	q.Words = clean(limit(q.Words, mostWords))
	values := q.Values
	if values != nil {
		q.Values = make(map[string]string, len(values))
		for name, v := range values {
			if q.Values[name] = clean(limit(v, mostValue)); len(v) > mostValue {
				q.tooLong = append(q.tooLong, name)
			}
		}
	}
	q.Files = cleanedFiles(q.Files)
	if q.Source != nil {
		s := q.Source.cleaned()
		q.Source = &s
	}
	q.Name, q.Org = cut(clean(limit(q.Name, 200)), 80), cut(clean(limit(q.Org, 200)), 80)
	return q
}

// limit cuts bytes at a character's border; clean and cut do the rest.
func limit(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// saying is a reply of one message to the person.
func saying(m Message) Reply { return Reply{Message: &m} }

// find is the command a noun or one of its aliases names. Without a noun it is the menu.
func (t *turn) find(noun string) (command, bool) {
	if noun == "" {
		noun = "menu"
	}
	if spoken := strings.TrimRight(noun, ",.!"); spoken != "" {
		noun = spoken
	}
	for _, c := range commands() {
		if c.noun == noun || slices.Contains(c.aliases, noun) {
			return c, true
		}
	}
	return command{}, false
}

// choose finds the relationship a sentence is about: the one said with "for", else the one this channel is linked to,
// else the only one there is. Otherwise the message lets the person pick.
func (t *turn) choose() (Message, bool) {
	if t.s.forSlug != "" {
		return t.chooseSaid()
	}
	if rel, ok := t.linked(); ok {
		for _, m := range t.mine {
			if m.Relationship == rel {
				t.who, t.placed = m, true
				return Message{}, true
			}
		}
		return unknownPerson("ask"), false
	}
	for _, among := range [][]membership{t.mine, t.running()} {
		if len(among) == 1 {
			t.who = among[0]
			return Message{}, true
		}
	}
	return t.pickOne(), false
}

// linked is the relationship this channel is linked to, as far as it is this person's to know: of an internal channel,
// those who take part for another party do not learn that it is one.
func (t *turn) linked() (rel string, ok bool) {
	rel, party, ok := t.Store.At(t.q.Place.String())
	for _, m := range t.mine {
		if m.Relationship == rel && party != "" && party != m.Party { // audience: an internal channel is one to its own people; mutate: s/party != m.Party/false/
			return "", false
		}
	}
	return rel, ok
}

// chooseSaid finds the relationship by the beginning of its slug.
func (t *turn) chooseSaid() (Message, bool) {
	var found []membership
	for _, m := range t.mine {
		if m.slug == t.s.forSlug {
			t.who = m
			return Message{}, true
		}
		if strings.HasPrefix(m.slug, t.s.forSlug) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 1:
		t.who = found[0]
		return Message{}, true
	case 0:
		return t.noneSaid()
	}
	var slugs []string
	for _, m := range found {
		slugs = append(slugs, m.slug)
	}
	return severalMatch(t.s.forSlug, slugs, t.options(found)), false
}

// noneSaid goes on when "for" and a word named no relationship: in a sentence such as "promise 4 missed waiting for
// other" they belong to what was said, if something else tells which relationship is meant.
func (t *turn) noneSaid() (Message, bool) {
	said := t.s.forSlug
	_, linked := t.linked()
	if len(t.s.args) == 0 || !linked && len(t.mine) != 1 {
		return noMatch(said, t.options(t.mine)), false
	}
	t.s = t.s.keepFor()
	return t.choose()
}

// pickOne is said when nothing tells which relationship is meant.
func (t *turn) pickOne() Message {
	if len(t.mine) == 0 {
		return t.stranger()
	}
	if t.q.Place.Kind == Direct || t.q.Place.Kind == Between {
		return Plainly("Which relationship do you mean?", append(pick(t.options(t.mine)), help())...)
	}
	if t.s.noun == "settings" && t.verb("channel") != "" {
		return Plainly("To which relationship do you want to link this channel?", append(pick(t.options(t.mine)), help())...)
	}
	return notLinked(t.options(t.mine), Button{Label: "Link this channel", Words: "settings channel"})
}

// options says the same sentence for each of these relationships.
func (t *turn) options(of []membership) []Option {
	said := t.s
	said.forSlug = ""
	var out []Option
	for _, m := range of {
		label := m.name
		if slices.ContainsFunc(of, func(o membership) bool { return o.name == m.name && o.slug != m.slug }) {
			label += " (" + m.slug + ")"
		}
		out = append(out, Option{Value: said.String() + " for " + m.slug, Label: label})
	}
	return out
}

// refused turns an error of the record into what the person reads: field errors when a form was filled in, a sentence
// otherwise. Anything but a refusal is kept for the log.
func (t *turn) refused(err error) Reply {
	var r *relationship.Refusal
	t.denied = true
	switch {
	case errors.Is(err, store.ErrNotFound):
		return saying(t.pickOne())
	case !errors.As(err, &r):
		t.err = err
		return Reply{}
	case r.Own && !t.q.Place.Own:
		return t.notHere()
	case r.Thing != "":
		return t.stale(r)
	case t.q.Values != nil && r.Field != "":
		return Reply{Errors: map[string]string{r.Field: r.Reason}}
	}
	return saying(Plainly(r.Reason, help()))
}

// stale answers an edit of something that changed meanwhile: what happened, and a fresh start.
func (t *turn) stale(r *relationship.Refusal) Reply {
	var happened []string
	name := r.Thing
	t.read(func(v relationship.View) {
		name = t.titleOf(v.Shared, r.Thing)
		for _, e := range v.Shared.Entries() {
			if e.N > t.s.seen && slices.Contains(e.Things, r.Thing) && !e.Withdrawn {
				happened = append(happened, t.mention(v, e))
			}
		}
	})
	said := t.s
	said.seen = 0
	return saying(changedSince(name, happened, said.String()))
}

// again is the sentence as said, for a button that says it once more.
func (t *turn) again() string { return t.s.String() }
