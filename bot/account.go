package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"collab/relationship"
	"collab/store"
)

// accountCodeFor is how long a code that joins two accounts can be used.
const accountCodeFor = 15 * time.Minute

// The purposes of codes about accounts: one is typed where the other account is, one where the same account is.
const (
	joinPurpose    = "join accounts"
	addressPurpose = "prove an address"
)

// joinCode is what a code about accounts stands for: the account that asked for it and, where an address is to be proved,
// the account of that.
type joinCode struct{ Of, Address string }

// account shows the accounts somebody speaks with, joins another one to their person, and takes one away. It is about
// all relationships of the account at once: somebody is one person in each of them.
func account(t *turn) Reply {
	if !t.q.Place.Own && len(t.mine) > 0 {
		return t.notHere()
	}
	code := t.value("code")
	switch t.verb("code", "add", "remove") {
	case "code":
		return t.accountCode()
	case "add":
		return t.addAddress()
	case "remove":
		return t.removeAccount()
	}
	if code == "" {
		code = t.s.rest(0)
	}
	switch {
	case code != "":
		return t.joinAccounts(code)
	case len(t.mine) == 0:
		return Reply{Form: &Form{Title: "Join your accounts", Words: "account", Submit: "Join them", Audience: Audience{Face: "Your organisation alone"},
			Intro:  "Say settings account where you talk with me now; it gives you a code.",
			Fields: []Field{{Name: "code", Label: "Code", Max: 40}}}}
	}
	return t.accounts()
}

// accounts lists what somebody speaks with.
func (t *turn) accounts() Reply {
	items := Items{Title: "Your accounts"}
	names := map[string]int{}
	for _, a := range t.spokenWith() {
		one := t.accountItem(a)
		if names[one.Title]++; names[one.Title] > 1 { // two of one platform may be called alike
			one.Title += fmt.Sprintf(", number %d", names[one.Title])
		}
		items.Items = append(items.Items, one)
	}
	m := Message{Fallback: fmt.Sprintf("You speak with %s.", counted(len(items.Items), "account")), Blocks: []Block{items,
		Buttons{{Label: "Join another account", Words: "account code", Style: Primary}}}}
	if t.Write != nil && t.Door != "" {
		return saying(withNote(m, "To add an e-mail address by which you sign in and are reminded: account add you@example.org"))
	}
	return saying(m)
}

// spokenWith lists the accounts of whoever asks, each once.
func (t *turn) spokenWith() (all []Account) {
	for _, t.who = range t.mine {
		t.read(func(v relationship.View) {
			for _, key := range v.Own.Accounts[t.who.Person] { // audience: whoever asks is shown their own; mutate: s/v.Own.Accounts[t.who.Person]/func() (all []string) { for _, a := range v.Own.Accounts { all = append(all, a...) }; return }()/
				if a, ok := AccountOf(key); ok && !slices.Contains(all, a) {
					all = append(all, a)
				}
			}
		})
	}
	return all
}

// SignOut ends every session of the person whose account it is, and every link to sign in that waits for them: with
// whichever of their accounts.
func (b *Bot) SignOut(ctx context.Context, a Account) error {
	t, err := b.visitor(ctx, a)
	if err != nil {
		return err
	}
	all := t.spokenWith()
	if !slices.Contains(all, a) {
		all = append(all, a)
	}
	for _, one := range all {
		if err := b.Store.EndSessions(one.String()); err != nil {
			return err
		}
	}
	return t.err
}

func (t *turn) accountItem(a Account) Item {
	if a == t.q.By {
		return Item{Title: t.called(a), Detail: "this one"}
	}
	return Item{Title: t.called(a), Button: Button{Label: "Take it away", Words: say("account", "remove", a.String())}}
}

