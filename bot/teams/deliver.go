package teams

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"collab/bot"
)

// deliver brings a reply to the person, and what is said elsewhere to its place.
func (a *App) deliver(ctx context.Context, g gesture, reply bot.Reply) {
	if m, ok := private(g, reply); ok {
		a.tell(ctx, g, *m)
	}
	for i, p := range reply.Posts {
		a.post(ctx, g, fmt.Sprintf("%s/%d", g.key, i), p)
	}
}

// later does what needs calls, once what it is about was acknowledged.
func (a *App) later(ctx context.Context, g gesture, reply bot.Reply) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() { a.deliver(ctx, g, reply) })
}

// laterUnless does it later, unless it was done when the same was brought before.
func (a *App) laterUnless(ctx context.Context, again bool, g gesture, reply bot.Reply) {
	if !again {
		a.later(ctx, g, reply)
	}
}

// private is what a reply says to the person alone, where no dialog is open to say it in: a form is opened by a button.
func private(g gesture, reply bot.Reply) (m *bot.Message, ok bool) {
	switch {
	case len(reply.Errors) > 0:
		return new(bot.Corrections(reply.Errors, g.again())), true
	case reply.Message != nil:
		return reply.Message, true
	case reply.Form != nil:
		m := bot.Plainly("I need a few things for that.")
		m.Blocks = append(m.Blocks, bot.Buttons{reply.Form.Opener(g.said(), maxWords)})
		return &m, true
	}
	return nil, false
}

// said is what was said, where saying it again means the same: neither a form nor a message came along.
func (g gesture) said() string {
	if g.source != nil || g.values != nil {
		return ""
	}
	return g.words
}

// post says something elsewhere. When that fails the person hears of it: what was recorded stays.
func (a *App) post(ctx context.Context, g gesture, key string, p bot.Post) {
	err := a.say(ctx, key, p)
	if err == nil {
		return
	}
	a.Log.Error("teams: could not post", "key", key, "place", p.Place.String(), "error", err)
	a.tell(ctx, g, bot.Plainly("It is recorded, but I could not post it in the channel. "+remedy(err)))
}

// remedy says what can be done about a place that takes nothing from us.
func remedy(err error) string {
	switch {
	case Word(err) == "BotNotInConversationRoster":
		return "I was removed from there: add me to it again."
	case RefusesUs(err):
		return "Microsoft refuses me: whoever runs this server finds in its log what to mend."
	case errors.Is(err, bot.ErrGone):
		return "Nothing can be posted there any more: a relationship manager links another channel."
	}
	return "Teams did not take it; what is open there still can be seen with status."
}

func (a *App) say(ctx context.Context, key string, p bot.Post) error {
	if p.Place.Platform != Platform && a.Post != nil {
		return a.Post(ctx, key, p)
	}
	_, err := a.Send(ctx, p.Place, key, p.Message)
	return err
}

// A way is how something is said to the person who acted, and to nobody else.
type way int

const (
	inChat      way = iota // in the personal chat in which they acted
	targeted               // in the conversation in which they acted, where Teams shows it to them alone
	inOwnChat              // in their personal chat with us
	throughView            // in the conversation, by a card that holds nothing and shows it to them when it asks for it
)

// refusedKept is how long it is remembered that a way does not lead to somebody.
const refusedKept = 24 * time.Hour

// ways are those that may lead to the person who acted, the best first.
func (a *App) ways(g gesture) (all []way) {
	if g.personal() {
		return []way{inChat}
	}
	if _, refused := a.refused.Get(g.targetedKey(), a.Now(), refusedKept); !refused {
		all = append(all, targeted)
	}
	if _, refused := a.refused.Get("chat "+g.by.String(), a.Now(), refusedKept); !refused && g.by.Home == g.tenant && g.by.User != "" {
		all = append(all, inOwnChat) // Teams refuses what is written to people of other tenants
	}
	return append(all, throughView)
}

// tell says something to the person who acted, and to nobody else. When it cannot be known whether it was said, it is not
// said another way.
func (a *App) tell(ctx context.Context, g gesture, m bot.Message) {
	for _, w := range a.ways(g) {
		err := a.tellBy(ctx, w, g, m)
		if err == nil {
			return
		}
		a.Log.Warn("teams: could not answer", "key", g.key, "way", int(w), "error", err)
		if !refuses(err) {
			return
		}
		a.avoid(w, g)
	}
}

// avoid remembers that a way does not lead to somebody.
func (a *App) avoid(w way, g gesture) {
	switch w {
	case targeted:
		a.refused.Put(g.targetedKey(), true, a.Now(), refusedKept)
	case inOwnChat:
		a.refused.Put("chat "+g.by.String(), true, a.Now(), refusedKept)
	}
}

