package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"collab/config"
	"collab/store"
)

type erase struct {
	settings
	Person string `arg:"" help:"An account, such as slack/T1/U1 or mail/-/dana@example.org; or RELATIONSHIP/p3."`
	Yes    bool   `help:"Do it. It cannot be undone."`
}

// Run takes a person out of every record, or says what that would do.
func (e *erase) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := e.check(verb)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	all, err := held.Erase(e.Person, e.Yes)
	if err := errors.Join(err, held.Close()); err != nil {
		return err
	}
	lines := []string{e.first()}
	for _, one := range all {
		lines = append(lines, erasedIn(one))
	}
	lines = append(lines, e.last(c)...)
	_, err = fmt.Fprintln(env.out, strings.Join(lines, "\n"))
	return err
}

func (e *erase) first() string {
	if e.Yes {
		return "Erased, and the file was written anew:"
	}
	return "This would be erased, for good:"
}

// erasedIn is what happens in one relationship, in numbers.
func erasedIn(e store.Erased) string {
	line := fmt.Sprintf("  %s/%s, shown as %q: names, accounts and own words in %d entries", e.Relationship, e.Person, e.Shown, e.Words)
	if len(e.Asked) > 0 {
		line += fmt.Sprintf("; %d entries that every party reads, by or naming them, are put before the relationship managers of those who wrote them", len(e.Asked))
	}
	return line
}

// last says what still holds the words.
func (e *erase) last(c config.Config) []string {
	if !e.Yes {
		return []string{"and with it their forms, conversations, sessions, codes and messages that wait. Nothing was changed yet: say it again with --yes."}
	}
	lines := []string{"Exports made before now hold the words still, and so does what Slack and mail servers keep: whoever has them deletes them."}
	copies, err := copiesIn(c.Backup.Dir, c.File)
	if c.Backup.Dir == "" || err != nil {
		return append(lines, "So do backups made before now, wherever they are.")
	}
	lines = append(lines, "So do these backups, and any that lie elsewhere:")
	for _, old := range slices.Backward(copies) {
		lines = append(lines, "  "+old.path)
	}
	return lines
}
