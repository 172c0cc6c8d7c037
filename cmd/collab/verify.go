package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"collab/config"
	"collab/store"
)

type verify struct {
	settings
	File  string `arg:"" optional:"" help:"A store, a backup or an export; the store of the settings when left out."`
	Head  string `placeholder:"HEAD" help:"A head that was posted once, such as 57-T2VZ-M2PV-0X37-NWYV: the record must still contain it."`
	Since string `placeholder:"OLD" help:"An older backup or export: nothing in it may be missing or different."`
	Here  bool   `hidden:"" help:"Check in this process."`
}

// Run checks a file. A store is checked in a process of its own; of one that is in use, a copy is.
func (v *verify) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := v.check(verb)
	if err != nil {
		return err
	}
	path := v.File
	if path == "" {
		path = c.File
	}
	if v.Here {
		return v.here(env.out, path, c.SecretKey)
	}
	o, err := store.Dial(path)
	if err != nil {
		return v.apart(ctx, env, c.SecretKey, path, path)
	}
	defer o.Close()
	dir, err := os.MkdirTemp(filepath.Dir(path), ".verify")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "copy")
	if err := o.Backup(ctx, copied); err != nil {
		return err
	}
	return v.apart(ctx, env, c.SecretKey, copied, path)
}

// apart checks a file in a process of its own, and speaks of it by the name the operator knows.
func (v *verify) apart(ctx context.Context, env environment, secret config.Secret, path, name string) error {
	args := []string{"verify", "--here"}
	if v.Head != "" {
		args = append(args, "--head="+v.Head)
	}
	if v.Since != "" {
		args = append(args, "--since="+v.Since)
	}
	said, err := apart(ctx, env, secret, append(args, "--", path)...)
	if err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), path, name))
	}
	_, err = io.WriteString(env.out, strings.ReplaceAll(said, path, name))
	return err
}

// here checks a file, and that it contains what was known of it before.
func (v *verify) here(out io.Writer, path string, secret config.Secret) error {
	wanted, err := v.wanted(secret)
	if err != nil {
		return err
	}
	heads, err := wanted.find(path, secret)
	if damage := new(store.Fault); errors.As(err, &damage) && errors.Is(err, store.ErrCorrupt) {
		return fmt.Errorf("%s is damaged: %s. Restore the newest backup that verifies", damage.Path, damage.Reason)
	}
	if err != nil {
		return err
	}
	if err := wanted.missing(path); err != nil {
		return err
	}
	entries := 0
	for _, h := range heads {
		entries += h.N
		fmt.Fprintf(out, "%s\t%s\t%s\n", h.Relationship, h.Ledger, h)
	}
	ledgers := "ledgers"
	if len(heads) == 1 {
		ledgers = "ledger"
	}
	_, err = fmt.Fprintf(out, "%s is whole: %d entries in %d %s\n", path, entries, len(heads), ledgers)
	return err
}

// wanted is what the file must contain.
func (v *verify) wanted(secret config.Secret) (all claims, err error) {
	if v.Head != "" {
		if all, err = posted(v.Head); err != nil {
			return nil, err
		}
	}
	if v.Since == "" {
		return all, nil
	}
	old, err := claims(nil).find(v.Since, secret)
	for _, h := range old {
		all = append(all, &claim{rel: h.Relationship, ledger: h.Ledger, n: h.N, link: &h.Link, head: h.String(), from: v.Since})
	}
	return all, err
}
