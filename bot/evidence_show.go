package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// gradeWords says how far evidence carries.
func gradeWords(grade int) string {
	switch grade {
	case 2:
		return "2, a record of one's own"
	case 3:
		return "3, a record of the other side"
	case 4:
		return "4, a third party or jointly witnessed"
	}
	return "1, self-asserted"
}

// exhibitWords is a kind of evidence as people read it.
func exhibitWords(k relationship.EvidenceKind) string {
	if k == relationship.MessagePermalink {
		return "message"
	}
	return string(k)
}

// evidenceState says how the evidence stands, and what that means.
func evidenceState(e *relationship.Evidence) string {
	switch s := e.State(); s {
	case relationship.EvidenceLogged:
		return "logged, about nothing yet"
	case relationship.EvidenceLinked:
		return "logged, neither accepted nor challenged"
	case relationship.EvidenceChallenged:
		return "challenged; it counts until it is given up"
	case relationship.EvidenceExpired:
		return "expired; its words were kept as long as was said, and are gone"
	case relationship.EvidenceRejected:
		return "rejected; it supports nothing"
	default:
		return string(s)
	}
}

// evidenceOf is one piece of evidence in full.
func (t *turn) evidenceOf(v relationship.View, e *relationship.Evidence, internal bool) Message {
	name, who := fmt.Sprintf("Evidence %d", e.ID), t.joint(v.Shared)
	if internal {
		name, who = fmt.Sprintf("Internal evidence e%d", e.ID), t.internal(v.Shared)
	}
	words := e.What
	if words == "" {
		words = "(words erased)"
	}
	m := Message{Fallback: name + ": " + evidenceWords(e), Blocks: []Block{Text{name, words}, t.evidenceFacts(v, e, internal)}}
	if e.Link != "" {
		m.Blocks = append(m.Blocks, Items{Items: []Item{{Title: "Where it is", Link: e.Link}}})
	}
	if about := t.aboutItems(v, e.About); len(about) > 0 {
		m.Blocks = append(m.Blocks, listed("About", about))
	}
	if b := t.evidenceButtons(v, e, internal); len(b) > 0 {
		m.Blocks = append(m.Blocks, b)
	}
	return withNote(m, who.Face)
}

// evidenceFacts are what it is, whose words, who logged it, and what was said about it.
func (t *turn) evidenceFacts(v relationship.View, e *relationship.Evidence, internal bool) Facts {
	s := v.Shared
	f := Facts{{Name: "Kind", Value: exhibitWords(e.Kind)}, {Name: "Grade", Value: gradeWords(e.Grade)}, {Name: "Happened", Value: t.day(e.Event)}}
	switch {
	case e.Author != "" && s.Persons[e.Author] != nil:
		f = append(f, Fact{Name: "Written by", Value: side(s, relationship.Side{Person: e.Author, Party: s.Persons[e.Author].Party}) + ",", At: e.SourceAt})
	case e.AuthorName != "":
		f = append(f, Fact{Name: "Written by", Value: e.AuthorName + " (as given),", At: e.SourceAt})
	}
	if len(e.Hashes) > 0 {
		f = append(f, Fact{Name: "Files", Value: "SHA-256 " + strings.Join(short(e.Hashes), ", ")})
	}
	if !e.Keep.IsZero() {
		f = append(f, Fact{Name: "Kept until", Value: t.day(e.Keep)})
	}
	f = append(f, Fact{Name: "Logged by", Value: side(s, relationship.Side{Person: e.By, Party: e.Party}) + ",", At: e.Logged})
	if internal {
		if !e.Expired.IsZero() {
			f = append(f, Fact{Name: "State", Value: evidenceState(e)})
		}
		if e.SharedAs > 0 {
			f = append(f, Fact{Name: "State", Value: fmt.Sprintf("shared as evidence %d", e.SharedAs)})
		}
		return f
	}
	f = append(f, Fact{Name: "State", Value: evidenceState(e)})
	for _, said := range []struct {
		name string
		*relationship.Verdict
	}{{"Accepted by", e.Accepted}, {"Challenged by", e.Challenge}, {"Upheld by", e.Upheld}, {"Rejected by", e.Rejected}} {
		if said.Verdict == nil {
			continue
		}
		value := side(s, relationship.Side{Person: said.By, Party: said.Party})
		if said.Why != "" {
			value += ": " + said.Why
		}
		f = append(f, Fact{Name: said.name, Value: value + ",", At: said.At})
	}
	return f
}

// aboutItems list what evidence is about, each with the way to it.
func (t *turn) aboutItems(v relationship.View, things []string) (out []Item) {
	short := t.shortNames(things)
	for i, thing := range things {
		item := Item{Title: t.thingName(v, thing)}
		noun, id, _ := strings.Cut(strings.ToLower(short[i]), " ")
		if c, ok := t.find(noun); ok {
			item.Button = Button{Label: "Show " + short[i], Words: c.noun + " " + id}
		}
		out = append(out, item)
	}
	return out
}

// evidenceButtons are what this person can do with the evidence now.
func (t *turn) evidenceButtons(v relationship.View, e *relationship.Evidence, internal bool) (b Buttons) {
	if t.observes() {
		return nil
	}
	if internal {
		if e.SharedAs > 0 {
			return Buttons{{Label: fmt.Sprintf("Show evidence %d", e.SharedAs), Words: fmt.Sprintf("evidence %d", e.SharedAs)}}
		}
		if !e.Expired.IsZero() {
			return nil
		}
		return Buttons{{Label: "Share it", Words: fmt.Sprintf("evidence share e%d", e.ID)}}
	}
	tail := seen(v, fmt.Sprintf("evidence %d", e.ID))
	button := func(label, verb string, style Style) {
		b = append(b, Button{Label: label, Words: fmt.Sprintf("evidence %d %s%s", e.ID, verb, tail), Style: style})
	}
	state, ours := e.State(), e.Party == t.who.Party
	if state == relationship.EvidenceExpired {
		return nil
	}
	if !ours && (state == relationship.EvidenceLogged || state == relationship.EvidenceLinked) {
		button("Accept", "accept", Primary)
		button("Challenge", "challenge", Plain)
	}
	if !ours && state == relationship.EvidenceChallenged {
		button("Uphold", "uphold", Primary)
	}
	if state == relationship.EvidenceChallenged && e.Challenge.Party != t.who.Party {
		button("Give it up", "reject", Plain)
		if !ours {
			b[len(b)-1].Label = "Reject"
		}
	}
	if e.Live() {
		button("Link it", "link", Plain)
	}
	return b
}

// short are hashes as people compare them at a glance; exports hold them whole.
func short(hashes []string) (out []string) {
	for _, h := range hashes {
		out = append(out, h[:min(len(h), 12)]+"…")
	}
	return out
}
