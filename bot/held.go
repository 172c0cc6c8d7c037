package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"collab/relationship"
	"collab/store"
)

// What is held about somebody is shown to nobody but them: as a page of numbers ("stored mine"), as the words they wrote,
// each with the button that erases it ("stored words"), and whole ("stored all"). Where others may read along it is what
// stands on the shared record, and nothing else.

// mostHeld is how many relationships one page of it shows.
const mostHeld = 4

// held is "stored mine": what is held about whoever asks, how long, and what can be erased.
func (t *turn) held() Reply {
	where, reply, ok := t.lookedIn()
	if !ok {
		return reply
	}
	m := Message{Fallback: "What I hold about you", Blocks: []Block{Text{Title: "What I hold about you"}}}
	for _, t.who = range where[:min(len(where), mostHeld)] {
		if t.err = t.arrive(); t.err != nil {
			return Reply{}
		}
		t.read(func(v relationship.View) { m.Blocks = append(m.Blocks, t.heldIn(v)...) })
	}
	if len(where) > mostHeld {
		items := Items{Title: "Your other relationships"}
		for _, other := range where[mostHeld:] {
			items.Items = append(items.Items, Item{Title: other.name, Button: Button{Label: "Show " + other.name, Words: "stored mine for " + other.slug}})
		}
		m.Blocks = append(m.Blocks, items)
	}
	if !t.q.Place.Own { // audience: what lies beside the record is shown to its own person alone; mutate: s/!t.q.Place.Own/t == nil/
		return saying(withNote(t.more(m), "This is what stands on the shared record. The rest is shown where you alone read along."))
	}
	return t.besideShown(m)
}

// more adds the way to the same sentence on the person's own surface.
func (t *turn) more(m Message) Message {
	said := t.s
	if said.forSlug == "" && len(t.mine) > 1 && t.who.slug != "" {
		said.forSlug = t.who.slug
	}
	m.Blocks = append(m.Blocks, Buttons{{Label: "Open with internal notes", Words: say("direct", said.String()), Style: Primary}})
	return m
}

// heldIn is what a relationship's record holds about the person.
func (t *turn) heldIn(v relationship.View) []Block {
	s, me := v.Shared, t.who.Person
	f := t.aboutMe(v)
	f = append(f, Fact{Name: "In it since", At: t.person.Joined})
	if v.Party != "" {
		f = append(f, Fact{Name: "Accounts", Value: orNone(strings.Join(v.Own.Accounts[me], ", "))}) // audience: whoever asks is shown their own accounts; mutate: s/v.Own.Accounts[me]/slices.Concat(slices.Collect(maps.Values(v.Own.Accounts))...)/
	}
	f = append(f, Fact{Name: "You wrote, shared", Value: byKind(s.Entries(), me)})
	if v.Party != "" {
		f = append(f, Fact{Name: "You wrote, internal", Value: byKind(v.Own.Entries(), me)})
	}
	f = append(f, Fact{Name: "You are named in", Value: entriesCounted(len(t.namedIn(v))) + " of others, shared"},
		Fact{Name: "Shared words are kept", Value: monthsKept(s.Retention[t.who.Party])})
	if v.Party != "" {
		f = append(f, Fact{Name: "Internal words are kept", Value: monthsKept(v.Own.Retention)})
	}
	tail := " for " + t.who.slug
	return []Block{Text{Title: s.Name}, f, Buttons{{Label: "My words, to erase some", Words: "stored words" + tail},
		{Label: "Where I am named", Words: "stored named" + tail}}}
}

