package web

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"collab/bot"
)

const (
	// A session ends when nothing was done in it for so long, and after so long in any case.
	idleMost, wholeMost = 12 * time.Hour, 14 * 24 * time.Hour
	// seenEvery is how exactly it is kept when something was done last: each time is a write to disk.
	seenEvery = 10 * time.Minute
	// carriedMost is how long a link that was opened can be used from the page it led to.
	carriedMost = 15 * time.Minute
	// errandMost is how long a browser that has not signed in is known again.
	errandMost = 24 * time.Hour
)

// The cookies of the door. On https their names bind them to this host alone, so that no neighbour can set them.
// Both are sent along when a link of a letter or of a chat leads here, which the strictest kind would not be: whoever is
// signed in would find themselves signed out, and a link would not know the browser that asked for it. That is harmless
// since a GET changes nothing; a POST of another site does not get them, and has no token.
const passCookie, errandCookie = "collab-pass", "collab-errand"

// pass is what is kept of a session, under the hash of its token.
type pass struct {
	Account string
	Begun   time.Time
	Epoch   uint64
}

// errand is what a browser came for that is not signed in, or that opened a link while it was. It is kept in the browser
// alone, signed.
type errand struct {
	ID string
	// In is the code of an invitation that was opened, Enter that of a link to sign in, since Opened.
	In     string    `json:",omitempty"`
	Enter  string    `json:",omitempty"`
	Opened time.Time `json:",omitzero"`
	// Nameless says that the invitation was sent to an address that is not theirs.
	Nameless bool `json:",omitempty"`
	Until    time.Time
}

// arrive is who comes: by a pass, or as nobody with an errand.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request) session {
	came := session{errand: s.errandOf(r)}
	stranger := came.errand.ID == ""
	if stranger { // whoever is signed in may have none any more, and one without an id would be everybody's
		came.errand = errand{ID: s.nonce()}
	}
	if token, err := r.Cookie(s.cookieName(passCookie)); err == nil {
		if who, ok := s.passed(r, token.Value); ok {
			came.id, came.who = token.Value, &who
			return came
		}
		http.SetCookie(w, s.cookie(passCookie, "", -1))
	}
	if stranger {
		s.carry(w, &came.errand)
	}
	came.id = came.errand.ID
	return came
}

// passed is who has a session, if it is still one: it was not ended, its person still takes part, and it is not too old.
func (s *Server) passed(r *http.Request, token string) (who Person, ok bool) {
	var p pass
	row, until, ok := s.cfg.Door.Shelf.Get(token)
	if !ok || json.Unmarshal(row, &p) != nil {
		return who, false
	}
	account, ok := bot.AccountOf(p.Account)
	if ok && p.Epoch == s.cfg.Door.Shelf.Epoch(p.Account) {
		who, ok = s.cfg.Door.Person(r.Context(), account) // audience: membership is looked at on every request; mutate: s/s.cfg.Door.Person(r.Context(), account)/Person{Account: account}, true/
	} else {
		ok = false
	}
	if !ok {
		s.cfg.Door.Shelf.Drop(token)
		return Person{}, false
	}
	s.seen(r, token, row, until, p)
	return who, true
}

// seen keeps a session going. The script that looks for news by itself does not.
func (s *Server) seen(r *http.Request, token string, row []byte, until time.Time, p pass) {
	next := earlier(s.cfg.Now().Add(idleMost), p.Begun.Add(wholeMost))
	if r.Header.Get("If-None-Match") != "" || next.Sub(until) < seenEvery {
		return
	}
	if err := s.cfg.Door.Shelf.Put(token, row, next); err != nil {
		s.cfg.Log.Error("a session could not be kept going", "error", err)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// beginPass begins a session under a token that nobody had before, and ends the one there was.
func (v *visit) beginPass(who bot.Account) error {
	if v.who != nil {
		v.cfg.Door.Shelf.Drop(v.id)
	}
	now := v.cfg.Now()
	row, err := json.Marshal(pass{Account: who.String(), Begun: now, Epoch: v.cfg.Door.Shelf.Epoch(who.String())})
	if err != nil {
		return err
	}
	v.id = v.nonce()
	if err := v.cfg.Door.Shelf.Put(v.id, row, now.Add(idleMost)); err != nil {
		return err
	}
	v.set(passCookie, v.id, int(wholeMost/time.Second))
	v.errand = errand{ID: v.nonce(), In: v.errand.In, Opened: v.errand.Opened}
	if !v.opened() {
		v.errand.In = ""
	}
	v.carry(v.w, &v.errand)
	return nil
}

// opened says whether the link that was opened can still be used from the page it led to.
func (v *visit) opened() bool { return v.cfg.Now().Before(v.errand.Opened.Add(carriedMost)) }

// errandOf is the errand of a browser; an empty one when there is none, or it is not as we wrote it.
func (s *Server) errandOf(r *http.Request) (e errand) {
	cookie, err := r.Cookie(s.cookieName(errandCookie))
	if err != nil {
		return e
	}
	text, mac, _ := strings.Cut(cookie.Value, ".")
	row, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || !hmac.Equal([]byte(s.sign("errand", text)), []byte(mac)) || json.Unmarshal(row, &e) != nil || !s.cfg.Now().Before(e.Until) {
		return errand{}
	}
	return e
}

// carry lets the browser keep an errand.
func (s *Server) carry(w http.ResponseWriter, e *errand) {
	e.Until = s.cfg.Now().Add(errandMost)
	row, _ := json.Marshal(e) // plain texts and times always encode
	text := base64.RawURLEncoding.EncodeToString(row)
	http.SetCookie(w, s.cookie(errandCookie, text+"."+s.sign("errand", text), int(errandMost/time.Second)))
}

func (v *visit) set(name, value string, seconds int) {
	http.SetCookie(v.w, v.cookie(name, value, seconds))
}
