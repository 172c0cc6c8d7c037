package store

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Beside is what is kept beside the record for one person, whatever accounts they speak with.
type Beside struct {
	// Drafts are what they typed into forms and did not send, and the messages they pointed at.
	Drafts []KeptDraft
	// Waiting counts what they are still to be told, Told what they were; of both there are no words.
	Waiting, Told int
	// Sessions counts where they are signed in, Links the codes and links that were made for them or by them.
	Sessions, Links int
	// Said counts the lines of their conversations with the bot that are kept here, both sides' alike.
	Said int
	// Reached is how platforms reach them, in the encoding of each.
	Reached []KeptReach
	// Under is what is kept under the name of an account in a list of others, such as who asks to be added.
	Under [][]byte
	// Installed lists the homes, such as workspaces, where one of the accounts installed the app.
	Installed []string
	// Begins says that an account may begin relationships.
	Begins bool
}

// KeptDraft is one draft, in the encoding of whoever keeps it, and until when it is kept.
type KeptDraft struct {
	Until time.Time
	Typed []byte
}

// KeptReach is how an account is reached, in the encoding of its platform.
type KeptReach struct {
	Account string
	Row     []byte
}

// Beside looks through everything that is kept beside the record for what is of these accounts, which are one person's.
func (s *Store) Beside(accounts []string) (b Beside, err error) {
	now := s.Now()
	b.Begins = slices.ContainsFunc(accounts, s.Allowed)
	err = s.db.View(func(tx *bbolt.Tx) (err error) {
		for _, account := range accounts {
			if err == nil {
				err = s.besideOf(tx, account, now, &b)
			}
		}
		if err == nil {
			err = s.codesOf(tx, accounts, now, &b)
		}
		if err == nil {
			err = s.toldTo(tx, accounts, &b)
		}
		return err
	})
	return b, err
}

// besideOf adds what lies under the account itself.
func (s *Store) besideOf(tx *bbolt.Tx, account string, now time.Time, b *Beside) error {
	c := tx.Bucket(drafts.name()).Cursor()
	mine := nameHash(account) // audience: whoever asks is shown their own drafts; mutate: s/nameHash(account)/[]byte{}/
	for k, v := c.Seek(mine); k != nil && bytes.HasPrefix(k, mine); k, v = c.Next() {
		if expired(v, now) {
			continue
		}
		typed, err := s.openRow(drafts, bytes.Clone(k), v[8:])
		if err != nil {
			return err
		}
		b.Drafts = append(b.Drafts, KeptDraft{queuedAt(v), typed})
	}
	b.Said += (&rows{tx: tx}).said(conversation(account), "") - 1
	if err := s.reachedOf(tx, account, b); err != nil {
		return err
	}
	if err := s.underOf(tx, account, b); err != nil {
		return err
	}
	return s.installedBy(tx, account, b)
}

// reachedOf adds how the account is reached, which is no line of its conversation.
func (s *Store) reachedOf(tx *bbolt.Tx, account string, b *Beside) error {
	row, err := s.saidUnder(tx, conversation(account), Reached) // audience: and how they are reached themselves; mutate: s|conversation(account)|"slack/T1/@U12"|
	if err == nil && row.N > 0 {
		b.Reached, b.Said = append(b.Reached, KeptReach{account, row.Raw}), b.Said-1
	}
	return err
}

// underOf adds what is kept under the account in lists of others.
func (s *Store) underOf(tx *bbolt.Tx, account string, b *Beside) error {
	ref := append([]byte{1}, nameHash(account)...) // audience: and what they asked themselves; mutate: s/append([]byte{1}, nameHash(account)...)/[]byte{}/
	return tx.Bucket(talk.name()).ForEach(func(k, v []byte) error {
		if len(k) != 65 || len(v) != 8 || !bytes.HasSuffix(k, ref) {
			return nil
		}
		key := append(append(bytes.Clone(k[:32]), 0), v...)
		row, err := s.openRow(talk, key, tx.Bucket(talk.name()).Get(key))
		if err == nil && !bytes.Equal(k, refKey(epochs, account)) {
			b.Under = append(b.Under, row)
		}
		return err
	})
}

// installedBy adds the home of the account if it installed the app there.
func (s *Store) installedBy(tx *bbolt.Tx, account string, b *Beside) error {
	platform, home, user := accountParts(account)
	row := tx.Bucket(installations.name()).Get(installationKey(platform, home))
	if row == nil || user == "" {
		return nil
	}
	installation, err := s.openRow(installations, installationKey(platform, home), row)
	if err == nil && holds(installation, func(v any) bool { return v == user }) {
		b.Installed = append(b.Installed, platform+" "+home)
	}
	return err
}

// codesOf counts sessions, codes and links of the accounts that are still good.
func (s *Store) codesOf(tx *bbolt.Tx, accounts []string, now time.Time, b *Beside) error {
	return tx.Bucket(codes.name()).ForEach(func(k, v []byte) error {
		if expired(v, now) {
			return nil
		}
		f := reader{rest: v[8:]}
		purpose := string(f.field())
		value, err := s.openRow(codes, bytes.Clone(k), f.rest)
		switch {
		case err != nil || !holds(value, func(v any) bool { return isAccount(v, accounts) }): // audience: a session or link of somebody else is not counted; mutate: s/isAccount(v, accounts)/true/
		case purpose == sessionPurpose:
			b.Sessions++
		default:
			b.Links++
		}
		return err
	})
}

// toldTo counts what the accounts were told and are to be told.
func (s *Store) toldTo(tx *bbolt.Tx, accounts []string, b *Beside) error {
	return tx.Bucket(deliveries.name()).ForEach(func(k, v []byte) error {
		d, err := s.openDelivery(bytes.Clone(k), v)
		switch {
		case err != nil || !slices.Contains(accounts, d.To): // audience: what somebody else is told is not counted; mutate: s/!slices.Contains(accounts, d.To)/false/
		case d.done():
			b.Told++
		default:
			b.Waiting++
		}
		return err
	})
}

// accountParts takes the stored form of an account apart: platform/home/user.
func accountParts(account string) (platform, home, user string) {
	platform, rest, _ := strings.Cut(account, "/")
	home, user, _ = strings.Cut(rest, "/")
	return platform, home, user
}

// isAccount says whether a value is one of the accounts: written as one text, or as its three parts.
func isAccount(v any, accounts []string) bool {
	switch v := v.(type) {
	case string:
		return slices.Contains(accounts, v)
	case map[string]any:
		return slices.ContainsFunc(accounts, func(account string) bool {
			platform, home, user := accountParts(account)
			return v["Platform"] == platform && v["Home"] == home && v["User"] == user
		})
	}
	return false
}

// holds says whether there is such a value anywhere in JSON; in what is no JSON there is none.
func holds(row []byte, such func(any) bool) bool {
	var whole any
	if json.Unmarshal(row, &whole) != nil {
		return false
	}
	var in func(any) bool
	in = func(v any) bool {
		if such(v) {
			return true
		}
		switch v := v.(type) {
		case []any:
			return slices.ContainsFunc(v, in)
		case map[string]any:
			for _, inner := range v {
				if in(inner) {
					return true
				}
			}
		}
		return false
	}
	return in(whole)
}
