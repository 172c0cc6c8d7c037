package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"

	"collab/bot"
)

// cookieName names the session: a random id, who the visitor chose to be, and a signature over both. Nothing is
// kept on the server.
const cookieName = "collab"

type session struct {
	id     string
	who    *Person // nil until somebody was chosen, or signed in
	errand errand  // at the door: what the browser came for
}

// nonce is a fresh random word of 128 bits. A server that has run out of randomness must not go on.
func (s *Server) nonce() string {
	var b [16]byte
	if _, err := io.ReadFull(s.cfg.Random, b[:]); err != nil {
		panic("web: no randomness: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (s *Server) sign(purpose, text string) string {
	mac := hmac.New(sha256.New, s.secret)
	io.WriteString(mac, purpose+"\x00"+text)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// token is what every form of a session carries, and no other site can know. It says whose page the form stands on.
func (s *Server) token(now session) string { return s.sign("form", now.id) + "." + s.whose(now.who) }

func (s *Server) whose(who *Person) string {
	if who == nil {
		return ""
	}
	return s.sign("whose", who.Account.String())
}

// tokenFits says whether a form stands on a page of this session; whoseFits, whether on one of the same person.
func (s *Server) tokenFits(now session, token string) bool {
	return hmac.Equal([]byte(s.token(now)), []byte(token))
}

func (s *Server) whoseFits(who *Person, token string) bool {
	_, whose, _ := strings.Cut(token, ".")
	return whose != "" && hmac.Equal([]byte(s.whose(who)), []byte(whose))
}

// session reads the cookie; one that is missing, forged or about somebody gone gives a new session of nobody.
func (s *Server) session(w http.ResponseWriter, r *http.Request) session {
	cookie, err := r.Cookie(s.cookieName(cookieName))
	if err == nil {
		text, mac, _ := strings.Cut(cookie.Value, ".")
		if hmac.Equal([]byte(s.sign("session", text)), []byte(mac)) {
			id, account, _ := strings.Cut(text, "~")
			return session{id: id, who: s.person(unpack(account))}
		}
	}
	return s.begin(w, bot.Account{})
}

// begin starts a session with a new id, so that no token of an earlier one fits.
func (s *Server) begin(w http.ResponseWriter, who bot.Account) session {
	now := session{id: s.nonce(), who: s.person(who.String())}
	text := now.id + "~" + base64.RawURLEncoding.EncodeToString([]byte(who.String()))
	cookie := s.cookie(cookieName, text+"."+s.sign("session", text), 0)
	cookie.SameSite = http.SameSiteStrictMode
	http.SetCookie(w, cookie)
	return now
}

func (s *Server) https() bool { return strings.HasPrefix(s.cfg.BaseURL, "https:") }

// cookieName is the name of a cookie as the browser knows it: on https it promises that this very host set it.
func (s *Server) cookieName(name string) string {
	if s.https() {
		return "__Host-" + name
	}
	return name
}

// cookie is one that no script reads. It lasts for so many seconds, with the browser when 0; below 0 it is forgotten.
func (s *Server) cookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: s.https()}
}

func unpack(account string) string {
	b, err := base64.RawURLEncoding.DecodeString(account)
	if err != nil {
		return ""
	}
	return string(b)
}

func (s *Server) person(account string) *Person {
	for i := range s.cfg.People {
		if s.cfg.People[i].Account.String() == account {
			return &s.cfg.People[i]
		}
	}
	return nil
}
