package play

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/bot"
)

// key is the key of a new gesture. It carries the time, since a store may see the same play twice.
func (p *performance) key(who Person) string {
	p.gestures++
	return fmt.Sprintf("play/%s/%d/%d", who.ID, p.now().Unix(), p.gestures)
}

// ask asks the bot in somebody's name, and shows them the answer.
func (p *performance) ask(who *actor, g Gesture) error {
	g.By, g.Name, g.Zone = who.Account(), who.Name, who.Zone.String()
	reply, err := p.reply(g)
	if err != nil {
		return err
	}
	q := g.Request
	if p.stage.Answered != nil {
		p.stage.Answered(q, reply)
	}
	who.last, who.answer = &g, p.answerText(who, reply)
	if err := p.receive(who, q, reply); err != nil {
		return err
	}
	return p.settle()
}

// reply is what the bot answers to what somebody did, asked by whatever brings it there.
func (p *performance) reply(g Gesture) (bot.Reply, error) {
	if p.stage.Ask == nil {
		return p.house.Bot.Answer(p.ctx, g.Request), nil
	}
	return p.stage.Ask(p.ctx, g)
}

// settle lets happen what is due at once because of what was just said; elsewhere it takes some seconds.
func (p *performance) settle() error {
	if p.house.Advance == nil {
		return nil
	}
	return p.house.Advance(p.ctx, p.now(), p.now(), p.set)
}

// receive shows a reply: the message to the person alone, the form to fill in, the posts to whom they are for.
func (p *performance) receive(who *actor, q bot.Request, reply bot.Reply) error {
	if q.Values == nil && reply.Form == nil && len(reply.Errors) > 0 {
		reply.Message = new(bot.Corrections(reply.Errors, ""))
	}
	if reply.Message != nil {
		s := Said{Place: q.Place, Message: reply.Message, Ref: q.Key + "/answer"}
		if q.Place.Kind != bot.Direct {
			s.To = who.Account() // audience: an answer in a channel is for the one it answers; mutate: s/who.Account()/bot.Account{}/
		}
		if err := p.say(s); err != nil {
			return err
		}
	}
	p.show(who, q, reply)
	for i, post := range reply.Posts {
		m := post.Message
		if err := p.say(Said{Place: post.Place, Message: &m, Ref: fmt.Sprintf("%s/post/%d", q.Key, i)}); err != nil {
			return err
		}
	}
	return nil
}

// show opens, keeps open or closes the form before somebody.
func (p *performance) show(who *actor, q bot.Request, reply bot.Reply) {
	before := who.form
	if q.Values != nil {
		who.form = nil
	}
	switch {
	case reply.Form != nil:
		who.form = &open{Form: *reply.Form, key: p.key(who.Person), place: q.Place, source: q.Source}
	case len(reply.Errors) > 0 && q.Values != nil:
		who.form = before
	default:
		return
	}
	if len(reply.Errors) > 0 {
		who.form.Form = who.form.With(q.Values).Refused(reply.Errors)
	}
	if p.stage.Opened != nil {
		p.stage.Opened(who.form.Form)
	}
	p.lines("form "+who.ID, drawForm(who.form.Form, reply.Errors))
}

// drawForm draws a form, and below it what is wrong with no field of it.
func drawForm(f bot.Form, errors map[string]string) string {
	text := bot.DrawForm(f)
	for _, sentence := range f.Homeless(errors) {
		text += "Please change: " + sentence + "\n"
	}
	return text
}

// answerText is a whole reply as text, to tell whether a request repeated is answered alike.
func (p *performance) answerText(who *actor, r bot.Reply) string {
	var b strings.Builder
	if r.Message != nil {
		b.WriteString(bot.Draw(*r.Message, who.Zone))
	}
	if r.Form != nil {
		b.WriteString(bot.DrawForm(*r.Form))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Errors)) {
		b.WriteString(name + ": " + r.Errors[name] + "\n")
	}
	for _, post := range r.Posts {
		b.WriteString(post.Place.String() + ":\n" + bot.Draw(post.Message, p.zone))
	}
	return masked(b.String())
}

// draw draws what the bot said, before the name of whoever sees it.
func (p *performance) draw(s Said, edited bool) {
	viewer, zone := p.viewer(s)
	if edited {
		viewer += " edited"
	}
	if now := p.now(); p.passing && !now.Equal(p.shown) {
		p.shown = now
		p.lines("clock", now.In(p.zone).Format("Mon 2 Jan 15:04 MST"))
	}
	p.lines(viewer, bot.Draw(*s.Message, zone))
}

// viewer is who sees something and in which zone: a person, or a channel in the play's zone.
func (p *performance) viewer(s Said) (string, *time.Location) {
	for _, who := range p.cast {
		if s.To == who.Account() || s.Place.String() == who.Direct().String() { // audience: drawn as seen by the one who sees it; mutate: s/s.To == who.Account()/false/
			return who.ID, who.Zone
		}
	}
	for _, c := range p.channels {
		if c.Place().String() == s.Place.String() {
			return "#" + c.ID, p.zone
		}
	}
	return "#" + s.Place.Channel, p.zone
}

// lines adds what is seen, and remembers the codes in it.
func (p *performance) lines(viewer, text string) {
	for _, found := range codes.FindAllStringSubmatch(text, -1) {
		if found[1] == "" && !slices.Contains(p.codes, found[0]) {
			p.codes = append(p.codes, found[0])
		}
	}
	head := strings.Repeat(" ", margin) + viewer + " |"
	for _, line := range strings.Split(strings.TrimRight(masked(text), "\n"), "\n") {
		p.drawn = append(p.drawn, strings.TrimRight(head+" "+line, " "))
		head = strings.Repeat(" ", len(head)-1) + "|"
	}
}

var (
	// codes are as the store makes them; behind a number and a hyphen they are the head of a ledger.
	codes = regexp.MustCompile(`\b(\d+-)?[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b`)
	// hashes are long numbers in hexadecimal.
	hashes = regexp.MustCompile(`\b[0-9a-f]{16,64}\b`)
	// meant is a code by its number, or the last one.
	meant = regexp.MustCompile(`\{code(?: (\d+))?\}`)
)

// masked is a text without what differs from one version of the program to the next.
func masked(text string) string {
	text = codes.ReplaceAllStringFunc(text, func(found string) string {
		if number := codes.FindStringSubmatch(found)[1]; number != "" {
			return number + "{hash}"
		}
		return "{code}"
	})
	return hashes.ReplaceAllString(text, "{hash}")
}

// withCodes puts the codes meant into what people say.
func (p *performance) withCodes(text string) (_ string, err error) {
	text = meant.ReplaceAllStringFunc(text, func(m string) string {
		n := len(p.codes)
		if digits := meant.FindStringSubmatch(m)[1]; digits != "" {
			n, _ = strconv.Atoi(digits)
		}
		if n < 1 || n > len(p.codes) {
			err = fmt.Errorf("%s was not shown yet", m)
			return m
		}
		return p.codes[n-1]
	})
	return text, err
}
