// Package play runs a conversation that is written down: who says, presses, fills in or logs what, where and when, and
// what the bot answers. A play is a test, the history of the demo, and what `collab play` runs; in all three it is
// performed by the real bot on a real store. Only the clock and the randomness are given, so that the same play is
// always answered alike.
//
//	the clock starts at 2026-03-02 09:00 Europe/London
//
//	person kim "Kim Osei" of Acme in Europe/London
//	person dana "Dana Reyes" of Borealis in America/New_York
//	channel #acme-borealis for everyone
//
//	kim: stauts
//	    kim | I don't know "stauts". Did you mean status?
//	        | [* Run status] [Help]
//
//	# Two weeks go by; whatever falls due in between happens.
//	later 14 days
//
// A play is read line by line. A line beginning at the margin with "#" and a blank is a comment; blank lines mean
// nothing. What stands at the margin sets the scene or happens; what is indented belongs to it.
//
// # The scene
//
// First the scene is set, in any order. Nothing of it may follow the first act.
//
//	the clock starts at 2026-03-02 09:00 Europe/London   when and where: the zone is that of the whole play
//	seed 7                                               another randomness; 1 when nothing is said
//	only milestones are written                          what is seen is written in part: see below
//	person kim "Kim Osei" of Acme in Europe/London       who: their word in the play, name, organisation, zone
//	person eve "Eve Stone" in UTC                        somebody of no organisation
//	channel #acme-borealis for everyone                  a channel that everybody reads
//	channel #acme-team for Acme                          an internal one of that organisation's people
//
// The organisations are only names here: who is a member of what is said to the bot in the play itself, and so is which
// relationship a channel is linked to.
//
// # What people do
//
//	kim: status                                to the bot, in a direct message
//	kim in #acme-borealis: /collab status      to the bot, in a channel; only kim sees the answer
//	kim in #acme-borealis: @collab status      the same, said so that all read the question
//	kim in #acme-borealis: good morning        talk, which the bot does not hear
//	kim presses "Undo"                         the newest button with that label that kim can see
//	kim presses "Agree" on "promise 3"         the one in the newest line or message with that text
//	kim logs "on time again"                   "Log as evidence" on the newest thing a person said with that text
//	kim closes the form                        without sending it
//	kim says again                             the platform repeats kim's last request: it must be answered alike
//	kim fills                                  the form kim has open, and sends it
//	    What: the revised forecast
//	    Due: next Friday
//	    Note: |
//	        several lines,
//	        indented further
//
// A field is named by its label or by its own name; the beginning is enough when nothing else begins so. What is not
// filled in stays as the form shows it; "Note:" alone empties the field. A choice is an option's label, or its
// beginning; several choices stand below each other behind "|".
//
// # What happens by itself
//
//	#acme-borealis is lost: is_archived        nothing can be posted there any more, in the platform's word for why
//	#acme-borealis is #acme-joint now          the platform gave the channel another id
//	the operator appoints sam in #acme-borealis, kim has gone      a relationship manager for whom none is left
//	the operator erases dana                   who asked to be forgotten
//	later 14 days                              minutes, hours, days, weeks; a day later it is the same time of day
//	until Thu 10:00                            the next Thursday, or until 17:00 today or tomorrow
//	until Thu 12 Mar 10:00                     the next such day; a wrong weekday is a fault
//	until 2026-03-12 10:00 Europe/London       with a zone of its own
//	restart                                    the process ends and begins anew on the same store
//	verify                                     every ledger and the file itself are checked, byte for byte
//
// Time stops at every instant at which something is due: the bot notices, sends, and time goes on. It stands still
// while people speak; what is due at once because of their words is seen below them.
//
// # What is seen
//
// Below each act stands what was seen because of it: a name and "|" on the first line of each message, "|" alone on its
// further lines, each as [bot.Draw] draws it.
//
//	kim | Only kim sees this.
//	#acme-borealis | Everybody in the channel sees this,
//	    | which has two lines.
//	#acme-borealis edited | A message that was there changed into this.
//	form kim | == A form opens for kim, or stays open with what is wrong ==
//	clock | Thu 12 Mar 10:00 GMT
//
// The clock is drawn when something happens while time passes. Times are drawn in the zone of whoever alone sees the
// message, in the play's zone otherwise. Nobody has to write these lines: [Transcript.String] is the whole play with
// them, and the tests of a play write it back when run with -update. They are to be read then, word for word.
//
// A long play would not be read if everything was written down that is seen in it. Where only milestones are written,
// what stands below an act must be seen because of it, line by line and in this order; other lines may be seen before,
// between and after them.
//
// Codes differ from one version of the program to the next. They are drawn as {code}, and {code} in what people say or
// fill in is the code that was shown last; {code 1} is the first of the play, {code 2} the second. Other random texts
// are drawn as {hash}.
package play

