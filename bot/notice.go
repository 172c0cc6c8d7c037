package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// Notice is something the bot says by itself: what, and where. It is composed when it is sent, from the record as it
// then is.
type Notice struct {
	Place   Place
	Message Message
	// Letter says that a letter goes with it: who is told has no chat, and did not say that they want none.
	Letter bool
}

// Compose says what fulfils a duty of a relationship now, read by one party's people (party names it) or by everybody
// (party empty). It is false when the duty has vanished, or when nobody can be reached: then nothing is sent.
func (b *Bot) Compose(rel, party string, d relationship.Duty) (Notice, bool, error) {
	var n Notice
	ok := false
	commit, err := b.Store.Read(rel, party, func(v relationship.View) { // audience: a notice is drawn from what its reader's party may read; mutate: s/rel, party/rel, "acme"/
		t := &turn{Bot: b, now: b.Now(), loc: time.UTC}
		if !slices.ContainsFunc(v.Duties(t.now), func(o relationship.Duty) bool { return o.Key == d.Key }) {
			return
		}
		if d.Place != "" {
			n.Place, ok = PlaceOf(d.Place)
			n.Message = t.posted(v, d)
			return
		}
		n.Place, ok = b.reach(v, d.Person)
		n.Letter = n.Place.Platform == byMail && !v.Own.NoLetters[d.Person]
		t.become(v, rel, d.Person)
		n.Message = t.notice(v, d)
	})
	b.Store.Wait(commit)
	return n, ok && err == nil, err
}

// reach is the direct message with a person, by the nearest account that their own party holds for them.
func (b *Bot) reach(v relationship.View, person string) (Place, bool) {
	accounts := v.Own.Accounts[person] // audience: a notice to a person goes to an account of theirs, as their own party's ledger has it; mutate: s/v.Own.Accounts[person]/func() (all []string) { for _, of := range v.Own.Accounts { all = append(all, of...) }; return }()/
	a, ok := Nearest(accounts, b.Reaches)
	p := DirectTo(a)
	p.Own = true
	return p, ok
}

// become makes the turn that of a person who is told something.
func (t *turn) become(v relationship.View, rel, person string) {
	t.who.Relationship, t.who.Person, t.who.Party = rel, person, v.Party
	if p := v.Shared.Persons[person]; p != nil {
		t.person = *p
		if loc, err := relationship.Zone(p.Zone); err == nil {
			t.loc = loc
		}
	}
}

// posted is what is shown in a shared place.
func (t *turn) posted(v relationship.View, d relationship.Duty) Message {
	if _, id, _ := strings.Cut(d.Thing, " "); d.Kind == relationship.DutyAppointed {
		return t.appointedNote(v, id, "")
	}
	return t.card(v, d)
}

// card is the living message of a check-in or a review.
func (t *turn) card(v relationship.View, d relationship.Duty) Message {
	noun, rest, _ := strings.Cut(d.Thing, " ")
	id, _ := strconv.Atoi(rest)
	if r := v.Shared.Reviews[id]; noun == "review" && r != nil {
		return t.reviewCard(v, r)
	}
	c := v.Shared.CheckIns[id]
	if c == nil {
		return t.noCheckIn(v)
	}
	return t.cardOf(v, c, fmt.Sprintf("checkin %d", id))
}

// cardOf draws a check-in for everybody in the channel: counts, what was shared, and the way in, which says answer.
func (t *turn) cardOf(v relationship.View, c *relationship.CheckIn, answer string) Message {
	m := shortened(t.checkInDrawn(v, c), fmt.Sprintf("checkin show %d", c.ID))
	if !c.Closed(t.now) {
		// Whoever is a guest where the card stands may have no menu at messages: evidence is logged from here, too.
		m.Blocks = append(m.Blocks, Buttons{{Label: "Answer", Words: answer, Style: Primary}, {Label: "Log evidence", Words: "evidence new"}})
	}
	m.Blocks = append(m.Blocks, Note{"Record head " + v.Shared.Head().String() + ". Keep it: it shows later that nothing before it was changed."})
	return m
}

// mostOnCard is how much of one person's answer the living message holds: with ten answers it stays one message on every
// platform, however often it is edited.
const mostOnCard = 300

