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
	id  string
	who *Person // nil until somebody was chosen
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

// token is what every form of a session carries, and no other site can know.
func (s *Server) token(id string) string { return s.sign("form", id) }

func (s *Server) tokenFits(id, token string) bool {
	return hmac.Equal([]byte(s.token(id)), []byte(token))
}

// session reads the cookie; one that is missing, forged or about somebody gone gives a new session of nobody.
func (s *Server) session(w http.ResponseWriter, r *http.Request) session {
	cookie, err := r.Cookie(cookieName)
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
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: text + "." + s.sign("session", text), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: strings.HasPrefix(s.cfg.BaseURL, "https:"),
	})
	return now
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
