package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"collab/config"
	"collab/relationship"
	"collab/store"
)

type drill struct {
	settings
	File string `arg:"" optional:"" help:"The backup; the newest one in the folder of backups when left out."`
}

// Run goes through everything that a restore takes, on a copy that is thrown away: a backup that was never restored is a
// hope. It fails when the backup could not take the place of the store.
func (d *drill) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := d.check(verb)
	if err != nil {
		return err
	}
	path, err := d.chosen(c)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := checkApart(ctx, env, c.SecretKey, path); err != nil {
		return err
	}
	r, err := rehearse(c, path)
	if err != nil {
		return err
	}
	since, err := r.compare(ctx, env, c, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s can be restored: it was, and replayed, in %.1f s. Relationships: %d, ledgers: %d, entries: %d.\n%s\n",
		path, time.Since(began).Seconds(), r.found.Relationships, r.found.Ledgers, r.found.Entries, since)
	return err
}

// chosen is the backup that was named, or the newest one.
func (d *drill) chosen(c config.Config) (string, error) {
	switch {
	case d.File != "":
		return d.File, nil
	case !c.Backup.On():
		return "", errors.New("no backup is named. Name a file, or set COLLAB_BACKUP_DIR as the server has it")
	}
	all, err := copiesIn(c.Backup.Dir, c.File)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s holds no backup of %s. The server makes one when it starts; collab backup FILE makes one now", c.Backup.Dir, c.File)
	}
	if err != nil {
		return "", err
	}
	return all[0].path, nil
}

// rehearsal is what a restored copy turned out to hold.
type rehearsal struct {
	found  store.Verified
	copied string // where it was restored to
}

// rehearse restores a backup beside the store, opens it and replays every ledger of it.
func rehearse(c config.Config, backup string) (r rehearsal, err error) {
	dir, err := os.MkdirTemp(placeFor(c.File), ".drill")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	r.copied = filepath.Join(dir, "restored.db")
	if err := roomFor(backup, dir); err != nil {
		return r, err
	}
	if err := store.Restore(backup, r.copied, secretOf(c), time.Now()); err != nil {
		return r, err
	}
	if r.found, err = store.VerifyFile(r.copied, []byte(c.SecretKey.Reveal())); err != nil {
		return r, err
	}
	c.Store = "bolt:" + r.copied
	s, err := openMarked(c, store.Options{Secret: secretOf(c), Next: relationship.View.Next, Rules: rules()})
	if err != nil {
		return r, err
	}
	return r, errors.Join(replayed(s), s.Close())
}

// placeFor is where a copy is put: beside the store, where there is room for one when it comes to the worst; in the
// folder for temporary files on a machine that has no store.
func placeFor(file string) string {
	if info, err := os.Stat(filepath.Dir(file)); err == nil && info.IsDir() {
		return filepath.Dir(file)
	}
	return os.TempDir()
}

func roomFor(backup, dir string) error {
	info, err := os.Stat(backup)
	if err != nil {
		return err
	}
	if need, free := uint64(info.Size())+scarce/2, freeIn(dir); free < need {
		return fmt.Errorf("%s has %d MB left, and the drill needs %d. Make room there", filepath.Dir(dir), free>>20, need>>20)
	}
	return nil
}

// replayed replays every view of every relationship, and reckons what is owed and how often they met. Nothing of it is shown.
func replayed(s *store.Store) (err error) {
	for _, rel := range s.Relationships() {
		parties := []string{""}
		reckon := func(v relationship.View) {
			v.Duties(s.Now())
			v.Shared.Adherence(s.Now())
		}
		_, fault := s.Read(rel, "", func(v relationship.View) {
			reckon(v)
			for _, p := range v.Shared.All() {
				if p.State == relationship.PartyActive || p.State == relationship.PartyLeft {
					parties = append(parties, p.ID)
				}
			}
		})
		err = errors.Join(err, fault)
		for _, party := range parties[1:] {
			_, fault := s.Read(rel, party, reckon)
			err = errors.Join(err, fault)
		}
	}
	return err
}

// compare sees that the store in use continues every ledger as the backup has it, and says how much came since.
func (r rehearsal) compare(ctx context.Context, env environment, c config.Config, backup string) (said string, err error) {
	if o, err := store.Dial(c.File); err == nil {
		said, err := r.compareServed(o, c.File, backup)
		return said, errors.Join(err, o.Close())
	}
	if _, err := os.Stat(c.File); errors.Is(err, fs.ErrNotExist) {
		return c.File + " does not exist, so there was nothing to compare it with.", nil
	}
	if _, err := apart(ctx, env, c.SecretKey, "verify", "--here", "--since="+backup, "--", c.File); err != nil {
		return "", err
	}
	return c.File + " continues all of it.", nil
}

func (r rehearsal) compareServed(o *store.Operator, file, backup string) (said string, err error) {
	var all claims
	since := 0
	for _, h := range r.found.Heads {
		one := &claim{rel: h.Relationship, ledger: h.Ledger, n: h.N, head: h.String(), from: backup}
		then, err := o.Head(h.Relationship, h.Ledger, h.N)
		one.found = err == nil && then == one.head
		all = append(all, one)
		if now, err := o.Head(h.Relationship, h.Ledger, 0); err == nil {
			n, _ := relationship.PostedNumber(now)
			since += n - h.N
		}
	}
	return fmt.Sprintf("%s continues all of it; entries since in these ledgers: %d.", file, since), all.missing(file)
}
