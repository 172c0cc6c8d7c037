package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"collab/bot"
)

// What is sent from a page of a session that is over is not recorded: anybody could have sat down there since. It is not
// lost either. Who is signed out finds what they wrote on the page that says so, to send from it once they are signed
// in again in another tab; who is signed in again sees it once more and sends it, which the script does for them.
// Nothing of it is kept here meanwhile.

// againView is what was sent from an older page.
type againView struct {
	Action string
	Hidden []posted
	// Text is what was written into the composer; Wrote is what was filled into a form.
	Text  *string
	Wrote []posted
	// Fresh says that it can be sent now; Attached that a file has to be chosen anew.
	Fresh, Attached bool
}

type posted struct{ Name, Value string }

// repeated are the addresses that people send something of their own to.
var repeated = []string{"/say", "/submit", "/press", "/evidence"}

const (
	signedOut     = "You are signed out, so nothing was recorded. What you wrote still stands on this page: sign in in another tab, come back here, and send it again."
	otherAccount  = "This browser is signed in with another account than when that page was opened, so nothing was recorded. What you wrote still stands there: sign in as you were to send it, or copy it."
	signedInSince = "You signed in again since this page was opened. Look at what you wrote, and send it."
)

// outdated answers what was sent from a page of another session.
func (v *visit) outdated() error {
	switch {
	case v.cfg.Door == nil || !slices.Contains(repeated, v.r.URL.Path):
		return stale
	case v.who != nil && !v.whoseFits(v.who, v.r.PostForm.Get("token")): // audience: what one person wrote is not sent by another; mutate: s/v.who != nil/v == nil/
		return fault{http.StatusForbidden, otherAccount}
	}
	page := v.view("again", "Send it again")
	page.Again = v.again()
	if page.Fault = signedInSince; !page.Again.Fresh {
		page.Fault, page.Token = signedOut, v.r.PostForm.Get("token") // whose page it was has to be known later
	}
	return v.show(http.StatusForbidden, page)
}

func (v *visit) again() *againView {
	a := &againView{Action: v.r.URL.Path, Fresh: v.who != nil}
	for _, name := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		for _, value := range v.r.PostForm[name] {
			if name != "token" && (name != "text" || a.Action != "/say") {
				a.Hidden = append(a.Hidden, posted{name, value})
			}
		}
	}
	switch a.Action {
	case "/say":
		text := unix(v.r.PostForm.Get("text"))
		a.Text = &text
	case "/submit":
		if form, ok := formOf(v.r.PostForm.Get("form")); ok {
			a.Wrote, a.Attached = wrote(form, values(form, v.r.PostForm)), attaches(v.r)
		}
	}
	return a
}

// wrote is what was filled in, by the names that people see.
func wrote(form bot.Form, in map[string]string) (all []posted) {
	for _, f := range form.Fields {
		value := in[f.Name]
		for _, o := range f.Options {
			if o.Value == value {
				value = o.Label
			}
		}
		if strings.TrimSpace(value) != "" {
			all = append(all, posted{f.Label, value})
		}
	}
	return all
}
