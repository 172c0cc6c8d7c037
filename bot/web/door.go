package web

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"collab/bot"
)

// Door is how people come in where nobody may choose who to be: by an invitation, by a link that was sent to their
// address, by one that their relationship manager made for them, or by a code of an account they have elsewhere.
//
// Whoever opens a link changes nothing, however often and with whatever: a button does. The word that makes the link
// work goes into a cookie of the browser and out of its address at once, so that it is in no history and no screenshot.
// Whoever asks for a letter is answered alike, and the server does alike, whether somebody has that address or not; and
// the link in the letter is good only in the browser that asked for it, so that nobody can be talked into signing
// somebody else in. A session is a random word whose hash lies in the store: it ends with the membership, at the next
// request.
type Door struct {
	// Person is who an account is; false when it takes part in nothing and may begin nothing: then it has no session.
	Person func(context.Context, bot.Account) (Person, bool)
	// Invited says what the code of an invitation is for, and uses nothing up; false when it is not good.
	Invited func(code string) (bot.Invited, bool)
	// News is what is told to an account when it signs in, each under a key by which it is told once.
	News func(context.Context, bot.Account) []News
	// Opens says that a way in is still good, whoever made it; SignOut ends all sessions and ways in of an account's person.
	Opens   func(bot.WayIn) bool
	SignOut func(context.Context, bot.Account) error
	// Page is what the bot says to a word that records nothing, such as "settings".
	Page func(ctx context.Context, who bot.Account, word string) bot.Message
	// Write sends a letter; nil when no mail server is configured.
	Write func(ctx context.Context, key string, l bot.Letter) error
	// Shelf keeps what has to outlive a restart.
	Shelf Shelf
	// Proxies stand in front; what they say of whom they ask for is believed.
	Proxies []netip.Prefix
}

// News is something to be told, and the key under which it is told once.
type News struct {
	Key     string
	Message bot.Message
}

// Shelf keeps codes and sessions. Codes are random, used once and good until an instant; Look is Redeem without using one
// up. Put keeps a session under its token until an instant. Epoch counts how often all sessions of an account were ended.
type Shelf struct {
	Code         func(purpose string, value []byte, until time.Time) (code string, err error)
	Look, Redeem func(code, purpose string) (value []byte, ok bool)
	Put          func(token string, session []byte, until time.Time) error
	Get          func(token string) (session []byte, until time.Time, ok bool)
	Drop         func(token string)
	Epoch        func(account string) uint64
}

// doorRoutes are the pages of people who came in through a door.
func (s *Server) doorRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.anybody((*visit).threshold))
	mux.HandleFunc("POST /letter", s.anybody((*visit).askLetter))
	mux.HandleFunc("GET /enter/{code}", s.anybody((*visit).carryEnter))
	mux.HandleFunc("GET /enter", s.anybody((*visit).entering))
	mux.HandleFunc("POST /enter", s.anybody((*visit).enter))
	mux.HandleFunc("GET /in/{code}", s.anybody((*visit).carryInvitation))
	mux.HandleFunc("GET /in", s.anybody((*visit).invited))
	mux.HandleFunc("POST /in", s.anybody((*visit).accept))
	mux.HandleFunc("POST /in/join", s.anybody((*visit).join))
	mux.HandleFunc("GET /elsewhere", s.anybody((*visit).elsewhere))
	mux.HandleFunc("POST /elsewhere", s.anybody((*visit).comeOver))
	mux.HandleFunc("POST /leave", s.somebody((*visit).leave))
	for _, word := range wordPages {
		mux.HandleFunc("GET /"+word, s.somebody((*visit).word))
	}
}

// wordPages are the words that have a page of their own at the door.
var wordPages = []string{"stored", "settings", "account"}

// word is the page of a word.
func (v *visit) word() error {
	word := v.r.URL.Path[1:]
	title := map[string]string{"stored": "What is stored", "settings": "Settings", "account": "Your accounts"}[word]
	return v.document(word, title, v.cfg.Door.Page(v.r.Context(), v.who.Account, word))
}

// doorView is a page of the door: sentences, what is wrong, and what can be done.
type doorView struct {
	Say     []string
	Problem string
	// Ask is which form stands there: "letter", "enter", "invited", "elsewhere", or none.
	Ask     string
	Address string
	// Mail says that letters can be sent, Other that an invitation can be accepted without the address it was sent to.
	Mail, Other bool
}

// atDoor shows a page of the door.
func (v *visit) atDoor(status int, title string, d doorView) error {
	page := v.view("door", title)
	d.Mail = v.cfg.Door.Write != nil
	page.Door = &d
	return v.show(status, page)
}

// threshold is the front door: who is signed in goes on to what waits for them.
func (v *visit) threshold() error {
	if v.who != nil {
		return v.goTo("/home")
	}
	say := []string{"collab keeps the joint record of how organisations work with each other: promises, figures, check-ins, and the evidence for them."}
	if v.r.URL.Query().Has("over") {
		say = []string{"You are signed out."}
	}
	return v.atDoor(http.StatusOK, "Sign in", doorView{Say: say, Ask: "letter"})
}

// letIn makes the session that of an account, tells what there is to tell, and leads on: to an invitation that was
// opened before, or to a page.
func (v *visit) letIn(who Person, path string) error {
	if err := v.beginPass(who.Account); err != nil {
		return err
	}
	v.who, v.local = &who, v.zone(who)
	at, err := v.spot("direct")
	if err != nil {
		return err
	}
	news := v.cfg.Door.News(v.r.Context(), who.Account)
	for _, n := range news {
		if _, err := v.Send(v.r.Context(), at.place, n.Key, n.Message); err != nil {
			return err
		}
	}
	switch {
	case v.errand.In != "":
		path = "/in"
	case len(news) > 0:
		path = "/direct"
	}
	return v.goTo(path)
}

// leave signs out: here, or everywhere.
func (v *visit) leave() error {
	shelf := v.cfg.Door.Shelf
	if v.r.PostForm.Get("where") == "everywhere" {
		if err := v.cfg.Door.SignOut(v.r.Context(), v.who.Account); err != nil {
			return err
		}
	}
	shelf.Drop(v.id)
	v.set(passCookie, "", -1)
	return v.goTo("/?over")
}