// aboutMe is what somebody set for themselves: what joint holds of it, and on their own surface their party's record.
func (t *turn) aboutMe(v relationship.View) Facts {
	me := Facts{{Name: "You", Value: v.Shared.PersonName(t.who.Person) + ", " + roleOf(&t.person)}}
	if v.Party != "" {
		hours, ok := v.Own.Working[t.who.Person]
		said := "09:00 and 17:00, the usual hours"
		if ok {
			said = hours.From.String() + " and " + hours.To.String()
		}
		me = append(me, Fact{Name: "Asked between", Value: said})
		if days := v.Own.Weekdays[t.who.Person]; len(days) > 0 {
			me = append(me, Fact{Name: "You work", Value: weekdays(days)})
		}
		if v.Own.NoLetters[t.who.Person] {
			me = append(me, Fact{Name: "Letters", Value: "none"})
		}
		if v.Paused(t.who.Person, t.now) {
			me = append(me, Fact{Name: "Prompts", Value: "paused after three check-ins in silence; checkin resume goes on"})
		}
		for _, a := range v.Own.Ahead(t.who.Person, relationship.DateOf(t.now, t.loc)) {
			me = append(me, Fact{Name: "Away", Value: t.day(a.From) + " to " + t.day(a.To)})
		}
	}
	return me
}

// byKind counts the entries a person wrote, and says of which kinds.
func byKind(entries []relationship.Mention, person string) string {
	counts, n := map[string]int{}, 0
	for _, e := range entries {
		if e.By == person {
			counts[entryKind(e.Kind)]++
			n++
		}
	}
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, kind := range kinds {
		kinds[i] = fmt.Sprintf("%s (%d)", kind, counts[kind])
	}
	if n == 0 {
		return "nothing"
	}
	return entriesCounted(n) + ": " + strings.Join(kinds, ", ")
}

// besideShown adds what is kept beside the record, for how long, and the ways on.
func (t *turn) besideShown(m Message) Reply {
	b, err := t.beside()
	if err != nil {
		t.err = err
		return Reply{}
	}
	f := Facts{{Name: "Forms not sent, messages pointed at", Value: draftsHeld(t, b.Drafts)},
		{Name: "What you are to be told", Value: fmt.Sprintf("%d waiting; %d told, remembered without their words for 30 days", b.Waiting, b.Told)},
		{Name: "Signed in", Value: counted(b.Sessions, "session") + ", ended by signing out or by time"},
		{Name: "Codes and links", Value: fmt.Sprintf("%d that work, as hashes, until they are used or run out", b.Links)}}
	if b.Said > 0 {
		f = append(f, Fact{Name: "Said on pages of this server", Value: counted(b.Said, "line") + ", kept until erased"})
	}
	for _, r := range b.Reached {
		f = append(f, Fact{Name: "How I reach you", Value: "the chat with " + r.Account + " and what its platform calls you, until you are erased"})
	}
	if n := len(asksOf(b)); n > 0 {
		f = append(f, Fact{Name: "Asked to be added", Value: counted(n, "time") + ", with the name you gave"})
	}
	if len(b.Installed) > 0 {
		f = append(f, Fact{Name: "You installed me in", Value: strings.Join(b.Installed, ", ")})
	}
	if b.Begins {
		f = append(f, Fact{Name: "You may begin relationships", Value: "as a hash of your account"})
	}
	m.Blocks = append(m.Blocks, Text{Title: "Beside the record, for you alone"}, f, Buttons{{Label: "Give me all of it", Words: "stored all", Style: Primary},
		{Label: "Your accounts", Words: "account"}, {Label: "What is stored", Words: "stored"}})
	t.who = membership{}
	return saying(withNote(m, "That something was recorded, by whom and when, stays for good; the words can be erased. To be taken out of every record, names and accounts included, ask whoever runs the server: collab erase."))
}

// beside is what the store keeps for the accounts of whoever asks.
func (t *turn) beside() (store.Beside, error) {
	accounts := []string{t.q.By.String()}
	for _, a := range t.spokenWith() {
		if !slices.Contains(accounts, a.String()) {
			accounts = append(accounts, a.String())
		}
	}
	return t.Store.Beside(accounts)
}

func draftsHeld(t *turn, drafts []store.KeptDraft) string {
	if len(drafts) == 0 {
		return "none"
	}
	last := slices.MaxFunc(drafts, func(a, b store.KeptDraft) int { return a.Until.Compare(b.Until) })
	return fmt.Sprintf("%d, the last until %s", len(drafts), t.at(last.Until))
}
