package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// pledge is a promise on its way to the record: given by the person, or asked for by them.
type pledge struct {
	ask             bool
	with            relationship.Side // the other side; empty while nobody is named
	what, condition string
	day             string // as said
	about           string // what on the shared record it is an answer to, such as "objective 2"
	open            bool   // "new": the form is wanted
	review          int    // the review it is an action of; 0 for none
}

// pledging makes a promise or asks for one, in one sentence or with the form. A day said in words comes back in full
// before it counts; a day that was written out, 2026-03-06, counts at once. What is promised begins at argument i; what
// is promised in a review is an action of it.
func (t *turn) pledging(review, i int) Reply {
	p, r, ok := t.pledgeSaid(i)
	p.review = review
	if !ok {
		return t.unlessAlone(r)
	}
	if t.submitted() {
		p.with, p.what, p.condition, p.day = sideSaid(t.value("to")), t.value("what"), t.value("condition"), t.value("due")
	} else if p.open || p.with == (relationship.Side{}) || p.what == "" || p.day == "" {
		return t.unlessAlone(t.reply(func(v relationship.View) Reply { return t.form(t.pledgeForm(v, p, "")) }))
	}
	loc := t.pledgeZone(p)
	due, err := readDate(p.day, t.now, loc)
	switch {
	case err != nil && t.submitted():
		return Reply{Errors: t.pledgeErrors(p, err)}
	case err == nil && !t.submitted() && due.Before(relationship.DateOf(t.now, loc)):
		err = fmt.Errorf("%s has passed. Choose today or a later day.", due)
		fallthrough
	case err != nil:
		return saying(Plainly(err.Error(), Button{Label: "Open the form", Words: p.words("new", ""), Style: Primary}, help()))
	case isISO(p.day):
		return t.pledge(p, due)
	case t.submitted():
		meant := dayMeant(p.day, due)
		p.day = due.String()
		return t.reply(func(v relationship.View) Reply { return t.form(t.pledgeForm(v, p, meant)) })
	}
	if r, no := t.refusedAnyway(t.pledgeCommand(p, due)); no {
		return r
	}
	return t.show(func(v relationship.View) Message { return t.echo(v, p, due, loc) })
}

// unlessAlone is the reply, or why nobody can be promised anything: there is no other side yet, the person only reads,
// the relationship rests.
func (t *turn) unlessAlone(r Reply) Reply {
	if refusal, no := t.refusedAnyway(&relationship.OfferCommitment{}, "receiver"); no {
		return refusal
	}
	return r
}

// pledgeErrors are all fields of the form that want another look at once.
func (t *turn) pledgeErrors(p pledge, day error) map[string]string {
	errs := map[string]string{"due": day.Error()}
	if p.what == "" {
		errs["what"] = "Please say what."
	}
	if p.with == (relationship.Side{}) {
		errs["to"] = "Please choose somebody."
	}
	return errs
}

// pledgeSaid reads the sentence from argument i on: "new" for the form, "ask", "about objective 2", whom, what, "by" when.
func (t *turn) pledgeSaid(i int) (p pledge, r Reply, ok bool) {
	for ; i < len(t.s.args) && !t.s.args[i].quoted; i++ {
		switch strings.ToLower(t.s.args[i].text) {
		case "new":
			p.open = true
			continue
		case "ask":
			p.ask = true
			continue
		case "about":
			if id, ok := t.s.number(i + 2); ok && t.s.args[i+1].is("objective") {
				p.about = fmt.Sprintf("objective %d", id)
				i += 2
				continue
			}
		}
		break
	}
	if i < len(t.s.args) {
		n, found := 0, false
		if p.with, n, r, found = t.whomSaid(i); !found {
			return p, r, false
		}
		i += n
	}
	p.what, p.day = splitBy(t.s.rest(i))
	return p, r, true
}

// whomSaid reads the other side at argument i and says how many words name it: "@dana", "@Dana Reyes", "dana",
// "Borealis". A word that names nobody is taken for the beginning of what is promised, unless it begins with @.
func (t *turn) whomSaid(i int) (with relationship.Side, words int, r Reply, ok bool) {
	said := t.s.arg(i)
	plain := strings.ToLower(strings.TrimPrefix(said, "@"))
	person := ""
	t.read(func(v relationship.View) {
		for _, p := range v.Shared.Others(t.who.Party) {
			if plain == p.ID || plain == strings.ToLower(p.Name) {
				with.Party = p.ID
			}
		}
		person = namedSo(v.Shared, plain)
	})
	if with.Party != "" {
		return with, 1, r, true
	}
	if person == "" && strings.HasPrefix(said, "@") {
		if person, r, ok = t.someone(said, false); !ok {
			return with, 0, r, false
		}
	}
	if person == "" {
		return with, 0, r, true
	}
	return relationship.Side{Person: person}, t.nameWords(person, i), r, true
}

// namedSo is the one person with this whole name, first name or id; empty when there is none, or more than one.
func namedSo(s *relationship.Shared, plain string) (id string) {
	for _, p := range s.People("") {
		name := strings.ToLower(s.PersonName(p.ID))
		first, _, _ := strings.Cut(name, " ")
		if plain != p.ID && plain != name && plain != first {
			continue
		}
		if id != "" {
			return ""
		}
		id = p.ID
	}
	return id
}

// nameWords counts the words from argument i on that are the person's name.
func (t *turn) nameWords(person string, i int) (n int) {
	var name []string
	t.read(func(v relationship.View) { name = strings.Fields(v.Shared.PersonName(person)) })
	for n = 1; n < len(name) && strings.EqualFold(strings.TrimRight(t.s.arg(i+n), ",:"), name[n]); n++ {
	}
	return n
}

