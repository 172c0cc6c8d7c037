package web

import (
	"net/http"

	"collab/bot"
)

// carryInvitation takes the code of an invitation out of the address.
func (v *visit) carryInvitation() error {
	v.errand.In, v.errand.Opened, v.errand.Nameless = v.r.PathValue("code"), v.cfg.Now(), false
	return v.carried("/in")
}

// invitation is what was opened; without one, which page says so.
func (v *visit) invitation() (inv bot.Invited, told func() error) {
	inv, ok := v.cfg.Door.Invited(v.errand.In)
	if ok && v.opened() {
		return inv, nil
	}
	say := "It was used already, was replaced by a newer one, is older than two weeks, or was not copied whole. Nothing was changed; ask whoever invited you for a new one."
	if ok {
		say = "It lay open for too long. Open the link again; nothing was changed."
	}
	d := doorView{Say: []string{say}, Ask: "letter"}
	if v.who == nil {
		d.Say = append(d.Say, "If you have joined already, sign in.")
	} else {
		d.Ask = ""
	}
	return inv, func() error { return v.atDoor(http.StatusGone, "This invitation cannot be used", d) }
}

// invited shows who invites to what, and a button; nothing else, whoever opens it.
func (v *visit) invited() error {
	inv, told := v.invitation()
	if told != nil {
		return told()
	}
	d := doorView{Ask: "invited", Say: []string{inv.Sentence}}
	switch {
	case v.who != nil:
		d.Say = append(d.Say, "You accept it as "+v.who.called()+".")
	case inv.Account != (bot.Account{}) && !v.errand.Nameless:
		d.Address, d.Other = inv.Account.User, true
		d.Say = append(d.Say, "It was sent to "+inv.Account.User+": there you get links to sign in, and reminders.")
	}
	return v.atDoor(http.StatusOK, "You are invited", d)
}

// guest is the account that accepts: the one that is signed in, the address that the invitation was sent to, or one made
// for this browser. False when that address takes part already: then its owner signs in first, since an invitation can
// be passed on.
func (v *visit) guest(inv bot.Invited) (bot.Account, bool) {
	switch {
	case v.who != nil:
		return v.who.Account, true
	case inv.Account == (bot.Account{}) || v.errand.Nameless:
		return v.stranger(), true
	}
	_, known := v.cfg.Door.Person(v.r.Context(), inv.Account)
	return inv.Account, !known // audience: an invitation signs nobody in who takes part already; mutate: s/!known/known || !known/
}

// accept goes on from the page of an invitation to the form that joins.
func (v *visit) accept() error {
	inv, told := v.invitation()
	if told != nil {
		return told()
	}
	if v.r.PostForm.Get("as") == "another" {
		v.errand.Nameless = true
		v.carry(v.w, &v.errand)
	}
	return v.joining(inv, nil)
}

// join is the form of an invitation, filled in. However long that took, what was typed is not lost.
func (v *visit) join() error {
	inv, ok := v.cfg.Door.Invited(v.errand.In)
	if !ok {
		_, told := v.invitation()
		return told()
	}
	return v.joining(inv, v.r.PostForm)
}

// joining says to the bot what accepts an invitation. When it has, whoever did is let in.
func (v *visit) joining(inv bot.Invited, posted map[string][]string) error {
	who, ok := v.guest(inv)
	if !ok {
		return v.atDoor(http.StatusConflict, "Sign in first", doorView{Ask: "letter", Address: who.User,
			Say: []string{"You take part here already, as " + who.User + ". Sign in; this invitation waits for you."}})
	}
	q := bot.Request{Key: who.String() + "/in/" + fingerprint(v.errand.In), By: who, Place: v.ownPlace(who), Words: inv.Words, Zone: "UTC"}
	reply := v.cfg.Answer(v.r.Context(), q)
	form := reply.Form
	if form != nil && posted != nil {
		q.Values = values(*form, posted)
		reply = v.cfg.Answer(v.r.Context(), q)
		form = next(form, q.Values, reply)
	}
	if form != nil {
		return v.askThere(*form, reply)
	}
	return v.joined(who, q.Key, reply)
}

// joined lets in who has joined, or says why they have not.
func (v *visit) joined(who bot.Account, key string, reply bot.Reply) error {
	person, ok := v.cfg.Door.Person(v.r.Context(), who)
	if !ok {
		say := []string{"Nothing was changed. Ask whoever invited you for a new one."}
		if reply.Message != nil {
			say = []string{reply.Message.Fallback}
		}
		return v.atDoor(http.StatusConflict, "This invitation cannot be used", doorView{Ask: "letter", Say: say})
	}
	v.errand.In = ""
	if v.who == nil {
		return v.came(person, key, reply)
	}
	at, err := v.spot("direct")
	if err == nil {
		_, err = v.record(at, key, reply)
	}
	v.carry(v.w, &v.errand)
	return v.orBack(at, err)
}

// askThere shows the form of somebody who is not in yet: it is sent to the door, and carries nothing.
func (v *visit) askThere(form bot.Form, reply bot.Reply) error {
	status := http.StatusOK
	if len(reply.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page := v.view("form", form.Title)
	page.In = "in"
	page.Form = &formView{Form: form, Action: "/in/join", Fields: fieldViews(form), Problem: form.Homeless(reply.Errors), Nonce: v.nonce()}
	return v.show(status, page)
}
