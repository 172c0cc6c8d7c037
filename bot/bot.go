// Package bot is the conversation: what people may say to collab, and what it says back.
//
// It knows no platform. A platform (Slack, Teams, the web, a written play) turns what happened into a
// [Request]: a key, an account, a place, and words or form values. [Bot.Answer] finds the word in one table of
// commands; the command's function reads the relationship as this person's party sees it, or asks the store to
// record something. The answer is a [Reply]: a [Message], a [Form], or field errors. The platform draws it.
//
// The rules of speech, in order of weight:
//
//   - Answer privately unless the news is for everyone. Decisions and closed cycles belong in the channel.
//   - State, consequence, action. Plain and short; no cheer, no guilt, no exclamation marks.
//   - Who will read it stands on the face of every form, before it is sent.
//   - Never a dead end: a refusal says what to do next; an unknown word gets the nearest command as a button.
//   - A button carries the sentence one could have typed, so pressing equals typing.
//   - Meaning never hangs on colour or a symbol alone.
//   - In front of a partner: counts, never the names of the silent.
//   - Text is plain everywhere; escaping is the business of whoever draws.
package bot

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"collab/relationship"
	"collab/store"
)

// Bot answers what people say. All its fields are set before the first request.
type Bot struct {
	Store *store.Store
	Log   *slog.Logger
	// MayBegin says whether an account may begin a relationship: the installer and those they named.
	MayBegin func(Account) bool
	// Admit lets an account begin relationships from now on if the code is the one printed for the installer.
	Admit func(Account, string) bool
	// Reaches says whether a platform can reach an account now; nil means all can be reached.
	Reaches func(Account) bool
	// Profile is what the platform says about whoever speaks; nil says nothing. It is asked where a form is filled with it.
	Profile func(context.Context, Account, Place) Profile
	// Linked is told of a place that was linked for everybody to read in; nil tells nobody.
	Linked func(Place)
	// Door is where the web pages of people without chat are, "https://collab.example.org"; empty when there are none.
	Door string
	// PagesAlone says that there is no chat whose channels could be linked: everybody talks with collab on the web pages.
	PagesAlone bool
	// Write sends a letter, once under a key; nil when no mail server is configured. Its error says in a few words what went
	// wrong, and names nobody.
	Write func(ctx context.Context, key string, l Letter) error
	// Tell tells an account something in its direct message, once under a key; nil tells nobody.
	Tell func(ctx context.Context, to Account, key string, m Message) error
	// Observe is told of every request that was answered, for the operator's figures; nil tells nobody.
	Observe func(Observed)
	// Host says in a few words who runs the server, for the introduction and for "what is stored".
	Host string

	standings
}

// Now is the bot's clock: the store's, which in a demo can be moved.
func (b *Bot) Now() time.Time { return b.Store.Now() }

// membership is one relationship an account takes part in, and as whom.
type membership struct {
	store.Membership
	slug, name string
	archived   bool // it is over: closed, or left by this person's party
}

// joint shows what every party of a relationship reads, and nothing else.
func (b *Bot) joint(rel string, show func(*relationship.Shared)) (commit uint64, err error) {
	return b.Store.Read(rel, "", func(v relationship.View) { show(v.Shared) }) // audience: joint alone, for whatever is the same for everybody; mutate: s/""/"acme"/
}

// jointOf shows the joint ledger as one party's people read it: whole, or up to the leaving of a party that left.
func (b *Bot) jointOf(rel, party string, show func(*relationship.Shared)) (commit uint64, err error) {
	left := false
	commit, err = b.joint(rel, func(s *relationship.Shared) {
		if p := s.Parties[party]; p != nil && p.State == relationship.PartyLeft {
			left = true
			return
		}
		show(s)
	})
	if err != nil || !left {
		return commit, err
	}
	return b.Store.Read(rel, party, func(v relationship.View) { show(v.Shared) }) // audience: who left reads joint up to then, on every surface; mutate: s/party, func/"", func/
}

// memberships lists the relationships of an account, with the slugs by which one says them. Only what is joint is
// read for it.
func (b *Bot) memberships(a Account) ([]membership, error) {
	var out []membership
	seen := map[string]int{}
	for _, m := range b.Store.Memberships(a.String()) {
		mine := membership{Membership: m}
		_, err := b.jointOf(m.Relationship, m.Party, func(s *relationship.Shared) {
			mine.slug, mine.name = slug(s), s.Name
			mine.archived = !s.Archived.IsZero() || s.Parties[m.Party].State == relationship.PartyLeft
		})
		if err != nil {
			return nil, err
		}
		seen[mine.slug]++
		out = append(out, mine)
	}
	for i, m := range out {
		if seen[m.slug] > 1 { // of two with one name neither has it: a button drawn before the second came must not mean the other
			out[i].slug += "-" + m.Relationship[:4]
		}
	}
	slices.SortFunc(out, func(a, b membership) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.slug, b.slug)) })
	return out, nil
}

// slug is how one says which relationship is meant: the short names of its parties.
func slug(s *relationship.Shared) string {
	var ids []string
	for _, p := range s.All() {
		if p.State != relationship.PartyWithdrawn {
			ids = append(ids, p.ID)
		}
	}
	return strings.Join(ids, "-")
}

// Answer answers one request. What it changes is on disk before it returns. It never fails: what breaks is logged once
// and answered with a reference.
func (b *Bot) Answer(ctx context.Context, q Request) Reply {
	began, o := time.Now(), Observed{Word: NoWord, Platform: q.By.Platform}
	reply, err := b.survive(ctx, q, &o)
	if o.Took, o.Failed = time.Since(began), err != nil; b.Observe != nil {
		b.Observe(o)
	}
	if err == nil {
		return reply
	}
	ref := reference(q.Key)
	b.Log.ErrorContext(ctx, "request failed", "ref", ref, "platform", q.By.Platform, "error", err)
	m := unexpected(ref)
	return Reply{Message: &m, Ref: ref}
}

// survive keeps a fault in one answer from ending the process for everybody: it becomes an error like any other.
func (b *Bot) survive(ctx context.Context, q Request, o *Observed) (reply Reply, err error) {
	err = Surviving(func() (err error) {
		reply, err = b.answer(ctx, q, o)
		return err
	})
	return reply, err
}