// shortened is a message whose lists are short; where something was cut, a button says all of it to whoever presses.
func shortened(m Message, whole string) Message {
	m.Blocks = slices.Clone(m.Blocks)
	for i, b := range m.Blocks {
		list, ok := b.(Items)
		if !ok {
			continue
		}
		list.Items = slices.Clone(list.Items)
		for j, item := range list.Items {
			if short := cut(item.Detail, mostOnCard); short != item.Detail {
				list.Items[j].Detail, list.Rest = short, Button{Label: "Show all of it", Words: whole}
			}
		}
		m.Blocks[i] = list
	}
	return m
}

// notice is what one person is told.
func (t *turn) notice(v relationship.View, d relationship.Duty) Message {
	tail := " for " + slug(v.Shared)
	_, rest, _ := strings.Cut(d.Thing, " ")
	id, _ := strconv.Atoi(rest)
	switch d.Kind {
	case relationship.DutyAsk, relationship.DutyRemind:
		return t.prompt(v, id, d.Kind == relationship.DutyRemind, tail)
	case relationship.DutySilent:
		return t.silentNote(v, id)
	case relationship.DutyPaused:
		return t.pausedNote(v, tail)
	case relationship.DutyInstead:
		return t.insteadNote(v, rest, tail)
	case relationship.DutyForward:
		return t.forwardNote(v, d.Thing, tail)
	case relationship.DutyUnreached:
		return t.unreachedNote(v, rest, tail)
	case relationship.DutyDue, relationship.DutyMissed:
		return t.promiseNote(v, v.Shared.Commitments[id], d.Kind == relationship.DutyMissed, tail)
	case relationship.DutyFirst:
		return t.firstMissNote(v, v.Shared.Commitments[id], tail)
	case relationship.DutyHanded:
		return t.handedNote(v, d, id, tail)
	case relationship.DutyMeasure:
		return t.measureNote(v, v.Shared.KPIs[id], tail)
	case relationship.DutyHit:
		k := v.Shared.KPIs[id]
		return Plainly(fmt.Sprintf("%s has reached its target: %s. Say thank you to whoever made it happen.", k.Title(), t.kpiLine(k)),
			Button{Label: "Show it", Words: fmt.Sprintf("kpi %d%s", id, tail)})
	case relationship.DutyPrepare, relationship.DutyMeeting:
		return t.reviewPrompt(v, v.Shared.Reviews[id], d.Kind == relationship.DutyMeeting, tail)
	case relationship.DutyRecorded:
		return t.reviewRecordedNote(v, v.Shared.Reviews[id], tail)
	case relationship.DutyReviewMissed:
		return t.reviewMissedNote(v, v.Shared.Reviews[id], tail)
	case relationship.DutyJoined:
		return t.arrivalNote(v, rest, tail)
	case relationship.DutyAppointed:
		return t.appointedNote(v, rest, tail)
	case relationship.DutyLost:
		return t.lostNote(v, rest, tail)
	}
	return t.waitNote(v, d, tail)
}

// arrivalNote tells that another party joined, and who speaks for it.
func (t *turn) arrivalNote(v relationship.View, party, tail string) Message {
	var leads []string
	for _, p := range v.Shared.Leads(party) {
		leads = append(leads, v.Shared.PersonName(p.ID))
	}
	name := v.Shared.PartyName(party)
	return Plainly(fmt.Sprintf("%s has joined %s; %s speaks for it. What was shared so far waits for its word.", name, v.Shared.Name, all(leads)),
		Button{Label: "Status", Words: "status" + tail, Style: Primary}, Button{Label: "Share an objective", Words: "objective new" + tail})
}

// prompt asks for the check-in; every prompt offers a way out.
func (t *turn) prompt(v relationship.View, id int, again bool, tail string) Message {
	c := v.Shared.CheckIns[id]
	text := fmt.Sprintf("Check-in %d with %s is open.", id, t.others(v))
	if again {
		text = fmt.Sprintf("Check-in %d with %s still waits for you.", id, t.others(v))
	}
	m := Message{Fallback: text, Blocks: []Block{Text{Body: text}}}
	var ours []Item
	for _, o := range openObjectives(v.Shared) {
		if o.Joint() && len(ours) < 3 {
			ours = append(ours, Item{Title: objectiveName(o), Detail: t.objectiveLine(v.Shared, o, v.Party)})
		}
	}
	if len(ours) > 0 {
		m.Blocks = append(m.Blocks, Items{Title: "What we want together", Items: ours})
	}
	if topics := t.topicsIn(v, c); len(topics.Items) > 0 {
		m.Blocks = append(m.Blocks, topics)
	}
	ways := Buttons{{Label: "Answer", Words: fmt.Sprintf("checkin %d%s", id, tail), Style: Primary}}
	if last, ok := t.saidLast(v, id); ok {
		ways = append(ways, Button{Label: "Same as last time", Words: "checkin same" + tail})
		m.Blocks = append(m.Blocks, Facts{{Name: "Last time you said", Value: cut(saidWords(last.Answer), mostOnCard)}})
	}
	m.Blocks = append(m.Blocks, Facts{{Name: "Closes", At: c.To}}, ways, snoozeButtons(tail))
	return m
}

