package bot

import (
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"collab/relationship"
	"collab/store"
)

// Letter is what is sent by mail: few words, all of which every party may read, and a link into the pages.
type Letter struct {
	// To is an address as [Mailbox] gives it, By the account that asked for the letter to go there: zero for one that was
	// asked for at the door, which goes to whoever takes part and nobody else.
	To                    string
	By                    Account
	Subject, Text         string
	Link, LinkLabel, Note string
}

// WayIn is what a link to sign in stands for. It lies beside the record until it is used or late.
type WayIn struct {
	Account Account
	// Browser is the only one in which the link is good: the one that asked for it. Empty when somebody else asked.
	Browser string `json:",omitempty"`
	// By is who made it for the account, when somebody else did, and At when.
	By string    `json:",omitempty"`
	At time.Time `json:",omitzero"`
	// Within is what the account took part in when somebody else made it: it opens nothing that was added since.
	Within []store.Membership `json:",omitempty"`
	// Epoch is how often all sessions of the account had been ended: ending them ends its links, too.
	Epoch uint64 `json:",omitempty"`
}

// ToSignIn is the purpose of the code of a [WayIn].
const ToSignIn = "sign in"

// The platforms of people who have no chat: those whom an address of theirs stands for, and those who have none.
const (
	byMail = "mail"
	byDoor = "web"
)

// AtDoor is the account of somebody at the door who has proved no address, by a random word.
func AtDoor(random string) Account { return Account{byDoor, "door", random} }

// Walks says whether somebody comes in with this account through the pages.
func (a Account) Walks() bool { return a.Platform == byMail || a.Platform == byDoor }

// mostAddress is how long an address may be, in bytes.
// https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3
const mostAddress = 254

var errAddress = errors.New("That is not an address I can write to. Give one such as dana@example.org.")

// Mailbox is the account of an address, however its domain was written. It proves nothing about a side: only that
// somebody reads what is sent there, once they used a link that was. The error is a sentence for the person.
func Mailbox(text string) (Account, error) {
	text = strings.TrimSpace(text)
	i := strings.LastIndexByte(text, '@')
	if i < 1 || i > 64 || len(text) > mostAddress || strings.Trim(text[:i], localPart) != "" {
		return Account{}, errAddress
	}
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(text[i+1:], "."))
	if err == nil { // some texts become what is no name itself
		domain, err = idna.Lookup.ToASCII(domain)
	}
	labels := strings.Split(domain, ".")
	if err != nil || len(labels) < 2 || slices.Contains(labels, "") || i+1+len(domain) > mostAddress {
		return Account{}, errAddress
	}
	return Account{byMail, "-", strings.ToLower(text[:i]) + "@" + strings.ToLower(domain)}, nil
}

// localPart is what may stand before the @ without quotes, but for the slash, which parts the words of an account.
// https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3
const localPart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-=?^_`{|}~"

// isAddress says whether a word is meant as an address.
func isAddress(text string) bool {
	i := strings.LastIndexByte(text, '@')
	return i > 0 && strings.Contains(text[i:], ".")
}

// Invited is what an invitation says before it is accepted: who invites to what, and nothing else.
type Invited struct {
	Sentence string
	// Words accept it.
	Words string
	// Account stands for the address the invitation was sent to, when it is opened by that letter; zero otherwise.
	Account Account
}

// Opens says whether a way in is still good: whoever it signs in has not signed out everywhere since, and takes part in
// nothing that whoever made it had no say in.
func (b *Bot) Opens(way WayIn) bool {
	if way.Epoch != b.Store.Epoch(way.Account.String()) {
		return false
	}
	return way.By == "" || !slices.ContainsFunc(b.Store.Memberships(way.Account.String()), func(m store.Membership) bool {
		return !slices.Contains(way.Within, m)
	})
}

// opensNoMore is what an account takes part in, if somebody who makes a link for it may act in all of that: because they
// do so themselves, or lead the same organisation there. An account may take part in what they know nothing of, and a link
// would open that as well.
func (t *turn) opensNoMore(to Account) (within []store.Membership, ok bool) {
	within = t.Store.Memberships(to.String())
	for _, m := range within {
		if !slices.ContainsFunc(t.mine, func(mine membership) bool {
			return mine.Membership == m || mine.Relationship == m.Relationship && mine.Party == m.Party && t.leadsIn(mine) // audience: a link opens what whoever makes it leads, and nothing else; mutate: s/mine.Party == m.Party/true/
		}) {
			return nil, false
		}
	}
	return within, true
}

func (t *turn) leadsIn(m membership) (leads bool) {
	_, err := t.Bot.joint(m.Relationship, func(s *relationship.Shared) {
		p := s.Persons[m.Person]
		leads = p != nil && p.Active() && p.Role == relationship.Lead
	})
	return leads && err == nil
}
