package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"sync"

	"collab/bot"
)

// Peers keep beside the record how people and conversations are reached, so that what is owed finds its way after a
// restart. A person is named by their personal chat ([bot.DirectTo]), so what is kept goes with the person.
type Peers struct {
	Get func(bot.Place) ([]byte, bool)
	Put func(bot.Place, []byte) error
}

// peer is how a person or a conversation was reached last.
type peer struct {
	ServiceURL string `json:"service"`
	// Conversation is the personal chat with a person; empty when there was none yet.
	Conversation string `json:"chat,omitempty"`
	// User is the id that Teams knows a person by towards us.
	User string `json:"user,omitempty"`
	// Side says whose a chat with a person is: ownSide or hostSide; empty while nobody knows.
	Side string `json:"side,omitempty"`
}

// A chat lies with the tenant that it is held in: with the person's own organisation, or with another one that they are
// a guest of.
const ownSide, hostSide = "own", "host"

// peers remember what was kept, so that it is not written again with every message.
type peers struct {
	mu    sync.Mutex
	known map[bot.Place]peer
}

// mostPeers is how many are remembered before all are read anew.
const mostPeers = 20_000

// peer is how a place is reached; the zero peer when it was never heard from.
func (a *App) peer(p bot.Place) peer {
	a.peers.mu.Lock()
	defer a.peers.mu.Unlock()
	return a.recall(whole(p))
}

// whole is the conversation of a place, whichever thread of it.
func whole(p bot.Place) bot.Place {
	return bot.Place{Platform: p.Platform, Home: p.Home, Channel: p.Channel}
}

// recall is peer for whoever holds the lock.
func (a *App) recall(p bot.Place) (found peer) {
	if found, ok := a.peers.known[p]; ok {
		return found
	}
	if a.Peers.Get == nil {
		return peer{}
	}
	if row, ok := a.Peers.Get(p); ok {
		_ = json.Unmarshal(row, &found) // one that cannot be read reaches nobody, and is learned anew
	}
	a.peers.remember(p, found)
	return found
}

func (ps *peers) remember(p bot.Place, now peer) {
	if ps.known == nil || len(ps.known) >= mostPeers {
		ps.known = map[bot.Place]peer{}
	}
	ps.known[p] = now
}

// learn keeps how a place is reached, if that is news. What was known and is not said now stays.
func (a *App) learn(p bot.Place, now peer) {
	p = whole(p)
	a.peers.mu.Lock()
	defer a.peers.mu.Unlock()
	before := a.recall(p)
	now = peer{cmp.Or(now.ServiceURL, before.ServiceURL), cmp.Or(now.Conversation, before.Conversation), cmp.Or(now.User, before.User), cmp.Or(now.Side, before.Side)}
	if now == before {
		return
	}
	a.peers.remember(p, now)
	row, err := json.Marshal(now)
	if err == nil && a.Peers.Put != nil {
		err = a.Peers.Put(p, row)
	}
	if err != nil {
		a.Log.Error("teams: could not keep how somebody is reached", "error", err)
	}
}

// meet keeps how the person who did something is reached, and the conversation it was done in. What is said to them alone
// goes into no chat that another tenant than theirs holds.
func (a *App) meet(act activity, m member) {
	by, met := m.account(), peer{ServiceURL: act.serviceURL, User: act.from.id}
	a.lives(by, act.zone)
	if act.heldBy(by.Home) {
		met.Side = m.side()
	}
	switch p := act.place(by); {
	case p.Kind == bot.Shared:
		a.learn(p, peer{ServiceURL: act.serviceURL})
	case p.Own: // audience: what a person is told alone goes into a chat that their own tenant holds; mutate: s/p.Own/true/
		met.Conversation = act.conversation.id
	}
	a.learn(bot.DirectTo(by), met) // audience: how somebody is reached is kept under their own account alone; mutate: s/by)/bot.Account{Platform, by.Home, "somebody"})/
}

// lives remembers where somebody lives, if that is said.
func (a *App) lives(by bot.Account, zone string) {
	if known, _ := a.zones.Get(by.String(), a.Now(), zonesKept); zone == "" || zone == known {
		return
	}
	a.zones.Drop(by.String())
	a.zones.Put(by.String(), zone, a.Now(), zonesKept)
}

// Forget has us forget at once what is remembered of somebody who was erased, beside what is kept: how they are reached, what
// they are called, where they live. Answers that wait to be looked at may name them, so they go, whose they may be.
func (a *App) Forget(by bot.Account) {
	chat := bot.DirectTo(by)
	a.peers.mu.Lock()
	delete(a.peers.known, bot.Place{Platform: chat.Platform, Home: chat.Home, Channel: chat.Channel})
	a.peers.mu.Unlock()
	a.zones.Drop(by.String())
	a.refused.Drop("chat " + by.String())
	a.members.Forget(func(_ string, m member) bool { return m.account() == by })
	a.views.Forget(func(string, view) bool { return true })
}

// side is whose a chat with a member is that their tenant, as the roster has it, holds.
func (m member) side() string {
	if m.ownPeople() {
		return ownSide
	}
	return hostSide
}

// reach is the conversation of a place, opened if there was no personal chat with the person yet.
func (a *App) reach(ctx context.Context, p bot.Place) (reference, error) {
	known := a.peer(p)
	ref := reference{serviceURL: cmp.Or(known.ServiceURL, a.Cloud.ServiceURL), conversation: p.Channel, tenant: p.Home}
	user, direct := bot.UserOf(p.Channel)
	switch {
	case !direct && p.Thread != "":
		ref.conversation += ";messageid=" + p.Thread
		return ref, nil
	case !direct:
		return ref, nil
	case known.Conversation != "":
		ref.conversation = known.Conversation
		return ref, nil
	}
	ref, err := a.connector.personal(ctx, ref.serviceURL, p.Home, cmp.Or(known.User, user))
	if err == nil {
		a.learn(p, peer{ServiceURL: ref.serviceURL, Conversation: ref.conversation})
	}
	return ref, err
}
