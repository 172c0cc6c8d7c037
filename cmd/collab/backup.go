package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
)

type backup struct {
	settings
	File string `arg:"" help:"The file to write; it must not exist yet."`
}

// Run writes a copy of the store that is verified before it gets its name.
func (b *backup) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := b.check(verb)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	if err := errors.Join(held.Backup(ctx, b.File), held.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s is a verified copy of %s\n", b.File, c.File)
	return err
}