// others names the other parties: "Borealis".
func (t *turn) others(v relationship.View) string {
	var names []string
	for _, p := range v.Shared.Others(v.Party) {
		names = append(names, p.Name)
	}
	return all(names)
}

// silentNote tells a lead, once, who of their own people has not answered.
func (t *turn) silentNote(v relationship.View, id int) Message {
	c := v.Shared.CheckIns[id]
	var who []string
	for _, p := range v.Unanswered(c) {
		name := v.Shared.PersonName(p)
		if p == t.who.Person {
			name = "you"
		}
		who = append(who, name)
	}
	text := fmt.Sprintf("Check-in %d is closed (%s). Not answered: %s. I will not remind anybody again; a late answer is still kept.", id, t.holding(c), all(who))
	var paused []string
	for _, p := range v.PausedBy(c) {
		if p != t.who.Person {
			paused = append(paused, v.Shared.PersonName(p))
		}
	}
	if len(paused) > 0 {
		text += fmt.Sprintf(" It was the third in a row for %s, so I have paused their prompts; they still count as asked.", all(paused))
	}
	return withNote(Plainly(text),
		t.internal(v.Shared).Face+". The others see counts alone.")
}

func (t *turn) promiseNote(v relationship.View, c *relationship.Commitment, missed bool, tail string) Message {
	flag := seen(v, fmt.Sprintf("commitment %d", c.ID))
	done := Button{Label: "Done", Words: fmt.Sprintf("promise %d done%s%s", c.ID, tail, flag), Style: Primary}
	if missed {
		return Plainly(fmt.Sprintf("The day of your promise to %s has passed: %s. What happened?", side(v.Shared, c.Receiver), promiseName(c)),
			Button{Label: "Say why", Words: fmt.Sprintf("promise %d missed%s", c.ID, tail), Style: Primary}, Button{Label: "Done", Words: done.Words})
	}
	return Plainly(fmt.Sprintf("Due %s: %s, for %s.", t.day(c.Due), promiseName(c), side(v.Shared, c.Receiver)), done,
		Button{Label: "Ask for another date", Words: fmt.Sprintf("promise %d renegotiate%s", c.ID, tail)})
}

// firstMissNote is a private word to every lead. The side that missed reads it as theirs.
func (t *turn) firstMissNote(v relationship.View, c *relationship.Commitment, tail string) Message {
	who := v.Shared.PartyName(c.Giver.Party)
	if c.Giver.Party == v.Party {
		who = "Your side"
	}
	return withNote(Plainly(fmt.Sprintf("%s missed a promise after keeping several: promise %s. Worth a cup of coffee before anything else.", who, promiseName(c)),
		Button{Label: "Show it", Words: fmt.Sprintf("promise %d%s", c.ID, tail)}), "Told to the relationship managers alone, once.")
}

func (t *turn) measureNote(v relationship.View, k *relationship.KPI, tail string) Message {
	return Plainly(fmt.Sprintf("%s wants its reading, due %s. %s.", k.Title(), t.day(k.DueOn()), upper(t.kpiLine(k))),
		Button{Label: "Report", Words: fmt.Sprintf("kpi %d read%s", k.ID, tail), Style: Primary})
}

// waitNote tells that something waits for this person's word.
func (t *turn) waitNote(v relationship.View, d relationship.Duty, tail string) Message {
	for _, q := range v.Shared.Questions(t.now) {
		if q.Key(d.Person) == d.Key {
			item := t.question(v, q, tail)
			return Message{Fallback: item.Title + " " + item.Detail, Blocks: []Block{Items{Title: v.Shared.Name, Items: []Item{item}}}}
		}
	}
	return Plainly(t.titleOf(v.Shared, d.Thing) + " waits for you.")
}

// upper is a sentence with a capital at its start.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