// The other side in a form or a sentence: "p3" is a person, "@borealis" a party.
func sideWords(of relationship.Side) string {
	if of.Person == "" && of.Party != "" {
		return "@" + of.Party
	}
	return of.Person
}

func sideSaid(text string) relationship.Side {
	if party, ok := strings.CutPrefix(text, "@"); ok {
		return relationship.Side{Party: party}
	}
	return relationship.Side{Person: text}
}

// pledgeZone is the zone of whoever gives the promise: the day ends where they live.
func (t *turn) pledgeZone(p pledge) (loc *time.Location) {
	loc = t.loc
	if p.ask {
		t.read(func(v relationship.View) { loc = t.zoneAt(v.Shared, p.with) })
	}
	return loc
}

// words are the sentence that says this pledge again; first is "new" for the form, empty otherwise.
func (p pledge) words(first, day string) string {
	words := []string{"promise"}
	if p.review > 0 {
		words = []string{"review", strconv.Itoa(p.review), "action"}
	}
	if first != "" {
		words = append(words, first)
	}
	if p.ask {
		words = append(words, "ask")
	}
	if p.about != "" {
		words = append(words, strings.Fields("about "+p.about)...)
	}
	if with := sideWords(p.with); with != "" {
		words = append(words, "@"+strings.TrimPrefix(with, "@"))
	}
	if p.what != "" {
		words = append(words, p.what)
	}
	if day != "" {
		words = append(words, "by", day)
	}
	return say(words...)
}

// echo says the whole promise back, with its day in full, before it counts.
func (t *turn) echo(v relationship.View, p pledge, due relationship.Date, loc *time.Location) Message {
	with := p.with
	if who := v.Shared.Persons[with.Person]; who != nil {
		with.Party = who.Party
	}
	text, label := "You promise "+side(v.Shared, with), "Promise this"
	if p.ask {
		text, label = "You ask "+side(v.Shared, with)+" for a promise", "Ask for this"
	}
	text = fmt.Sprintf("%s: %s. Due %s, until the day ends in %s. Is that right?", text, p.what, fullDay(due), loc)
	return withNote(Plainly(text, Button{Label: label, Words: p.words("", due.String()), Style: Primary},
		Button{Label: "Change it", Words: p.words("new", due.String())}), "Nothing is recorded yet. "+t.joint(v.Shared).Face+" once it is.")
}

// pledgeForm asks for a promise, or makes one. Meant says which day was understood.
func (t *turn) pledgeForm(v relationship.View, p pledge, meant string) Form {
	blank := pledge{ask: p.ask, review: p.review}
	f := Form{Title: "Make a promise", Words: blank.words("new", ""), Submit: "Promise", Audience: t.joint(v.Shared),
		Intro: "It counts once the other side agrees; they say whether it was kept."}
	to, what := "To whom", "What you promise"
	if p.ask {
		f.Title, f.Submit = "Ask for a promise", "Ask"
		f.Intro = "It counts once they agree; you say whether it was kept."
		to, what = "Whom you ask", "What you ask for"
	}
	if p.review > 0 {
		f.Title = fmt.Sprintf("An action of review %d", p.review)
	}
	if p.about != "" {
		f.Words += " about " + p.about
		f.Intro = t.titleOf(v.Shared, p.about) + " is what it is about.\n" + f.Intro
	}
	if meant == "" {
		meant = "2026-04-01, 1 Apr or next Friday; the day ends where the one who promises lives"
	}
	f.Fields = []Field{{Name: "to", Label: to, Kind: Who, Value: sideWords(p.with), Options: t.counterparts(v.Shared, p.ask)},
		{Name: "what", Label: what, Value: p.what, Max: 500, Hint: "Something one can see is done: the revised forecast for Q2"},
		{Name: "due", Label: "Due", Kind: Day, Value: p.day, Hint: meant},
		{Name: "condition", Label: "Done when", Kind: Long, Value: p.condition, Optional: true, Max: 1000, Hint: "How both of you will know"}}
	return f
}

// counterparts are those with whom one can make a promise: people of other parties, and for what one gives also the
// parties themselves.
func (t *turn) counterparts(s *relationship.Shared, ask bool) (out []Option) {
	for _, party := range s.Others(t.who.Party) {
		for _, p := range s.People(party.ID) {
			if p.Role != relationship.Observer {
				out = append(out, Option{p.ID, side(s, relationship.Side{Person: p.ID, Party: party.ID})})
			}
		}
		if !ask {
			out = append(out, Option{"@" + party.ID, party.Name + ", whoever agrees for it"})
		}
	}
	return out
}

func (t *turn) pledgeCommand(p pledge, due relationship.Date) relationship.Command {
	promise := relationship.Promise{What: p.what, Condition: p.condition, Due: due, About: p.about,
		Origin: relationship.Origin{Kind: relationship.FromConversation}}
	if p.review > 0 {
		promise.Origin = relationship.Origin{Kind: relationship.FromReview, Number: p.review}
	}
	if p.ask {
		return &relationship.RequestCommitment{Promise: promise, Giver: p.with.Person}
	}
	return &relationship.OfferCommitment{Promise: promise, Receiver: p.with}
}

// pledge records the promise, or the request for one.
func (t *turn) pledge(p pledge, due relationship.Date) Reply {
	r := t.make("commitment", t.pledgeCommand(p, due), func(v relationship.View, id int) Message { return t.pledged(v, id) })
	return r.movedErrors(map[string]string{"receiver": "to", "giver": "to"})
}
