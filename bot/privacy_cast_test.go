package bot_test

import (
	"cmp"

	"collab/bot"
	"collab/bot/web"
)

// somebody is a person of the scene, as their platform knows them.
type somebody struct {
	id, name, party, zone string
	home                  string // where their account stands, the demo when empty
}

// The people: of three parties with everything to hide, of another relationship, and of none.
var (
	kim  = somebody{id: "kim", name: "Kim Osei", party: "acme", zone: "Europe/London"}                  // lead
	lee  = somebody{id: "lee", name: "Lee Park", party: "acme", zone: "America/New_York"}               // member
	uma  = somebody{id: "uma", name: "Uma Rao", party: "acme", zone: "Asia/Kolkata"}                    // observer
	dana = somebody{id: "dana", name: "Dana Reyes", party: "borealis", zone: "America/Santiago"}        // lead
	noor = somebody{id: "noor", name: "Noor Haddad", party: "borealis", zone: "Africa/Cairo"}           // member
	olga = somebody{id: "olga", name: "Olga Lind", party: "borealis", zone: "Europe/Berlin"}            // observer
	ines = somebody{id: "ines", name: "Ines Roth", party: "cassini", zone: "Europe/Paris"}              // lead
	zed  = somebody{id: "zed", name: "Zed Moss", party: "delta", zone: "UTC"}                           // of another relationship
	ugo  = somebody{id: "ugo", name: "Ugo Ferri", party: "acme", zone: "Europe/Rome"}                   // of both
	pia  = somebody{id: "pia", name: "Pia Marsh", party: "borealis", zone: "Europe/Oslo", home: "door"} // member, with nothing but a page
	ivo  = somebody{id: "ivo", name: "Ivo Sand", party: "borealis", zone: "UTC"}                        // member, who is erased
	eve  = somebody{id: "eve", name: "Eve Stone", party: "", zone: "UTC"}                               // of none
	cast = []somebody{kim, lee, uma, dana, noor, olga, ines, zed, eve, ugo, pia}

	parties = []string{"acme", "borealis", "cassini"}
)

func (s somebody) account() bot.Account {
	return bot.Account{Platform: web.Platform, Home: cmp.Or(s.home, "demo"), User: s.id}
}

// direct is where somebody talks with the bot alone: a surface of their own side.
func (s somebody) direct() bot.Place {
	p := bot.DirectTo(s.account())
	p.Own = true
	return p
}
