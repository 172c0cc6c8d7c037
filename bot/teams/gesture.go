package teams

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"collab/bot"
)

// gesture is one thing a person did, as far as it is understood.
type gesture struct {
	activity
	// by is whoever did it, as the roster of the conversation knows them.
	by bot.Account
	// guest says that they are in the tenant of the conversation as somebody else's people.
	guest bool
	// name is what they are called there.
	name string
	key  string
	// words and values are what was said: typed, or carried by a button or a form.
	words  string
	values map[string]string
	// asked is where a form or a button was shown.
	asked  origin
	source *bot.Source
}

// gestureOf is what somebody of a roster did. Teams gives each activity an id and repeats one that it thinks lost, so the
// key is made of that.
func gestureOf(act activity, who member) gesture {
	by := who.account()
	return gesture{activity: act, by: by, guest: !who.ownPeople(), name: who.name, key: act.key(by)}
}

// number names a form that is drawn, as nothing else is.
func number() string { return rand.Text() }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// with is the gesture with what a button or a form of ours carried. A form that is sent twice is one gesture, by the number
// it was drawn under; so is a button that is pressed twice on one card.
func (g gesture) with(s submission) gesture {
	g.words, g.values, g.asked = s.words, s.values, s.origin
	if s.values != nil && s.origin.Number != "" {
		g.key = g.by.String() + "/submitted/" + digest(s.origin.Number)
	} else if s.values == nil {
		g.key = g.by.String() + "/pressed/" + digest(g.channel()+"\x00"+cmp.Or(g.replyTo, g.id)+"\x00"+g.words)
	}
	return g
}

// personal says whether it happened in the chat that a person and we have alone.
func (g gesture) personal() bool { return g.place().Kind == bot.Direct }

// place says where a gesture happened. A personal chat is a surface of the person's own side where their own tenant holds
// it and they are of its people: what a guest is shown lies with their host.
func (g gesture) place() bot.Place {
	p := g.activity.place(g.by)
	p.Own = p.Own && !g.guest // audience: a guest's words lie with their host, who is another organisation; mutate: s/ && !g.guest//
	p.Thread = cmp.Or(p.Thread, g.asked.Thread)
	return p
}

// ref is the conversation in which it happened, for what is said there.
func (act activity) ref() reference {
	return reference{serviceURL: act.serviceURL, conversation: act.conversation.id, tenant: act.tenant}
}

// origin is where what is drawn for this gesture is shown.
func (g gesture) origin() origin {
	return origin{Thread: cmp.Or(g.thread(), g.asked.Thread)}
}

// asking is where a form is shown that these words led to. It carries them along, so that a form that was refused is drawn
// again as it was: its own words say less, such as not who alone was to read it.
func (g gesture) asking(f bot.Form) origin {
	o := g.origin()
	if said := g.said(); said != f.Words && bot.Length(said) <= maxAskedFor {
		o.Asked = said
	}
	return o
}

// answer asks the conversation of a gesture, to the end: whoever waits may go.
func (a *App) answer(ctx context.Context, g gesture) bot.Reply {
	p := g.place()
	if g.asked.Reader != "" && !p.Own { // audience: what was drawn for one party alone comes back only from its own surface; mutate: s/!p.Own/false/
		return bot.Reply{Errors: map[string]string{"": "This form cannot be sent from here. Ask for it in our personal chat."}}
	}
	return a.Answer(context.WithoutCancel(ctx), bot.Request{Key: g.key, By: g.by, Place: p, Words: g.words, Values: g.values, Source: g.source, Name: g.name, Zone: g.zone})
}

// repeated says whether Teams brings again what was answered. What is recorded is not recorded twice anyway, by its key;
// this keeps the answer from being there twice.
func (a *App) repeated(g gesture) bool { return a.recent.Seen(g.activity.key(g.by), a.Now()) }