// called is an account as people know it: of a chat by what that calls whoever has it. Its ids tell nobody anything.
func (t *turn) called(a Account) string {
	switch {
	case a.Platform == byMail:
		return a.User
	case a.Platform == byDoor:
		return "Web pages, by a link of a relationship manager"
	}
	chat := upper(a.Platform)
	if t.Profile != nil {
		if name := cut(clean(limit(t.Profile(t.ctx, a, DirectTo(a)).Name, 200)), 80); name != "" {
			return chat + ", as " + name
		}
	}
	return "An account in " + chat
}

// accountCode gives a code to type where the other account is.
func (t *turn) accountCode() Reply {
	if len(t.mine) == 0 {
		return saying(t.stranger())
	}
	code := t.codeAbout(joinPurpose, joinCode{Of: t.q.By.String()})
	m := Message{Fallback: "A code to join another account of yours", Blocks: []Block{
		Text{Body: "Type this where your other account is, within 15 minutes. Give it to nobody: whoever uses it acts in your name."},
		Facts{{Name: "Code", Value: code}, {Name: "In chat", Value: "account " + code}}}}
	if t.Door != "" {
		m.Blocks[1] = append(m.Blocks[1].(Facts), Fact{Name: "On the web", Value: t.Door + "/elsewhere"})
	}
	return saying(m)
}

func (t *turn) codeAbout(purpose string, c joinCode) string {
	row, _ := json.Marshal(c) // plain strings always encode
	code, err := t.Store.Code(store.Key{ID: t.q.Key}, purpose, row, t.now.Add(accountCodeFor))
	if err != nil {
		t.err = err
	}
	return code
}

// addAddress writes a code to an address; whoever reads it there types it here.
func (t *turn) addAddress() Reply {
	to, err := Mailbox(t.s.rest(1))
	switch {
	case err != nil:
		return saying(Plainly(err.Error()+" Such as: account add dana@example.org", help()))
	case t.Write == nil || t.Door == "":
		return saying(Plainly("This server sends no letters, so an address is of no use here.", help()))
	case len(t.mine) == 0:
		return saying(t.stranger())
	}
	code := t.codeAbout(addressPurpose, joinCode{t.q.By.String(), to.String()})
	if t.err != nil {
		return Reply{}
	}
	said := t.mailed("address "+code, Letter{To: to.User, Subject: "Your address at collab", Link: t.Door + "/account", LinkLabel: "Open your accounts", // audience: a code that proves an address goes there alone; mutate: s/to.User/"eve@evil.example"/
		Text: "Somebody, you we hope, adds this address to their account. To say that it is yours, type this where you asked for it, within 15 minutes:\naccount " + code,
		Note: "If it was not you, there is nothing to do."})
	return saying(Plainly(said + " Type the code that stands in it: account CODE."))
}

// joinAccounts joins an account to the person of another, or an address to one's own. The code is the key, so that it
// joins one account and no second.
func (t *turn) joinAccounts(code string) Reply {
	c, ok := t.accountCodeOf(code)
	of, known := AccountOf(c.Of)
	mine, err := t.memberships(of)
	if t.err = err; err != nil {
		return Reply{}
	}
	if !ok || !known || len(mine) == 0 {
		return saying(Plainly("This code is not good: mistyped, used already, or older than 15 minutes. Say settings account again for a new one."))
	}
	added := t.q.By
	if c.Address != "" {
		added, _ = AccountOf(c.Address)
	}
	if added == of {
		return saying(Plainly("This is the account that the code was made with. Type it where your other account is."))
	}
	joined, problem := t.addEverywhere(mine, added, code)
	if t.err != nil || len(joined) == 0 {
		return saying(Plainly(problem, help()))
	}
	t.Store.Redeem(code, joinPurpose)
	t.Store.Redeem(code, addressPurpose)
	t.Store.Wait(t.commit)
	t.tell(of, "account joined/"+store.Spelled(code)[:4]+"/"+t.q.Key, Plainly(t.called(added)+" was joined to your account for "+all(joined)+".",
		Button{Label: "Your accounts", Words: "account"}))
	if t.mine, t.err = t.memberships(t.q.By); t.err != nil {
		return Reply{}
	}
	return saying(Plainly(t.called(added)+" and "+t.called(of)+" are one person now, in "+all(joined)+".", Button{Label: "Menu", Words: "menu", Style: Primary}))
}