// targetedKey names whoever is not shown things alone in the conversations of a tenant. It may be that nobody is; but whoever
// was not, such as one who left meanwhile, says nothing of the others.
func (g gesture) targetedKey() string { return "targeted " + g.tenant + " " + g.by.String() }

func (a *App) tellBy(ctx context.Context, w way, g gesture, m bot.Message) (err error) {
	switch w {
	case throughView:
		_, err = a.connector.post(ctx, g.ref(), outgoingCard(a.veiled(g, m), "An answer for whoever asked")) // audience: everybody there reads the card, so the answer stands behind it; mutate: s/a.veiled(g, m)/oneCard(m, g.origin())/
		return err
	case inOwnChat:
		_, err = a.Send(ctx, bot.DirectTo(g.by), g.key+"/told", m) // audience: the person who acted; mutate: s/bot.DirectTo(g.by)/g.place()/
		return err
	}
	for _, c := range cardsOf(m, g.origin()) {
		if w == targeted {
			_, err = a.connector.targeted(ctx, g.ref(), g.from.id, outgoingCard(c, plain(m))) // audience: elsewhere than in their personal chat only this person sees it; mutate: s/a.connector.targeted(ctx, g.ref(), g.from.id, /a.connector.post(ctx, g.ref(), /
		} else {
			_, err = a.connector.post(ctx, g.ref(), outgoingCard(c, plain(m)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// begunKept is how long it is remembered of a message that only its first parts were said.
const begunKept = 24 * time.Hour

// beginning is how many cards of a message are said, and the reference of the first.
type beginning struct {
	cards int
	ref   string
}

// Send says a message in a place and returns the reference by which [App.Edit] finds it again. Sent again under its key,
// it goes on where it was broken off. Its errors are [bot.RetryAfter], [bot.ErrGone], or leave open whether the message
// is there: Teams cannot be asked.
func (a *App) Send(ctx context.Context, p bot.Place, key string, m bot.Message) (string, error) {
	if p.Platform != Platform || !a.allows(p.Home) { // audience: into tenants that the operator allows, or not at all; mutate: s/ || !a.allows(p.Home)//
		return "", fmt.Errorf("post to %s: %w", p, errNotAllowed)
	}
	ref, err := a.reach(ctx, p)
	if err != nil {
		return "", fmt.Errorf("reach %s: %w", p, err)
	}
	cards := cardsOf(m, origin{Thread: p.Thread})
	sent, _ := a.begun.Get(key, a.Now(), begunKept)
	a.begun.Drop(key)
	for i := sent.cards; i < len(cards); i++ {
		id, err := a.connector.post(ctx, ref, outgoingCard(cards[i], plain(m)))
		if err != nil {
			if i > 0 {
				a.begun.Put(key, beginning{i, sent.ref}, a.Now(), begunKept)
			}
			return "", fmt.Errorf("post to %s: %w", p, err)
		}
		sent.ref = cmp.Or(sent.ref, sentAs(ref, id))
	}
	return sent.ref, nil
}

var errNotAllowed = fmt.Errorf("%w: its tenant is not let in", bot.ErrGone)

// sentAs is the reference of a message: Teams knows it by its conversation and its id there. One whose id was lost on the
// way has none.
func sentAs(ref reference, id string) string {
	if id == "" {
		return ""
	}
	return ref.conversation + "/" + id
}

// Edit puts another message in the place of the one sent to a place under a reference. The error is [ErrDeleted] when
// people deleted that one.
func (a *App) Edit(ctx context.Context, p bot.Place, ref string, m bot.Message) error {
	if p.Platform != Platform || !a.allows(p.Home) { // audience: what is in a tenant that is not let in any more stays as it was; mutate: s/ || !a.allows(p.Home)//
		return fmt.Errorf("edit in %s: %w", p, errNotAllowed)
	}
	i := strings.LastIndex(ref, "/")
	if i < 0 {
		return fmt.Errorf("edit %s: %w", ref, errors.New("no reference of a message"))
	}
	to := reference{serviceURL: cmp.Or(a.peer(p).ServiceURL, a.Cloud.ServiceURL), conversation: ref[:i], tenant: p.Home}
	if err := a.connector.put(ctx, to, ref[i+1:], outgoingCard(oneCard(m, origin{Thread: p.Thread}), plain(m))); err != nil {
		return fmt.Errorf("edit %s: %w", ref, err)
	}
	return nil
}

// again is the words that open a form of which something is wrong; empty when none was sent.
func (g gesture) again() string {
	if g.values == nil {
		return ""
	}
	return g.words
}
