package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	slackgo "github.com/slack-go/slack"

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
	if err := a.dispatch(w, r, body); err != nil {
		a.Log.Info("slack: ignored a request", "reason", err, "retry", r.Header.Get("X-Slack-Retry-Num"))
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

// dispatch reads the verified bytes, never the request again. Its errors are logged; Slack gets its 200 either way.
func (a *App) dispatch(w http.ResponseWriter, r *http.Request, body []byte) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	switch kind {
	case "application/json":
		return a.happened(r.Context(), w, body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return err
		}
		if form.Has("payload") {
			return a.interacted(r.Context(), w, []byte(form.Get("payload")))
		}
		return a.typed(r.Context(), w, form)
	}
	return errUnknown
}

func (a *App) interacted(ctx context.Context, w http.ResponseWriter, payload []byte) error {
	in, g, err := readInteraction(payload)
	if err != nil {
		return err
	}
	switch in.Type {
	case "block_actions":
		return a.pressed(ctx, in, g)
	case "view_submission":
		return a.submitted(ctx, w, in, g)
	}
	return errUnknown
}

// typed answers a slash command: in the response if that is ready in time, else on the response URL.
func (a *App) typed(ctx context.Context, w http.ResponseWriter, form url.Values) error {
	if form.Get("command") == "" {
		return errUnknown
	}
	g, err := readCommand(form)
	if err != nil {
		return err
	}
	reply, inTime := a.answer(ctx, g)
	if !inTime {
		return nil
	}
	if reply.Message != nil {
		err = respond(w, ephemeral(*reply.Message))
		reply.Message = nil
	}
	a.later(ctx, g, reply)
	return err
}

// pressed answers the press of a button, privately.
func (a *App) pressed(ctx context.Context, in interaction, g gesture) error {
	g, err := readPress(in, g)
	if err != nil {
		return err
	}
	if reply, inTime := a.answer(ctx, g); inTime {
		a.later(ctx, g, reply)
	}
	return nil
}

// submitted answers a form: with what is wrong at its fields, with another form in its place, or by closing it.
func (a *App) submitted(ctx context.Context, w http.ResponseWriter, in interaction, g gesture) error {
	g, err := readSubmission(in, g)
	if err != nil {
		return err
	}
	reply, inTime := a.answer(ctx, g)
	if !inTime {
		return nil
	}
	if len(reply.Errors) > 0 && len(g.fields) > 0 {
		return respond(w, slackgo.NewErrorsViewSubmissionResponse(errorsIn(g.fields, reply.Errors)))
	}
	if reply.Form != nil {
		if next, drawErr := modal(*reply.Form, g); drawErr == nil {
			err = respond(w, slackgo.NewUpdateViewSubmissionResponse(&next))
			reply.Form = nil
		}
	}
	a.later(ctx, g, reply)
	return err
}

// happened answers a direct message or a mention; it also proves to Slack that this address is ours.
func (a *App) happened(ctx context.Context, w http.ResponseWriter, body []byte) error {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	switch e.Type {
	case "url_verification":
		w.Header().Set("Content-Type", "text/plain")
		_, err := io.WriteString(w, e.Challenge)
		return err
	case "event_callback":
		return a.heard(ctx, e)
	}
	return errUnknown
}

// heard answers what was said to us, once: Slack repeats an event it thinks lost, and the answer would be there
// twice.
func (a *App) heard(ctx context.Context, e envelope) error {
	g, err := readEvent(e, a.user)
	if err != nil {
		return err
	}
	if a.recent.seen(g.key, a.Now()) {
		return nil
	}
	if g.im {
		a.direct.learn(g.by.User, g.channel)
	}
	if reply, inTime := a.answer(ctx, g); inTime {
		a.later(ctx, g, reply)
	}
	return nil
}

// answer asks the conversation; a reply that comes too late for the response goes the later way whole.
func (a *App) answer(ctx context.Context, g gesture) (bot.Reply, bool) {
	ctx, began := context.WithoutCancel(ctx), time.Now()
	place := a.place(ctx, g.by, g.channel, g.thread)
	if g.reader != "" && !place.Own { // audience: what was drawn for one party alone comes back only from its own surface; mutate: s/!place.Own/false/
		return bot.Reply{Errors: map[string]string{"": "This form cannot be sent from here. Ask for it in our direct message."}}, true
	}
	req := bot.Request{Key: g.key, By: g.by, Place: place, Words: g.words, Values: g.values, Name: g.name}
	return a.ask(ctx, req, a.patience-time.Since(began), func(reply bot.Reply) { a.deliver(ctx, g, reply) })
}

// later does what needs the Web API, after the acknowledgement.
func (a *App) later(ctx context.Context, g gesture, reply bot.Reply) {
	ctx = context.WithoutCancel(ctx)
	a.work.Go(func() { a.deliver(ctx, g, reply) })
}

func respond(w http.ResponseWriter, answer any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(answer)
}
