package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"collab/config"
	"collab/relationship"
	"collab/store"
)

// claim is a head that a file must contain: one that was posted, of which nothing but its short form is known, or one of
// an older backup or export.
type claim struct {
	rel, ledger string // empty: whichever
	n           int
	link        *relationship.Link // nil when only the short form is known
	head        string
	from        string // the older file; empty for a posted head
	found       bool
}

type claims []*claim

// posted is the claim of a head that was posted.
func posted(head string) (claims, error) {
	n, err := relationship.PostedNumber(head)
	return claims{{n: n, head: head}}, err
}

// see ticks off the claims that a head fulfils.
func (all claims) see(h relationship.Head) {
	for _, c := range all {
		c.found = c.found || c.fits(h)
	}
}

func (c *claim) fits(h relationship.Head) bool {
	if c.n != h.N || c.rel != "" && (c.rel != h.Relationship || c.ledger != h.Ledger) {
		return false
	}
	return c.head == h.String() && (c.link == nil || *c.link == h.Link)
}

// missing says which claims the file does not fulfil.
func (all claims) missing(path string) error {
	var faults []error
	for _, c := range all {
		switch {
		case c.found:
		case c.from == "":
			faults = append(faults, fmt.Errorf("%s: entry %d: no ledger had the head %s: it was cut short or written anew since the head was posted", path, c.n, c.head))
		default:
			faults = append(faults, fmt.Errorf("%s: entry %d of %s of relationship %s is not as %s has it: the ledger was cut short or written anew since", path, c.n, c.ledger, c.rel, c.from))
		}
	}
	return errors.Join(faults...)
}

// find checks a file, a store or an export, ticks off the claims it fulfils, and returns the heads of its ledgers.
func (all claims) find(path string, secret config.Secret) ([]relationship.Head, error) {
	whether, err := exported(path)
	if err != nil {
		return nil, err
	}
	if whether {
		return all.findExported(path)
	}
	found, err := store.VerifyEach(path, []byte(secret.Reveal()), all.see)
	return found.Heads, err
}

// exported says whether a file is an export: text, where a store is not.
func exported(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("%w. Name a store, a backup or an export", err)
	}
	defer f.Close()
	var first [1]byte
	_, err = f.Read(first[:])
	return err == nil && first[0] == '{', nil
}

func (all claims) findExported(path string) ([]relationship.Head, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, err := relationship.VerifyExport(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, c := range all {
		if _, then, err := relationship.VerifyExportAt(bytes.NewReader(text), c.n); err == nil {
			all.see(then)
		}
	}
	return []relationship.Head{head}, nil
}
