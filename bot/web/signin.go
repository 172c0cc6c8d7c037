package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"collab/bot"
)

// linkFor is how long a link in a letter can be used.
const linkFor = 15 * time.Minute

// mostWaiting is how many letters wait to be sent, mostWriting how many are on their way at once, and writeWithin how
// long one may take.
const (
	mostWaiting = 100
	mostWriting = 2
	writeWithin = time.Minute
)

// A letter that could not be sent is tried again while its link is good: after 2, 12, 72 and 432 s.
const againAfter = 2 * time.Second

// wanted is a letter that somebody asked for, who may be unknown.
type wanted struct {
	key   string
	to    bot.Account
	link  string
	until time.Time // the link is good
	wait  time.Duration
}

// askLetter sends a link to an address. What is answered, and what is done before, is the same whoever has it.
func (v *visit) askLetter() error {
	text := v.r.PostForm.Get("address")
	to, err := bot.Mailbox(text)
	switch {
	case v.cfg.Door.Write == nil:
		return noSuchPage
	case err != nil:
		return v.atDoor(http.StatusUnprocessableEntity, "Sign in", doorView{Ask: "letter", Address: text, Problem: err.Error()})
	case !v.may("letters for "+v.remote(), lettersFor) || !v.may("letters to "+to.User+" for "+v.remote(), lettersTo) || !v.may("letters to "+to.User, lettersAtAll):
		return v.atDoor(http.StatusTooManyRequests, "Sign in", doorView{Ask: "letter", Address: text,
			Problem: "Too many letters were asked for. Look at those that came, or wait ten minutes and ask again."})
	}
	row, err := json.Marshal(bot.WayIn{Account: to, Browser: v.errand.ID, At: v.cfg.Now(), Epoch: v.cfg.Door.Shelf.Epoch(to.String())})
	if err != nil {
		return err
	}
	code, err := v.cfg.Door.Shelf.Code(bot.ToSignIn, row, v.cfg.Now().Add(linkFor))
	if err != nil {
		return err
	}
	v.carry(v.w, &v.errand) // known again when the letter is opened
	v.queue(wanted{key: "sign in " + v.nonce(), to: to, link: v.cfg.BaseURL + "/enter/" + code, until: v.cfg.Now().Add(linkFor), wait: againAfter})
	return v.atDoor(http.StatusOK, "Look into your mailbox", doorView{Ask: "letter", Address: to.User, Say: []string{
		"If " + to.User + " takes part here, a letter with a link is on its way. Open it in this browser, within 15 minutes.",
		"Nothing came? It may lie among the junk. Otherwise ask whoever invited you which address they invited."}})
}

func (s *Server) queue(w wanted) {
	select {
	case s.letters <- w:
	default:
		s.cfg.Log.Warn("a letter to sign in was not sent: too many wait")
	}
}

// Write sends the letters that people ask for, until ctx ends. One that is lost then can be asked for again.
func (s *Server) Write(ctx context.Context) error {
	if s.cfg.Door == nil || s.cfg.Door.Write == nil {
		return nil
	}
	done := make(chan struct{})
	for range mostWriting {
		go func() {
			defer func() { done <- struct{}{} }()
			for {
				select {
				case <-ctx.Done():
					return
				case w := <-s.letters:
					s.write(ctx, w)
				}
			}
		}()
	}
	for range mostWriting {
		<-done
	}
	return nil
}

// write writes to those who take part, and to nobody else: whoever asked has been answered.
func (s *Server) write(ctx context.Context, w wanted) {
	who, known := s.cfg.Door.Person(ctx, w.to)
	if !known {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	err := s.cfg.Door.Write(ctx, w.key, bot.Letter{To: who.Account.User, Subject: "Sign in to " + s.cfg.Title, Link: w.link, LinkLabel: "Sign in", // audience: a link to sign in goes to the address it signs in; mutate: s/who.Account.User/"eve." + who.Account.User/
		Text: "Somebody, you we hope, asked for a link to sign in with this address. It is good for 15 minutes, once, in the browser where it was asked for.",
		Note: "If it was not you, there is nothing to do: nobody else can use this link."})
	if err != nil {
		s.cfg.Log.Error("a letter to sign in was not sent", "error", err)
		s.later(w)
	}
}

// later tries a letter again, under the same key: a mail server that had taken it sees that it is the same.
func (s *Server) later(w wanted) {
	if wait := w.wait; s.cfg.Now().Add(wait).Before(w.until) {
		w.wait *= 6
		time.AfterFunc(wait, func() { s.queue(w) })
	}
}

// carryEnter takes the code of a link out of the address.
func (v *visit) carryEnter() error {
	v.errand.Enter, v.errand.Opened = v.r.PathValue("code"), v.cfg.Now()
	return v.carried("/enter")
}

// carried goes on to the page of a link without its code.
func (v *visit) carried(path string) error {
	v.carry(v.w, &v.errand)
	return v.goTo(path)
}

// wayIn is what the link that was opened stands for; without one, which page says so.
func (v *visit) wayIn() (way bot.WayIn, who Person, told func() error) {
	row, ok := v.cfg.Door.Shelf.Look(v.errand.Enter, bot.ToSignIn)
	if !ok || !v.opened() || json.Unmarshal(row, &way) != nil || !v.cfg.Door.Opens(way) {
		return way, who, v.noWayIn
	}
	if way.Browser != "" && way.Browser != v.errand.ID { // audience: a link that was asked for signs in the browser that asked, and no other; mutate: s/way.Browser != "" &&/false &&/
		return way, who, v.noWayIn
	}
	if who, ok = v.cfg.Door.Person(v.r.Context(), way.Account); !ok {
		return way, who, func() error {
			return v.atDoor(http.StatusForbidden, "You take part in nothing here", doorView{Say: []string{
				"This account takes part in no relationship on this server any more. A relationship manager of your organisation can add you."}})
		}
	}
	return way, who, nil
}

// noWayIn is said of every link that does not sign in here, whatever is wrong with it: who tries links learns nothing.
func (v *visit) noWayIn() error {
	d := doorView{Say: []string{"It was used already, is too old, was asked for in another browser, or was not copied whole. Nothing was changed."}}
	if v.who == nil {
		d.Ask = "letter"
	} else {
		d.Say = append(d.Say, "You are signed in as "+v.who.called()+".")
	}
	return v.atDoor(http.StatusGone, "This link does not sign you in", d)
}

// entering shows whom a link signs in, and a button.
func (v *visit) entering() error {
	way, who, told := v.wayIn()
	if told != nil {
		return told()
	}
	say := []string{"You sign in as " + who.called() + "."}
	if way.By != "" {
		say = append(say, way.By+" made this link for you on "+stampIn(way.At, v.zone(who)).Text+".")
	}
	return v.atDoor(http.StatusOK, "Sign in", doorView{Ask: "enter", Say: say})
}

// enter uses the link up.
func (v *visit) enter() error {
	_, who, told := v.wayIn()
	if told != nil {
		return told()
	}
	if _, ok := v.cfg.Door.Shelf.Redeem(v.errand.Enter, bot.ToSignIn); !ok {
		return v.goTo("/enter") // somebody was faster
	}
	return v.letIn(who, "/home")
}

// called is how a person is addressed: by name, with the address if they have one.
func (p Person) called() string {
	if name := p.Account.User; p.Account.Platform != Platform && p.Name != name {
		return p.Name + " (" + name + ")"
	}
	return p.Name
}
