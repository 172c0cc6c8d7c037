package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"collab/relationship"
)

// A message is logged in two steps: somebody points at it, and sends the form it is quoted in. In between it is kept as
// the platform gave it, sealed, for that account alone, and the form carries its number. So whoever sends the form can
// leave words out and say what it is about; who wrote it, when, and with which files, they cannot say.

// keepMessage keeps the message that a request is about, and has the sentence say its number from now on: so every
// button and form that asks on finds it again. Those who take part in nothing have nothing kept.
func (t *turn) keepMessage() error {
	if t.q.Source == nil || t.submitted() || len(t.mine) == 0 {
		return nil
	}
	row, err := json.Marshal(t.q.Source)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(t.q.Key))
	number := hex.EncodeToString(sum[:6])
	said := []word{{text: "message"}, {text: number}}
	if end := len(t.s.args); end > 1 && t.thingsSaid(end-2) != nil {
		said = append(said, t.s.args[end-2:]...)
	}
	t.s.args = said
	return t.Store.PutDraft(t.q.By.String(), messageRow(number), row) // audience: of the person who pointed at it; mutate: s/t.q.By.String()/"everybody"/
}

func messageRow(number string) string { return "message " + number }

var messageNumber = regexp.MustCompile(`^[0-9a-f]{12}$`)

// messageSaid reads the number of a message that was kept.
func (t *turn) messageSaid() (number string, ok bool) {
	return t.s.arg(1), t.verb("message") != "" && messageNumber.MatchString(t.s.arg(1))
}

// aboutMessage opens the form for a message, or reads it.
func (t *turn) aboutMessage(number string) Reply {
	var src Source
	row, ok := t.Store.Draft(t.q.By.String(), messageRow(number)) // audience: of the person who pointed at it; mutate: s/t.q.By.String()/"everybody"/
	if !ok || json.Unmarshal(row, &src) != nil {
		lost := "I no longer have that message. Nothing was recorded. Point at it once more, or log it in your own words."
		return saying(Plainly(lost, Button{Label: "Log evidence", Words: "evidence new", Style: Primary}, help()))
	}
	if t.submitted() {
		return t.loggedMessage(src)
	}
	return t.quoting(number, src)
}

// proposing asks somebody who marked a message whether to log it. Whoever may not is not asked.
func (t *turn) proposing() Reply {
	if _, no := t.mayNotLog(); no {
		return Reply{}
	}
	return saying(Plainly("Log this as evidence? Nothing is recorded yet.",
		Button{Label: "Log as evidence", Words: t.again(), Style: Primary}, Button{Label: "No", Words: "evidence no"}))
}

// quoting opens the form for a message that somebody wrote. What is written where everybody reads starts shared; the
// rest starts internal, where internal words may be written at all.
func (t *turn) quoting(number string, src Source) Reply {
	if r, no := t.mayNotLog(); no {
		return r
	}
	author := t.authorOf(src)
	return t.reply(func(v relationship.View) Reply {
		f := t.evidenceForm(v, t.thingsSaid(2), !t.readByAll()) // audience: what was not written where everybody reads starts internal; mutate: s/!t.readByAll()/false/
		f.Title, f.Words, f.Intro = "Log as evidence", say("evidence", "message", number), t.quotedFrom(v, src, author)
		fields := []Field{{Name: "what", Label: "What was said", Kind: Long, Value: cut(src.words(), 3000), Max: 3000}}
		if src.words() != "" {
			fields[0].Hint = "You may leave words out; what stays must stand as it was written"
		}
		if author == "" {
			fields = append(fields, Field{Name: "author", Label: "Written by", Value: src.author(), Optional: true, Max: 80})
		}
		if src.Link == "" {
			fields = append(fields, Field{Name: "link", Label: "Where it is", Optional: true, Max: 2000})
		}
		f.Fields = append(fields, f.Fields...)
		return t.form(f)
	})
}

// readByAll says whether a request comes from where every party of its relationship reads along.
func (t *turn) readByAll() bool {
	rel, party, linked := t.Store.At(t.q.Place.String())
	return t.q.Place.Kind == Shared && linked && rel == t.who.Relationship && party == ""
}

