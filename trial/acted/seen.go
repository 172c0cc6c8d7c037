package acted

import (
	"cmp"
	"fmt"
	"slices"

	"collab/bot"
	"collab/bot/play"
	"collab/store"
)

// said compares what the play says is seen with what was drawn of it.
func (a *acting) said(_ *store.Store, s play.Said) error {
	if s.Message == nil {
		if a.on != nil && s.Place.Kind != bot.Direct {
			return a.on.Talks(s)
		}
		return nil
	}
	who := a.viewer(s.Place, s.To)
	a.sawn(a.onTheWeb(fmt.Sprintf("%s sees\n%s", who, masked(bot.Draw(*s.Message, nil)))))
	if a.aside && a.unasked.IsZero() {
		a.unseen[s.Ref] = true
		return nil
	}
	if a.on == nil || a.foreign(s.Place) {
		return nil
	}
	return a.sees(who, s)
}

// foreign says whether a place is on no platform on which the play takes place, such as that of a letter.
func (a *acting) foreign(p bot.Place) bool {
	return !slices.ContainsFunc(a.script.Cast(), func(who play.Person) bool { return who.Account().Platform == p.Platform })
}

// sawn notes what is seen. What is said at one instant to several people is said in the order of their accounts, which is
// another in each world: it is noted in the order of what is said.
func (a *acting) sawn(what string) {
	if a.unasked.IsZero() || !a.unasked.Equal(a.since) {
		a.since, a.together = a.unasked, len(a.seen)
	}
	a.seen = append(a.seen, what)
	slices.Sort(a.seen[a.together:])
}

// viewer is who sees what is said in a place: one account, or the place.
func (a *acting) viewer(place bot.Place, to bot.Account) string {
	if to != (bot.Account{}) {
		return to.String()
	}
	for _, p := range a.script.Cast() {
		if p.Direct().String() == place.String() {
			return p.Account().String()
		}
	}
	return place.String()
}

// sees looks for a message among what was drawn for somebody. What was drawn before it is seen, in its order.
func (a *acting) sees(who string, s play.Said) error {
	lines, text, read := linesIn(*s.Message), "", []int(nil)
	for i, d := range a.drawn {
		if a.drawnFor(d) != who || d.Place != "" && d.Place != s.Place.String() {
			continue
		}
		text += d.Text + "\n"
		if missing(text, lines) != "" {
			read = append(read, i)
			continue
		}
		a.due[who] = true
		for _, j := range append(read, i) {
			a.drawn[j].Text = ""
		}
		return nil
	}
	return fmt.Errorf("%s in %s does not see %q of\n%s\nbut\n%s\nof all that was drawn:\n%+v", who, s.Place, missing(text, lines), bot.Draw(*s.Message, nil), text, a.drawn)
}

func (a *acting) drawnFor(d Drawn) string {
	if d.To != (bot.Account{}) {
		return d.To.String()
	}
	return cmp.Or(d.Place, "nobody")
}

// form looks at the form that lies open after what was done.
func (a *acting) form(f bot.Form) {
	a.sawn(a.onTheWeb(masked(bot.DrawForm(f))))
	if a.on == nil {
		return
	}
	if a.unseen[a.doing.By.String()] = a.aside; a.aside {
		return
	}
	drawn := a.on.Form(a.doing.By)
	if lost := missing(drawn, formLines(f)); lost != "" {
		a.t.Errorf("%s does not see %q of\n%s\nbut\n%s", a.doing.By, lost, bot.DrawForm(f), drawn)
	}
	for _, one := range f.Fields {
		if missing(drawn, []string{one.Error}) != "" {
			a.t.Errorf("%s does not see what is wrong: %s: %s, but\n%s", a.doing.By, one.Label, one.Error, drawn)
		}
	}
}

// settled finds what somebody saw who was to see nothing. What stands around an answer, for whoever asked, may be there.
func (a *acting) settled() error {
	defer func() { a.drawn, a.due, a.aside = nil, map[string]bool{}, false }()
	for _, d := range a.drawn {
		if who := a.drawnFor(d); d.Text != "" && !a.due[who] && who != a.doing.By.String() {
			return fmt.Errorf("%s sees what nobody in the play does: %s", who, d.Text)
		}
	}
	return nil
}
