package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"collab/bot"
	"collab/config"
	"collab/store"
)

type erase struct {
	settings
	Person string `arg:"" help:"An account, such as slack/T1/U1 or dana@example.org; or RELATIONSHIP/p3."`
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
	done, err := held.Erase(e.account(), e.Yes)
	if err := errors.Join(err, held.Close()); err != nil {
		return err
	}
	lines := []string{"This would be erased, for good:"}
	if e.Yes {
		lines = []string{"Erased, and the file was written anew:"}
	}
	lines = append(lines, erasedWords(done)...)
	if !e.Yes {
		lines = append(lines, "Nothing was changed yet: say it again with --yes.")
	} else {
		lines = append(lines, stillHeld(c)...)
	}
	_, err = fmt.Fprintln(env.out, strings.Join(lines, "\n"))
	return err
}

// account is the person as the store knows accounts: an address however it was written.
func (e *erase) account() string {
	if to, err := bot.Mailbox(strings.TrimPrefix(e.Person, "mail/-/")); err == nil {
		return to.String()
	}
	return e.Person
}

// erasedWords says in numbers what goes.
func erasedWords(done store.Erased) (lines []string) {
	for _, in := range done.In {
		line := fmt.Sprintf("  %s/%s, shown as %q: names, accounts and own words in %d entries", in.Relationship, in.Person, in.Shown, in.Words)
		if in.Words == 0 && len(in.Asked) == 0 {
			line = fmt.Sprintf("  %s/%s, shown as %q: nothing is left", in.Relationship, in.Person, in.Shown)
		}
		if n := len(in.Asked); n > 0 {
			line += fmt.Sprintf("; %d that every party reads, by or naming them, are put before the relationship managers of those who wrote them", n)
		}
		lines = append(lines, line)
		for _, party := range in.Unled {
			lines = append(lines, fmt.Sprintf("    %s has no relationship manager without them. To give it one: collab appoint %s %s", party, in.Relationship, party))
		}
	}
	lines = append(lines, fmt.Sprintf("  beside the record %d rows: forms, conversations, sessions, codes, messages and what was asked", done.Beside))
	if done.Installer {
		lines = append(lines, "  the right to begin relationships")
	}
	return lines
}

// stillHeld says what still holds the words.
func stillHeld(c config.Config) []string {
	lines := []string{"Exports made before now hold the words still, and so does what Slack, Teams and mail servers keep: whoever has them deletes them."}
	var files []string
	copies, err := copiesIn(c.Backup.Dir, c.File)
	for _, old := range slices.Backward(copies) {
		files = append(files, "  "+old.path)
	}
	aside, _ := filepath.Glob(escaped(c.File) + setAside + "*") // the pattern is well formed
	for _, old := range aside {
		files = append(files, "  "+old)
	}
	if c.Backup.Dir == "" || err != nil {
		lines = append(lines, "So do backups made before now, wherever they are.")
	}
	if len(files) > 0 {
		lines = append(append(lines, "So do these files, and copies of them that lie elsewhere:"), files...)
	}
	return lines
}
