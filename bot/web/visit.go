package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"collab/bot"
	"collab/relationship"
)

// visit is one request of one session, on its way to a page.
type visit struct {
	*Server
	w http.ResponseWriter
	r *http.Request
	session
	local *time.Location // the zone in which the visitor reads times
}

// fault is a refusal that has a page of its own.
type fault struct {
	status int
	say    string
}

// Error is the sentence on the page.
func (f fault) Error() string { return f.say }

var (
	noSuchPage = fault{http.StatusNotFound, "There is no such page, or it is not yours to read."}
	stale      = fault{http.StatusForbidden, "This page is older than your session. Go back, reload it and send it again; nothing was recorded."}
	tooLarge   = fault{http.StatusRequestEntityTooLarge, "That is more than one message or form can carry. Go back and shorten it; nothing was recorded."}
)

// comes is the session of a request.
func (s *Server) comes(w http.ResponseWriter, r *http.Request) session {
	if s.cfg.Door != nil {
		return s.arrive(w, r)
	}
	return s.session(w, r)
}

// anybody serves visitors who have not yet chosen who to be, or signed in, too.
func (s *Server) anybody(page func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Server: s, w: w, r: r, session: s.comes(w, r), local: time.UTC}
		if v.who != nil {
			v.local = s.zone(*v.who)
		}
		err := v.admit()
		if err == nil && v.foreign() {
			err = v.outdated()
		} else if err == nil {
			err = page(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

// somebody serves those who have chosen or signed in, and sends the others to do so.
func (s *Server) somebody(page func(*visit) error) http.HandlerFunc {
	return s.anybody(func(v *visit) error {
		if v.who == nil {
			return v.goTo("/")
		}
		return page(v)
	})
}

// foreign says that something was sent without the token of the session.
func (v *visit) foreign() bool {
	return v.r.Method == http.MethodPost && !v.tokenFits(v.session, v.r.PostForm.Get("token"))
}

// admit reads what was sent, unless it is too much.
func (v *visit) admit() error {
	if v.r.Method != http.MethodPost {
		return nil
	}
	if err := v.parse(); err != nil {
		return err
	}
	return v.paceful()
}

// faultTitles stand above a reason.
var faultTitles = map[int]string{
	http.StatusBadRequest: "That could not be read", http.StatusForbidden: "Nothing was recorded", http.StatusNotFound: "No such page",
	http.StatusRequestEntityTooLarge: "That is too much", http.StatusTooManyRequests: "Too much at once", http.StatusInternalServerError: "Something broke",
}

// fail is the one place that turns errors into words: people see reasons, the operator sees causes.
func (v *visit) fail(err error) {
	var f fault
	if !errors.As(err, &f) {
		ref := v.nonce()[:6]
		v.cfg.Log.Error("page failed", "page", v.r.Pattern, "ref", ref, "error", err)
		f = fault{http.StatusInternalServerError, "Something broke on my side. Give your administrator the reference " + ref + "."}
	}
	page := v.view("fault", faultTitles[f.status])
	page.Fault = f.say
	if err := v.show(f.status, page); err != nil {
		v.cfg.Log.Error("fault page failed", "error", err)
	}
}

func (v *visit) show(status int, page view) error {
	var out bytes.Buffer
	if err := v.pages.ExecuteTemplate(&out, "layout.html", page); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, err := out.WriteTo(v.w)
	return err
}

func (v *visit) goTo(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// spot is a page one can say or press something on, and the place that stands behind it.
type spot struct {
	in    string // its address without the leading slash, as forms carry it
	place bot.Place
	title string
	note  string // who reads along
	talk  bool   // a conversation; the other pages show an answer above themselves
}

// path is where the browser goes after something was done at the spot.
func (s spot) path() string { return "/" + s.in }

// spot finds the page a form says it stands on. Home and relationship pages are the person's own surface, so
// what is pressed there is said in the direct message.
func (v *visit) spot(in string) (spot, error) {
	kind, id, _ := strings.Cut(in, "/")
	direct := v.ownPlace(v.who.Account)
	switch kind {
	case "home", "relationship", "stored", "settings", "account":
		return spot{in: strings.TrimSuffix(kind+"/"+url.PathEscape(id), "/"), place: direct}, nil
	case "direct":
		return spot{in: kind, place: direct, title: "Direct message", note: "Between you and collab", talk: true}, nil
	case "channel":
		return v.channelSpot(id)
	}
	return spot{}, noSuchPage
}

// ownPlace is where somebody talks with the bot alone.
func (v *visit) ownPlace(who bot.Account) bot.Place {
	direct := bot.DirectTo(who)
	direct.Own = true // audience: a web session is the person's own surface; nobody else reads this place; mutate: s/direct.Own = true/direct = bot.DirectTo(v.cfg.People[0].Account); direct.Own = true/
	return direct
}

func (v *visit) channelSpot(id string) (spot, error) {
	for _, c := range v.cfg.Channels {
		if c.Place.Channel == id && v.mayEnter(c) {
			return spot{in: "channel/" + url.PathEscape(id), place: c.Place, title: c.Title, note: c.Note, talk: true}, nil
		}
	}
	return spot{}, noSuchPage
}

func (v *visit) mayEnter(c Channel) bool {
	for _, party := range c.Parties {
		if party == v.who.Party { // audience: a channel is entered by the people of its parties alone; mutate: s/party == v.who.Party/party != ""/
			return true
		}
	}
	return false
}

// zone is where a person reads times; somebody of no known zone reads them in UTC.
func (s *Server) zone(p Person) *time.Location {
	if zone := s.zones[p.Zone]; zone != nil {
		return zone
	}
	if zone, err := relationship.Zone(p.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func zonesOf(people []Person) map[string]*time.Location {
	zones := map[string]*time.Location{}
	for _, p := range people {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil {
			zone = time.UTC
		}
		zones[p.Zone] = zone
	}
	return zones
}
