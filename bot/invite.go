package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"collab/relationship"
	"collab/store"
)

// letterWithin is how long a reply waits to say whether a letter was taken; platforms wait no longer for the reply.
const letterWithin = 2 * time.Second

// codeFacts are how one comes in by a code: typed, and where there are web pages, by a link.
func (t *turn) codeFacts(code string) Facts {
	f := Facts{{Name: "Code", Value: code}, {Name: "They say to me", Value: "join " + code}}
	if t.Door != "" {
		f = append(f, Fact{Name: "Or they open", Value: t.Door + "/in/" + code})
	}
	return append(f, Fact{Name: "Valid until", Value: t.day(relationship.DateOf(t.now.Add(codeFor), t.loc))})
}

// sentTo says how the letter of an invitation went; nil when none was asked for.
func (t *turn) sentTo(address, code string) []Block {
	if address == "" || t.err != nil {
		return nil
	}
	to, err := Mailbox(address)
	switch {
	case err != nil:
		return []Block{Note{err.Error() + " Give the code or the link yourself."}}
	case t.Write == nil || t.Door == "":
		return []Block{Note{"This server sends no letters. Give the code" + t.orLink() + " yourself."}}
	}
	row, _ := json.Marshal(byLetter{code, to.String()}) // plain strings always encode
	key := t.key()
	key.ID += "/" + to.User
	own, err := t.Store.Code(key, letterPurpose, row, t.now.Add(codeFor))
	if err != nil {
		t.err = err
		return nil
	}
	l := Letter{To: to.User, Link: t.Door + "/in/" + own, LinkLabel: "Look at the invitation"} // audience: an invitation goes to the address that was given; mutate: s/to.User/"eve@evil.example"/
	_, t.err = t.Bot.joint(t.who.Relationship, func(s *relationship.Shared) {
		l.Subject = "Invitation to " + s.Name
		l.Text = inviting(s, ticket{By: t.by()}) + " collab keeps the record that both sides share. Nothing happens until you accept."
		l.Note = "If you do not know them, there is nothing to do. The link is good for two weeks, once."
	})
	return []Block{Note{t.mailed("invitation "+own, l)}}
}

func (t *turn) orLink() string {
	if t.Door == "" {
		return ""
	}
	return " or the link"
}

// mailed sends a letter, once under its key, and says how that went. It may still be on its way when this returns.
func (t *turn) mailed(key string, l Letter) string {
	const sent, place = "sent", "letters asked for"
	sum := sha256.Sum256([]byte(key))
	key, l.By = hex.EncodeToString(sum[:16]), t.q.By
	if _, ok := t.Store.SaidUnder(place, key); ok {
		return "The letter to " + l.To + " was sent."
	}
	done := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), time.Minute)
		defer cancel()
		err := t.Write(ctx, key, l)
		if err == nil {
			_, err = t.Store.Say(place, key, []byte(sent))
		} else {
			t.Log.Warn("a letter that somebody asked for was not sent", "error", err)
		}
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil {
			return "A letter went to " + l.To + "."
		}
		return "The letter to " + l.To + " could not be sent: " + err.Error() + ". Give the code or the link yourself, or ask for it once more."
	case <-time.After(letterWithin):
		return "A letter to " + l.To + " is on its way. If none arrives, give the code or the link yourself."
	}
}

// addressAmong takes the address out of what was said after a word, if there is one: "Borealis dana@borealis.example".
func (s sentence) addressAmong(from int) (address, rest string) {
	var others []string
	for i := from; i < len(s.args); i++ {
		if text := s.args[i].text; address == "" && isAddress(text) {
			address = text
		} else {
			others = append(others, text)
		}
	}
	return address, strings.Join(others, " ")
}

// linkFor is how long a link that a relationship manager made can wait to be used.
const linkFor = 3 * 24 * time.Hour

// makingLink makes a link to sign in for one of one's own people: "members link @dana".
func (t *turn) makingLink() Reply {
	if !t.leads() {
		return t.onlyLeads("make a link to sign in for somebody")
	}
	if t.Door == "" {
		return saying(Plainly("This server has no web pages to sign in to. Whoever runs it can switch them on: COLLAB_WEB.", help()))
	}
	if !t.q.Place.Own {
		return t.notHere()
	}
	id, reply, ok := t.someone(t.s.rest(1), true)
	if !ok {
		return reply
	}
	var to Account
	var name, by string
	t.read(func(v relationship.View) {
		to, name, by = walker(v.Own.Accounts[id]), v.Shared.PersonName(id), v.Shared.PersonName(t.who.Person)
	})
	within, ok := t.opensNoMore(to)
	if to == (Account{}) || !ok {
		return saying(Plainly(name+" has no account that a link of yours can open. They sign in by a letter to their address, or with a code: they say settings account where they talk with me now.", help()))
	}
	return t.linkMade(id, name, WayIn{Account: to, By: by, Within: within, Epoch: t.Store.Epoch(to.String())})
}

// walker is the account among these by which somebody comes in through the pages.
func walker(accounts []string) (to Account) {
	for _, key := range accounts {
		if a, ok := AccountOf(key); ok && a.Walks() {
			return a
		}
	}
	return to
}

func (t *turn) linkMade(id, name string, way WayIn) Reply {
	key := t.key()
	a, err := t.record(&relationship.MakeLink{Person: id})
	if err != nil {
		return t.refused(err)
	}
	way.At = a.At
	row, _ := json.Marshal(way) // plain strings always encode
	code, err := t.Store.Code(store.Key{ID: key.ID + "/link"}, ToSignIn, row, a.At.Add(linkFor))
	if err != nil {
		t.err = err
		return Reply{}
	}
	t.Store.Wait(t.commit)
	var made News
	t.read(func(v relationship.View) {
		for _, l := range v.Own.Links {
			if slices.Contains(a.Numbers[t.who.Party], l.N) {
				made = t.madeFor(v, l)
			}
		}
	})
	t.tell(way.Account, made.Key, made.Message)
	return saying(withNote(Message{Fallback: "A link for " + name, Blocks: []Block{
		Text{Body: "Give this link to " + name + " and to nobody else: whoever opens it acts in their name. It works once, within three days."},
		Facts{{Name: "Link", Value: t.Door + "/enter/" + code}}}},
		name+" is told that you made it, and it stands on the record of your organisation."))
}