import (
	"math/rand/v2"
	"time"

	"collab/bot"
)

// Platform and Home are how the people and channels of a play are known to the bot, where nothing else is said: their
// accounts are web/demo/kim, their places web/demo/acme-borealis.
const (
	Platform = "web"
	Home     = "demo"
)

// World is where a play takes place: which account each of its people has, and where each of its channels is.
type World struct {
	Account func(Person) bot.Account
	Place   func(Channel) bot.Place
}

// onTheWeb is the world of a demo.
var onTheWeb = World{
	Account: func(p Person) bot.Account { return bot.Account{Platform: Platform, Home: Home, User: p.ID} },
	Place:   func(c Channel) bot.Place { return bot.Place{Platform: Platform, Home: Home, Channel: c.ID} },
}

// Script is a play as written: its scene, its acts, and what it expects to be seen.
type Script struct {
	world    World
	name     string
	lines    []string
	partly   bool // only milestones of what is seen are written
	starts   moment
	zone     *time.Location
	seed     uint64
	cast     []Person
	channels []Channel
	steps    []step
}

// Person is somebody of a play.
type Person struct {
	// ID is their word in the play, and the user of their account.
	ID, Name string
	// Party is the name of their organisation; empty for somebody of none.
	Party string
	Zone  *time.Location
	lives bot.Account
}

// Account is how the bot knows them.
func (p Person) Account() bot.Account { return p.lives }

// Direct is where they talk with the bot alone.
func (p Person) Direct() bot.Place {
	d := bot.DirectTo(p.Account())
	d.Own = true // audience: a direct message in a play is the person's own surface, as a web session is; mutate: s/d.Own = true/d = bot.DirectTo(bot.Account{Platform: Platform, Home: Home, User: "kim"}); d.Own = true/
	return d
}

// Channel is a conversation of several people.
type Channel struct {
	ID string
	// Party is the organisation whose people alone are in it; empty when everybody is.
	Party string
	lies  bot.Place
}

// Place is how the bot knows it.
func (c Channel) Place() bot.Place {
	p := c.lies
	if c.Party != "" {
		p.Kind = bot.Internal // audience: a channel of one organisation's people; mutate: s/bot.Internal/bot.Shared/
	}
	return p
}

// admits says whether somebody is in the channel: nobody is in one of a platform where they do not live.
func (c Channel) admits(p Person) bool {
	if c.lies.Platform != p.lives.Platform {
		return false
	}
	return c.Party == "" || c.Party == p.Party // audience: an internal channel is read by its own people alone; mutate: s/c.Party == p.Party/true/
}

// step is one act with the lines it stands on: its own from first to before next, and what it expects.
type step struct {
	first, next int
	expects     []int
	act         act
}

// act is one thing that happens.
type act interface{ happen(*performance) error }

// Cast lists the people of the play, in the order of their lines.
func (s *Script) Cast() []Person { return s.cast }

// Channels lists the channels of the play, in the order of their lines.
func (s *Script) Channels() []Channel { return s.channels }

// Zone is the zone of the play.
func (s *Script) Zone() *time.Location { return s.zone }

// Starts is when the play begins.
func (s *Script) Starts() time.Time {
	at, _ := s.starts.after(time.Time{}, s.zone) // a whole date, which was looked at when it was read
	return at
}

// Expects says whether the play says anywhere what is seen.
func (s *Script) Expects() bool {
	for _, st := range s.steps {
		if len(st.expects) > 0 {
			return true
		}
	}
	return false
}

func (s *Script) person(id string) (Person, bool) {
	for _, p := range s.cast {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

func (s *Script) channel(id string) (Channel, bool) {
	for _, c := range s.channels {
		if c.ID == id {
			return c, true
		}
	}
	return Channel{}, false
}

// random is the play's own source of randomness.
func (s *Script) random() *rand.ChaCha8 {
	var seed [32]byte
	for i := range 8 {
		seed[i] = byte(s.seed >> (8 * i))
	}
	return rand.NewChaCha8(seed)
}
