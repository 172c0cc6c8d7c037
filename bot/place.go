package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// Account is one login on one platform: how a platform knows a person. Home is the workspace or tenant the
// account belongs to (never the one the message came through), User the platform's id in it.
type Account struct{ Platform, Home, User string }

// String is the form in which an account stands in a party's own ledger and in the account index.
func (a Account) String() string { return a.Platform + "/" + a.Home + "/" + a.User }

// Kind says what sort of conversation a place is; it decides how much may be drawn there.
type Kind int

// The kinds of place; what is drawn Between others is what is drawn in a shared channel. Internal words are offered and
// drawn only in a Direct place whose installation the person's own party runs.
const (
	Shared   Kind = iota // a channel that people of several parties read
	Internal             // a channel of one party's people
	Direct               // one person and the bot
	Between              // others talk there without the bot, which can post nothing
)

// Place is where something is said: a platform, the home (workspace, tenant) whose installation carries it, the
// conversation in it and, if any, the thread.
type Place struct {
	Platform, Home, Channel, Thread string
	Kind                            Kind
	// Own says that the surface belongs to the person's own side: a direct message or form of an installation in
	// the account's own home, or a web session. Only there may internal words be drawn; it is the platform's duty
	// to set it only then.
	Own bool
}

// String names the conversation, without its thread: the form in which a place is bound to a relationship.
func (p Place) String() string { return p.Platform + "/" + p.Home + "/" + p.Channel }

// DirectTo is the direct message with an account, in the account's own home.
func DirectTo(a Account) Place {
	return Place{Platform: a.Platform, Home: a.Home, Channel: "@" + a.User, Kind: Direct}
}

// UserOf is the user whose direct message a channel is, as [DirectTo] names it; false for every other channel.
func UserOf(channel string) (user string, ok bool) { return strings.CutPrefix(channel, "@") }

// PlaceOf is the shared channel that a bound place's key names; false for a key of no known form.
func PlaceOf(key string) (Place, bool) {
	platform, rest, ok := strings.Cut(key, "/")
	home, channel, ok2 := strings.Cut(rest, "/")
	return Place{Platform: platform, Home: home, Channel: channel, Kind: Shared}, ok && ok2 && platform != "" && channel != ""
}

// AccountOf reads an account in the form [Account.String] gave it; false for anything else.
func AccountOf(s string) (Account, bool) {
	platform, rest, ok := strings.Cut(s, "/")
	home, user, ok2 := strings.Cut(rest, "/")
	return Account{platform, home, user}, ok && ok2 && platform != "" && user != ""
}

// lostBecause is why nothing can be posted in a linked channel, by the word that stands in the record.
var lostBecause = map[string]string{
	"is_archived":                "it was archived",
	"channel_not_found":          "it is not there any more",
	"not_in_channel":             "I was removed from it",
	"blocked_by_user":            "somebody blocked me there",
	relationship.LostToOutsiders: "an organisation came into it that was not there when it was linked",
	relationship.LostConnection:  "it is not shared with the other organisation any more",
	relationship.LostApp:         "I was uninstalled there",
}

// frozen says of each linked channel where nothing is posted any more since when and why, what that means, and what to do.
func (t *turn) frozen(s *relationship.Shared) (said []string) {
	for _, p := range s.Frozen() {
		said = append(said, t.lostWhole(s, p))
	}
	return said
}

// lostWhole is what happened to a channel, what that means, and what to do.
func (t *turn) lostWhole(s *relationship.Shared, p *relationship.Place) string {
	return t.lostSince(s, p) + ". Nothing is posted there; check-ins go on in each one's own chat, and nothing is lost. " + linkAnew(p.Why)
}

// lostSince is what happened to a channel: "The linked channel has been frozen since 3 March: it was archived"
func (t *turn) lostSince(s *relationship.Shared, p *relationship.Place) string {
	which := "The linked channel"
	switch {
	case p.Key == t.q.Place.String():
		which = "This channel"
	case len(s.Frozen())+s.Postable() > 1:
		which = "One of the linked channels"
	}
	because := lostBecause[p.Why]
	if because == "" {
		because = "its platform refuses what is posted there"
	}
	return fmt.Sprintf("%s has been frozen since %s: %s", which, t.day(relationship.DateOf(p.Lost, t.loc)), because)
}

// linkAnew is how a channel is linked again, or another one.
func linkAnew(why string) string {
	if why == relationship.LostToOutsiders {
		return "If they may read along, a relationship manager says @collab settings channel there again, otherwise in another channel."
	}
	return "A relationship manager links another channel, or this one once it is back, by saying @collab settings channel in it."
}

// frozenWaiting is the lines of a relationship manager's list for channels that are frozen.
func (t *turn) frozenWaiting(s *relationship.Shared, tail string) (out []Item) {
	if !t.leads() {
		return nil
	}
	for _, p := range s.Frozen() {
		out = append(out, Item{Title: t.lostSince(s, p), Detail: "link it anew, or another one",
			Button: Button{Label: "How", Words: "settings" + tail}})
	}
	return out
}

// lostNote tells a relationship manager that a channel is frozen.
func (t *turn) lostNote(v relationship.View, key, tail string) Message {
	for _, p := range v.Shared.Frozen() {
		if p.Key == key {
			return withNote(Plainly(v.Shared.Name+": "+t.lostWhole(v.Shared, p),
				Button{Label: "Settings", Words: "settings" + tail, Style: Primary}), "Told to the relationship managers of every party, once.")
		}
	}
	return Plainly("A channel of " + v.Shared.Name + " was frozen for a while.")
}