func (t *turn) accountCodeOf(code string) (c joinCode, ok bool) {
	row, ok := t.Store.Look(code, joinPurpose)
	if !ok {
		row, ok = t.Store.Look(code, addressPurpose)
	}
	if !ok || json.Unmarshal(row, &c) != nil {
		return joinCode{}, false
	}
	return c, c.Address == "" || c.Of == t.q.By.String() // audience: an address is added to the account that asked, by that account; mutate: s/c.Address == "" ||/c.Of != "" ||/
}

// addEverywhere adds an account to the person in each relationship, and says in which it is now.
func (t *turn) addEverywhere(mine []membership, added Account, code string) (joined []string, problem string) {
	for _, m := range mine {
		if t.speaksForAnother(added, m) {
			problem = t.called(added) + " takes part in " + m.name + " for another organisation. Nobody speaks for two sides."
			continue
		}
		by := relationship.By{Person: m.Person, Party: m.Party}
		key := store.Key{ID: "account " + store.Spelled(code), Values: []byte(added.String())}
		a, err := t.Store.Record(m.Relationship, key, by, &relationship.AddAccount{Account: added.String()})
		var refusal *relationship.Refusal
		switch {
		case errors.As(err, &refusal):
			problem = refusal.Reason
		case err != nil:
			t.err = err
			return joined, problem
		case a.Differs:
			problem = "This code was used by another account. Ask for a new one."
		default:
			t.commit = max(t.commit, a.Commit)
			joined = append(joined, m.name)
		}
	}
	return joined, problem
}

// speaksForAnother says that an account takes part in the same relationship, for another party.
func (t *turn) speaksForAnother(a Account, m membership) bool {
	return slices.ContainsFunc(t.Store.Memberships(a.String()), func(other store.Membership) bool {
		return other.Relationship == m.Relationship && other.Party != m.Party
	})
}

// removeAccount takes an account away wherever it is the person's, but not the one they speak with, nor their last.
func (t *turn) removeAccount() Reply {
	a, ok := AccountOf(t.s.rest(1))
	if !ok || a == t.q.By {
		return saying(Plainly("The account you speak with stays. To take it away, say so with another account of yours.", Button{Label: "Your accounts", Words: "account"}))
	}
	var from []string
	problem := "You have no such account."
	for _, m := range t.mine {
		t.who = m
		recorded, err := t.step("", &relationship.RemoveAccount{Account: a.String()})
		var refusal *relationship.Refusal
		switch {
		case errors.As(err, &refusal):
			problem = refusal.Reason
		case err != nil:
			t.err = err
			return Reply{}
		default:
			t.commit = max(t.commit, recorded.Commit)
			from = append(from, m.name)
		}
	}
	if len(from) == 0 {
		return saying(Plainly(problem, Button{Label: "Your accounts", Words: "account"}))
	}
	t.Store.Wait(t.commit)
	t.tell(a, "account removed/"+t.q.Key, Plainly("This account was taken away from "+all(from)+"."))
	return saying(Plainly(t.called(a)+" was taken away. Nobody speaks with it for you any more.", Button{Label: "Your accounts", Words: "account"}))
}

// tell tells an account something in its direct message. What it is told stands on record: that it was not told is noted
// for the operator, and keeps nothing back.
func (t *turn) tell(a Account, key string, m Message) {
	if t.Tell == nil {
		return
	}
	if err := t.Tell(t.ctx, a, key, m); err != nil {
		t.Log.WarnContext(t.ctx, "an account was not told something", "platform", a.Platform, "error", err)
	}
}
