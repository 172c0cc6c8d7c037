package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"collab/bot"
)

// invoked answers what somebody pressed, opened or filled in. The answer is the response itself.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
func (a *App) invoked(ctx context.Context, act activity) (answer, error) {
	in, ok := invokes[act.name]
	if !ok {
		return answer{status: http.StatusNotImplemented}, errUnknown
	}
	var v carried
	if err := json.Unmarshal(act.value, &v); err != nil {
		return answer{status: http.StatusBadRequest}, unquoted(err)
	}
	ctx, late := context.WithTimeout(ctx, invokePatience)
	defer late()
	looking, done := context.WithTimeout(ctx, lookLimit)
	defer done()
	m, err := a.identified(looking, act)
	switch {
	case err != nil:
		return in.said("I can't find out who you are at the moment, so nothing was recorded. Try again."), err
	case !a.admitted(m):
		return in.said(stranger().Fallback), errStranger
	}
	a.meet(act, m)
	return in.answer(a, ctx, gestureOf(act, m), v)
}

// carried is the value of an invoke.
type carried struct {
	// Action is what was pressed on a card, Data what was pressed or filled in elsewhere.
	Action struct {
		Data json.RawMessage `json:"data"`
	} `json:"action"`
	Data    json.RawMessage `json:"data"`
	Command string          `json:"commandId"`
	Message json.RawMessage `json:"messagePayload"`
}

// invoke is what is done about one kind of them, and how something is said in its answer.
type invoke struct {
	answer func(a *App, ctx context.Context, g gesture, v carried) (answer, error)
	said   func(text string) answer
}

// invokes are those that we offer. Others are answered with 501, as Microsoft's own libraries do.
var invokes = map[string]invoke{
	"adaptiveCard/action":       {(*App).pressed, saidOnCard},
	"task/fetch":                {(*App).opened, saidInDialog},
	"task/submit":               {(*App).submitted, saidInDialog},
	onMessages + "fetchTask":    {(*App).called, saidInDialog},
	onMessages + "submitAction": {(*App).submitted, saidInDialog},
}

// pressed answers the press of a button on a card.
func (a *App) pressed(ctx context.Context, g gesture, v carried) (answer, error) {
	if view := viewIn(v.Action.Data); view != "" {
		return a.looked(ctx, g, view), nil
	}
	s, err := submittedOf(v.Action.Data)
	if err != nil {
		return refusedOnCard("BadRequest", "That button carries nothing I know."), err
	}
	if g = g.with(s); a.wantsHome(g) {
		a.bringHome(ctx, g)
		return saidOnCard(answeredBelow), nil
	}
	reply, inTime := a.soon(ctx, g)
	if !inTime {
		return saidOnCard("One moment, please."), nil
	}
	best, again := a.ways(g)[0], a.repeated(g)
	if m, ok := private(g, reply); ok && best == throughView {
		a.laterUnless(ctx, again, g, bot.Reply{Posts: reply.Posts})
		return a.drawnOnCard(m, g.origin()) // audience: the answer to an invoke is seen by whoever pressed alone; mutate: s/a.drawnOnCard(m, g.origin())/shownOnCard(a.veiled(g, *m)), nil/
	}
	a.laterUnless(ctx, again, g, reply)
	if best == inOwnChat {
		return saidOnCard("My answer is in our chat."), nil
	}
	return saidOnCard(answeredBelow), nil
}

// answeredBelow is said at a card whose answer is a message of its own: a client may show what is said there, and an answer of no
// words would be one that something is missing from.
const answeredBelow = "My answer is below."

// looked shows what stands behind a card to the person it was made for: an answer, or our Home as it is now.
func (a *App) looked(ctx context.Context, g gesture, number string) answer {
	if g.words = number; a.wantsHome(g) {
		return shownOnCard(a.home(ctx, g))
	}
	v, ok := a.unveiled(number, g.by)
	if !ok {
		return saidOnCard("This answer was for somebody else, or is gone. Ask for your own.")
	}
	return shownOnCard(oneCard(v.message, v.origin))
}

// opened opens the form that a button leads to. Where it leads to no form, the dialog shows what there is to say.
func (a *App) opened(ctx context.Context, g gesture, v carried) (answer, error) {
	s, err := submittedOf(v.Data)
	if err != nil {
		return saidInDialog("That button carries nothing I know."), err
	}
	return a.inDialog(ctx, g.with(s))
}

// called answers "Log as evidence" on a message.
func (a *App) called(ctx context.Context, g gesture, v carried) (answer, error) {
	if v.Command != EvidenceCommand {
		return answer{status: http.StatusNotImplemented}, errUnknown
	}
	g.words, g.source = "evidence", a.quoted(ctx, g, v.Message)
	if g.source == nil {
		return a.inDialog(ctx, g.with(submission{words: "evidence new"}))
	}
	return a.inDialog(ctx, g)
}

// submitted answers what came out of a dialog: a form that was filled in, or a button that was pressed in it.
func (a *App) submitted(ctx context.Context, g gesture, v carried) (answer, error) {
	s, err := submittedOf(v.Data)
	if err != nil {
		return saidInDialog("That form carries nothing I know."), err
	}
	return a.inDialog(ctx, g.with(s))
}

// inDialog answers in the dialog that is open, or opens: only this person sees it. Once a form is done with in a personal
// chat it closes, and the answer stands in the chat.
func (a *App) inDialog(ctx context.Context, g gesture) (answer, error) {
	reply, inTime := a.soon(ctx, g)
	if !inTime {
		return saidInDialog("This takes longer than usual. I'll say in our chat how it went."), nil
	}
	elsewhere := bot.Reply{Posts: reply.Posts}
	again := a.repeated(g)
	defer func() { a.laterUnless(ctx, again, g, elsewhere) }()
	switch {
	case len(reply.Errors) > 0:
		said, posts := a.corrected(ctx, g, reply.Errors)
		elsewhere.Posts = append(elsewhere.Posts, posts...)
		return said, nil
	case reply.Form != nil:
		return formed(*reply.Form, g.asking(*reply.Form), nil)
	case reply.Message == nil:
		return closed(), nil
	case g.values != nil && g.personal():
		elsewhere.Message = reply.Message
		return closed(), nil
	}
	return a.drawnInDialog(reply.Message, g.origin())
}

// corrected is a form that was refused, with what was typed and what is wrong with it. It is asked for anew: what it was drawn
// from may have changed. Words that were forged may lead to something else than a form: what that has to be said elsewhere
// is said.
func (a *App) corrected(ctx context.Context, g gesture, said map[string]string) (answer, []bot.Post) {
	if g.values == nil {
		return continued(dialogSaying(bot.Corrections(said, ""), g.origin())), nil
	}
	ask := g
	ask.values, ask.words, ask.key = nil, cmp.Or(g.asked.Asked, g.words), g.key+"/again"
	reply := a.answer(ctx, ask)
	if reply.Form == nil {
		return continued(dialogSaying(bot.Corrections(said, g.again()), g.origin())), reply.Posts
	}
	return g.redrawn(*reply.Form, said), reply.Posts
}

// redrawn is a form that was refused, with what was typed into it.
func (g gesture) redrawn(form bot.Form, said map[string]string) answer {
	to := g.origin()
	to.Number, to.Asked = g.asked.Number, g.asked.Asked
	drawn, err := formed(form.With(g.values), to, said)
	if err != nil {
		return continued(dialogSaying(bot.Corrections(said, g.again()), g.origin()))
	}
	return drawn
}
