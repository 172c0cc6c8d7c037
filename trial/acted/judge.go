package acted

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"collab/bot"
	"collab/bot/play"
)

// judge looks at what the bot was asked because of what somebody did: the same that the play asks, and beside that at most
// for a form once more, to show it.
func (a *acting) judge(g play.Gesture) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if g.Again && len(a.asked) == 0 { // it was recognised before
		return nil
	}
	if len(a.asked) == 0 {
		return fmt.Errorf("the bot was asked nothing; the play asks %s", written(g.Request))
	}
	first := a.asked[0]
	if fault := a.differs(g.Request, first.Request); fault != "" {
		return fmt.Errorf("the bot was asked with another %s:\n%s\nand the play asks\n%s", fault, written(first.Request), written(g.Request))
	}
	for _, more := range a.asked[1:] {
		if more.Values != nil || more.By != first.By || more.Place != first.Place && !more.Place.Own || more.reply.Form == nil {
			return fmt.Errorf("the bot was asked this too: %s", written(more.Request))
		}
		if first.reply.Form != nil && bot.DrawForm(*first.reply.Form) != bot.DrawForm(*more.reply.Form) {
			return fmt.Errorf("the form is another when it is asked for once more: %s\n%s\n%s", written(more.Request), bot.DrawForm(*first.reply.Form), bot.DrawForm(*more.reply.Form))
		}
	}
	a.reply = first.reply
	return a.known(g, first.Key)
}

// known sees that a key stands for one thing that somebody did. Pressing the same button twice where it stands is one thing
// on platforms.
func (a *acting) known(g play.Gesture, key string) error {
	before, ok := a.keys[key]
	a.keys[key] = g
	switch {
	case !ok || before.Key == g.Key:
		return nil
	case before.Button == g.Button && g.Button.Words != "":
		return Otherwise("a button is pressed twice")
	}
	return fmt.Errorf("two things that somebody did have the key %q", key)
}

// differs is in what the request that came differs from the one of the play. What a platform does not say of people, and
// how it carries a file, is its own.
func (a *acting) differs(want, got bot.Request) string {
	for _, c := range []struct {
		what string
		same bool
	}{
		{"person", want.By == got.By},
		{"place", want.Place.String() == got.Place.String()},
		{"kind of place", want.Place.Kind == got.Place.Kind && want.Place.Own == got.Place.Own},
		{"sentence", want.Words == got.Words},
		{"name", got.Name == "" || got.Name == want.Name},
		{"zone", got.Zone == "" || got.Zone == want.Zone},
		{"end of the form", want.Closed == got.Closed},
		{"form", (want.Values == nil) == (got.Values == nil) && maps.Equal(filled(want), filled(got))},
		{"message", want.Values != nil || alikeSources(want.Source, got.Source)},
	} {
		if !c.same {
			return c.what
		}
	}
	return ""
}

// filled is what stands in the fields of a form that hold something, whether typed or attached.
func filled(q bot.Request) map[string]string {
	all := map[string]string{}
	for name, value := range q.Values {
		if value != "" {
			all[name] = value
		}
	}
	for name, f := range q.Files {
		all[name] = f.Text
	}
	return all
}

func alikeSources(want, got *bot.Source) bool {
	if want == nil || got == nil {
		return want == got
	}
	return want.Text == got.Text && want.Author == got.Author && want.At.Truncate(time.Second).Equal(got.At.Truncate(time.Second))
}

// written is a request as a failure shows it.
func written(q bot.Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q by %s (%s, %s) in %s kind %d own %v", q.Words, q.By, q.Name, q.Zone, q.Place, q.Place.Kind, q.Place.Own)
	for _, name := range slices.Sorted(maps.Keys(filled(q))) {
		fmt.Fprintf(&b, "\n  %s: %q", name, filled(q)[name])
	}
	if q.Source != nil {
		fmt.Fprintf(&b, "\n  about %+v", *q.Source)
	}
	return b.String()
}
