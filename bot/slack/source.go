package slack

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"collab/bot"
)

// lookAround is how long a message is looked at altogether. Meanwhile a form is open that says to wait.
const lookAround = 15 * time.Second

// mark is where a message stands: the conversation, and the time by which Slack knows it there.
type mark struct{ channel, ts string }

func (m mark) String() string { return m.channel + "/" + m.ts }

// at is when the message was written.
func (m mark) at() time.Time { return instant(m.ts) }

// instant reads one of Slack's times, seconds and a running number behind the point; zero for anything else.
func instant(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

var (
	markForm  = regexp.MustCompile(`^([CDG][A-Z0-9]+)/([0-9]{10}\.[0-9]{6})$`)
	permalink = regexp.MustCompile(`^https://[a-z0-9.-]+\.slack(?:-gov)?\.com/archives/([CDG][A-Z0-9]+)/p([0-9]{10})([0-9]{6})(?:\?\S*)?$`)
)

// markOf reads a mark, as our buttons carry it, or the address of a message.
func markOf(word string) (mark, bool) {
	if m := markForm.FindStringSubmatch(word); m != nil {
		return mark{m[1], m[2]}, true
	}
	if m := permalink.FindStringSubmatch(word); m != nil {
		return mark{m[1], m[2] + "." + m[3]}, true
	}
	return mark{}, false
}

// pointed is the message that a sentence points at: "evidence" and where it stands, with the thing it is about behind
// it if that is said; or "evidence" alone, said to us in a thread. It must stand in the conversation in which the
// sentence was said: what somebody cannot read, they cannot have us read. An address from elsewhere stays text.
func pointed(g gesture) (mark, bool) {
	said := strings.Fields(g.words)
	if len(said) == 0 || !strings.EqualFold(said[0], "evidence") {
		return mark{}, false
	}
	if len(said) == 1 {
		return mark{g.channel, g.thread}, g.mentioned && g.thread != ""
	}
	m, ok := markOf(said[1])
	if m.channel != g.channel { // audience: a message is read only where whoever points at it reads; mutate: s/m.channel != g.channel/false/
		return mark{}, false
	}
	return m, ok && (len(said) == 2 || len(said) == 4)
}

// pointing looks at the message that a sentence points at; false when it points at none.
func (a *App) pointing(ctx context.Context, g gesture) bool {
	at, ok := pointed(g)
	if ok {
		a.lookAt(ctx, g, func(ctx context.Context) *bot.Source { return a.fetched(ctx, g, at) })
	}
	return ok
}

// lookAt answers a gesture about a message. It takes a look at Slack first, so a form opens at once and is filled then.
// A thread under a message of ours holds nothing to log: "evidence" said there lists what there is.
func (a *App) lookAt(ctx context.Context, g gesture, look func(context.Context) *bot.Source) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() {
		g.view = a.wait(ctx, g)
		looking, done := context.WithTimeout(ctx, lookAround)
		defer done()
		if g.source = look(looking); g.source == nil && !g.mentioned {
			a.tell(ctx, g, nobodys())
			return
		}
		if reply, inTime := a.answer(ctx, g); inTime {
			a.deliver(ctx, g, reply)
		}
	})
}

func nobodys() bot.Message {
	m := bot.Plainly("Slack or I wrote that, so it shows nothing. Nothing is recorded. Log what people wrote, or what you saw yourself.")
	m.Blocks = append(m.Blocks, bot.Buttons{{Label: "Log evidence", Words: "evidence new", Style: bot.Primary}})
	return m
}

// unlinked moves a shortcut out of a conversation that no relationship is linked to: what was written there is between
// the person and us, and starts internal.
func (a *App) unlinked(g gesture) gesture {
	if !a.linked(bot.Place{Platform: Platform, Home: g.office.home, Channel: g.channel}) { // audience: what was written elsewhere starts with the person alone; mutate: s/!a.linked/a == nil && !a.linked/
		g.channel, g.thread = "", ""
	}
	return g
}

// linked says whether a relationship is linked to a conversation, through whichever installation.
func (a *App) linked(p bot.Place) bool {
	return a.Channels.Bound == nil || a.Channels.Bound(a.bound(p))
}

// ours says whether a reaction is the one that proposes evidence, in whatever tone of skin.
func (a *App) ours(reaction string) bool {
	name, _, _ := strings.Cut(reaction, "::")
	return name == a.Emoji
}

// reacted proposes a message as evidence to the person who put our emoji on it, and to nobody else, where a relationship
// is linked. The message is looked at when the person says yes.
func (a *App) reacted(ctx context.Context, g gesture, v event) error {
	at := mark{v.Item.Channel, v.Item.TS}
	if !markForm.MatchString(at.String()) {
		return errUnknown
	}
	if g.channel = at.channel; !a.linked(a.place(ctx, g)) { // audience: where no relationship is linked nobody is told of one; mutate: s/!a.linked/a == nil && !a.linked/
		return nil
	}
	g.words, g.unasked = "evidence "+at.String(), true
	a.respond(ctx, g)
	return nil
}
