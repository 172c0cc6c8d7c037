package teams

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"collab/bot"
)

// maxBody is more than Teams sends: a message has at most about 100 kB.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
const maxBody = 1 << 20

// answer is what goes back in the HTTP response: nothing, or something in JSON. A status of 0 is 200.
type answer struct {
	status int
	body   any
}

// ServeHTTP takes what Teams posts to [MessagesPath]. Nothing of it is read before its token is found good, and nothing in
// it means anything before it is found to be what the token is about.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		a.refuse(w, r, http.StatusMethodNotAllowed, errNoActivity)
		return
	}
	said, err := a.judge.hear(r.Context(), r.Header.Get("Authorization"))
	if err != nil {
		a.refuse(w, r, http.StatusUnauthorized, err)
		return
	}
	act, raw, err := posted(w, r)
	if err != nil {
		a.refuse(w, r, http.StatusBadRequest, err)
		return
	}
	if err := a.judge.match(said, act); err != nil {
		a.refuse(w, r, http.StatusForbidden, err)
		return
	}
	a.receive(w, r, act, raw)
}

// posted is the activity in the body of a request, and the body itself.
func posted(w http.ResponseWriter, r *http.Request) (act activity, raw []byte, err error) {
	if raw, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody)); err == nil {
		act, err = readActivity(raw)
	}
	return act, raw, err
}

// receive answers what is known to come from Teams. Whatever cannot be answered has its receipt all the same, since Teams
// repeats what fails; only what could be neither answered nor kept it is to bring again.
func (a *App) receive(w http.ResponseWriter, r *http.Request, act activity, raw []byte) {
	var said answer
	err := bot.Surviving(func() (err error) {
		said, err = a.framework.turn(r.Context(), act, raw)
		return err
	})
	if err != nil {
		a.Log.Info("teams: ignored an activity", "reason", err, "type", act.typ, "name", act.name)
	}
	if errors.Is(err, bot.ErrNotKept) {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	if err := said.write(w); err != nil {
		a.Log.Warn("teams: could not acknowledge", "error", err)
	}
}

// refuse answers what is not to be believed, or no activity at all; with a status that says what is the matter, where the
// error does not say more.
func (a *App) refuse(w http.ResponseWriter, r *http.Request, status int, why error) {
	tooLarge := new(http.MaxBytesError)
	switch {
	case errors.As(why, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.Is(why, errNoKeys):
		status = http.StatusServiceUnavailable // it may be good
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	a.Log.Warn("teams: refused a request", "reason", why, "status", status, "from", r.RemoteAddr)
	http.Error(w, http.StatusText(status), status)
}

// write writes the response. It is written whole or not at all: half an answer to an invoke would be shown as a fault.
func (s answer) write(w http.ResponseWriter) error {
	body, drawn := s.body.(json.RawMessage) // as it is: to encode it would check it once more
	if !drawn && s.body != nil {
		var err error
		if body, err = encoded(s.body); err != nil {
			return err
		}
	}
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	if s.status != 0 {
		w.WriteHeader(s.status)
	}
	_, err := w.Write(body)
	return err
}