// quotedFrom says whose words these are, and what is known of them.
func (t *turn) quotedFrom(v relationship.View, src Source, author string) string {
	from := cmp.Or(src.author(), "Somebody") + ", no member that I know of,"
	if p := v.Shared.Persons[author]; p != nil {
		from = v.Shared.PersonName(author) + " of " + v.Shared.PartyName(p.Party)
	}
	said := []string{from + " wrote this."}
	switch {
	case author == "" && src.author() == "" && !src.At.IsZero():
		said[0] = fmt.Sprintf("This was written on %s; by whom I cannot see.", t.at(src.At))
	case !src.At.IsZero():
		said[0] = fmt.Sprintf("%s wrote this on %s.", from, t.at(src.At))
	}
	if !src.Edited.IsZero() {
		said = append(said, fmt.Sprintf("It was changed on %s; this is how it reads now.", t.at(src.Edited)))
	}
	said = append(said, "A message alone is grade 1, self-asserted.")
	if n := len(src.hashes()); n > 0 {
		said = append(said, fmt.Sprintf("With it goes the SHA-256 of %s, so that the same can be shown again.", counted(n, "file")))
	}
	said = append(said, src.Lacks...)
	if !t.readByAll() && !t.q.Place.Own {
		said = append(said, "It was not written where every party reads: sending this form shares it.")
	}
	return strings.Join(said, " ")
}

// authorOf is the person who wrote a message; empty when nobody here is known to have. The account tells, never the
// name alone: anybody can take a name. Whose account it is, is a party's own: of another party only the person is found
// who goes by the same name there.
func (t *turn) authorOf(src Source) (person string) {
	t.read(func(v relationship.View) {
		named := wholeName(v.Shared, src.AuthorName)
		if src.Author.User == "" {
			person = named
			return
		}
		for _, m := range t.Store.Memberships(src.Author.String()) {
			ours := m.Party == t.who.Party // audience: accounts are a party's own; mutate: s/m.Party == t.who.Party/true/
			if m.Relationship == t.who.Relationship && (ours || m.Person == named) && v.Shared.Persons[m.Person] != nil {
				person = m.Person
			}
		}
	})
	return person
}

// wholeName is the one person called exactly so; empty when nobody is, or several are.
func wholeName(s *relationship.Shared, name string) (id string) {
	for _, p := range s.People("") {
		if !strings.EqualFold(s.PersonName(p.ID), strings.TrimSpace(name)) {
			continue
		}
		if id != "" {
			return ""
		}
		id = p.ID
	}
	return id
}

// loggedMessage puts the message on record, with the words that were left of it.
func (t *turn) loggedMessage(src Source) Reply {
	x := relationship.Exhibit{Kind: relationship.MessagePermalink, Grade: 1, What: t.value("what"), Link: cmp.Or(src.Link, t.value("link")),
		SourceAt: src.At, Hashes: src.hashes(), About: t.aboutFilled(), Author: t.authorOf(src)}
	if x.Author == "" {
		x.AuthorName = t.value("author")
	}
	if !src.At.IsZero() {
		x.Event = relationship.DateOf(src.At, t.loc)
	}
	if src.words() != "" && !excerpt(src.words(), x.What) {
		return notSaid()
	}
	return t.logKept(x)
}

// notSaid refuses words that would be put into somebody's mouth.
func notSaid() Reply {
	return Reply{Errors: map[string]string{"what": "The message does not say this. Leave words out if you like, with … for them; your own words go into evidence of their own."}}
}

// excerpt says whether a text holds nothing but pieces of another one, in their order, with … between them.
func excerpt(whole, part string) bool {
	whole = strings.Join(strings.Fields(whole), " ")
	for piece := range strings.SplitSeq(strings.NewReplacer("[…]", "…", "[...]", "…").Replace(part), "…") {
		_, after, found := strings.Cut(whole, strings.Join(strings.Fields(piece), " "))
		if !found {
			return false
		}
		whole = after
	}
	return true
}

// words are the text with the names of the files behind it.
func (s Source) words() string {
	var names []string
	for _, f := range s.Files {
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		return s.Text
	}
	return strings.TrimSpace(s.Text + "\nFiles: " + strings.Join(names, ", "))
}

// author is the name on the platform, with the organisation where that is known.
func (s Source) author() string {
	if s.AuthorName == "" || s.Organisation == "" {
		return cut(s.AuthorName, 80)
	}
	return cut(s.AuthorName+" ("+s.Organisation+")", 80)
}

func (s Source) hashes() (all []string) {
	for _, f := range s.Files {
		if f.SHA256 != "" {
			all = append(all, f.SHA256)
		}
	}
	return all
}

// cleaned is the message with everything people typed made harmless, and no address that the record would refuse.
func (s Source) cleaned() Source {
	s.Text, s.AuthorName, s.Organisation = clean(limit(s.Text, mostValue)), clean(limit(s.AuthorName, 200)), clean(limit(s.Organisation, 200))
	if len(s.Link) > 2000 || !strings.HasPrefix(s.Link, "https://") && !strings.HasPrefix(s.Link, "http://") {
		s.Link = ""
	}
	files := make([]File, min(len(s.Files), mostFiles))
	for i := range files {
		files[i] = File{Name: cut(clean(limit(s.Files[i].Name, 200)), 80), SHA256: s.Files[i].SHA256}
	}
	s.Files = files
	return s
}

// mostFiles is how many hashes the record takes.
const mostFiles = 20
