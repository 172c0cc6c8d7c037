package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"collab/relationship"
	"collab/store"
)

type export struct {
	settings
	Relationship string `arg:"" help:"Id of the relationship; collab verify lists them."`
	For          string `required:"" placeholder:"PARTY" help:"Whose export it is: the party's short name."`
	Out          string `short:"o" required:"" placeholder:"DIR" type:"path" help:"Directory to write to; made when it does not exist."`
}

// Run writes the two ledgers a party may read, a file each.
func (e *export) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := e.check(verb)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	if err := errors.Join(e.write(held), held.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "Written to %s. Check it with collab verify FILE, or with python3 verify.py FILE.\n", e.Out)
	return err
}

func (e *export) write(held hold) error {
	if err := os.MkdirAll(e.Out, 0o700); err != nil {
		return err
	}
	for _, ledger := range []string{relationship.Joint, e.For} { // audience: a party takes joint and its own ledger, no other; mutate: s/e.For}/"borealis"}/
		path := filepath.Join(e.Out, ledger+".jsonl")
		err := held.Export(e.Relationship, e.For, ledger, path)
		if err != nil && strings.Contains(err.Error(), store.ErrNotFound.Error()) { // a running server sends its errors as text
			return fmt.Errorf("%w, or %s has no part in it. collab verify lists them", err, e.For)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
