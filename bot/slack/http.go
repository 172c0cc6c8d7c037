package slack

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"collab/bot"
)

// maxBody is more than Slack sends: a view has at most 250 kB.
const maxBody = 1 << 20

// ServeHTTP takes what Slack posts to /slack/events. Nothing is parsed, and nobody asked anything, before the
// signature of the exact bytes is found good.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		a.refuse(w, r, statusOf(err), err)
		return
	}
	if err := a.verify(r.Header, body); err != nil {
		a.refuse(w, r, http.StatusUnauthorized, err)
		return
	}
	var said acknowledgement
	err = bot.Surviving(func() (err error) {
		said, err = a.posted(r, body)
		return err
	})
	if err != nil {
		a.Log.Info("slack: ignored a request", "reason", err, "retry", r.Header.Get("X-Slack-Retry-Num"))
	}
	if errors.Is(err, bot.ErrNotKept) {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError) // Slack repeats it
		return
	}
	if err := said.write(w); err != nil {
		a.Log.Info("slack: could not acknowledge", "error", err)
	}
}

func statusOf(err error) int {
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

func (a *App) refuse(w http.ResponseWriter, r *http.Request, status int, why error) {
	a.Log.Warn("slack: refused a request", "reason", why, "status", status, "from", r.RemoteAddr)
	http.Error(w, http.StatusText(status), status)
}

// posted reads the verified bytes, never the request again.
func (a *App) posted(r *http.Request, body []byte) (acknowledgement, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return acknowledgement{}, err
	}
	switch kind {
	case "application/json":
		return a.take(r.Context(), eventsKind, body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return acknowledgement{}, err
		}
		if form.Has("payload") {
			return a.take(r.Context(), interactiveKind, []byte(form.Get("payload")))
		}
		return a.typed(r.Context(), commandOf(form))
	}
	return acknowledgement{}, errUnknown
}

// acknowledgement is what goes back with the receipt of a request: nothing, something in JSON, or a plain text, which
// proves to Slack that an address is ours.
type acknowledgement struct {
	json any
	text string
	late func() // says what json says, after the receipt, where that cannot carry it; at most once
}

// follow brings the answer after the receipt.
func (k acknowledgement) follow() {
	if k.late != nil {
		k.late()
	}
}

func (k acknowledgement) write(w http.ResponseWriter) error {
	if drawn, ok := k.json.(json.RawMessage); ok { // as it is: to encode it would check it once more
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write(drawn)
		return err
	}
	if k.json != nil {
		w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(w).Encode(k.json)
	}
	if k.text == "" {
		return nil
	}
	w.Header().Set("Content-Type", "text/plain")
	_, err := io.WriteString(w, k.text)
	return err
}
