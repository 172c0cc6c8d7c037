package web

import (
	"net/http"
	"strings"

	"collab/bot"
)

// elsewhere takes the code of an account that somebody has elsewhere.
func (v *visit) elsewhere() error {
	if v.who != nil {
		return v.goTo("/account")
	}
	return v.atDoor(http.StatusOK, "You take part already", doorView{Ask: "elsewhere", Say: []string{
		"Say settings account where you talk with collab now. It gives you a code that is good for 15 minutes; type it here, and you are the same person on both sides."}})
}

// comeOver joins an account made for this browser to the person who has the code.
func (v *visit) comeOver() error {
	if v.who != nil {
		return v.goTo("/account")
	}
	who, code := v.stranger(), codeOf(v.r.PostForm.Get("code"))
	key := who.String() + "/elsewhere/" + fingerprint(code)
	reply := v.cfg.Answer(v.r.Context(), bot.Request{Key: key, By: who, Place: v.ownPlace(who), Words: "account " + code})
	person, ok := v.cfg.Door.Person(v.r.Context(), who)
	if !ok {
		return v.atDoor(http.StatusUnprocessableEntity, "You take part already", doorView{Ask: "elsewhere", Address: code,
			Problem: "This code is not good: mistyped, used already, or older than 15 minutes. Say settings account again for a new one."})
	}
	return v.came(person, key, reply)
}

// stranger is the account made for this browser: the same one until it signs in.
func (v *visit) stranger() bot.Account {
	return bot.AtDoor(strings.ToLower(v.sign("account", v.errand.ID)[:22]))
}

// codeOf is a code without what does not belong to one.
func codeOf(text string) string {
	code := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' {
			return r
		}
		return -1
	}, text)
	return code[:min(len(code), 40)]
}

// came keeps the first answer of somebody who has just got an account here, and lets them in.
func (v *visit) came(who Person, key string, reply bot.Reply) error {
	v.who = &who
	at, err := v.spot("direct")
	if err == nil {
		_, err = v.record(at, key, reply)
	}
	if err != nil {
		return err
	}
	v.who = nil // letIn ends the session there was, and there was none
	return v.letIn(who, "/home?answer="+fingerprint(key+"/answer"))
}
