package bot

import "strings"

// Account is one login on one platform: how a platform knows a person. Home is the workspace or tenant the
// account belongs to (never the one the message came through), User the platform's id in it.
type Account struct{ Platform, Home, User string }

// String is the form in which an account stands in a party's own ledger and in the account index.
func (a Account) String() string { return a.Platform + "/" + a.Home + "/" + a.User }

// Kind says what sort of conversation a place is; it decides how much may be drawn there.
type Kind int

// The kinds of place. Internal words are offered and drawn only in a Direct place whose installation the
// person's own party runs.
const (
	Shared   Kind = iota // a channel that people of several parties read
	Internal             // a channel of one party's people
	Direct               // one person and the bot
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
