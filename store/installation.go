package store

import (
	"bytes"
	"errors"
	"strings"

	"go.etcd.io/bbolt"
)

func installationKey(platform, home string) []byte { return []byte(platform + ":" + home) }

// PutInstallation keeps what a platform gave us to work in one home there, in any encoding, in the place of what was
// kept for it before. It is on disk when it returns. As it lets whoever has it act in our name, it is kept sealed only.
func (s *Store) PutInstallation(platform, home string, installation []byte) error {
	switch {
	case !s.secret.on():
		return &Fault{ErrSecret, s.path, "an installation holds a token, and there is no key to seal it with",
			"Begin a new store with COLLAB_SECRET_KEY set: openssl rand -base64 32"}
	case platform == "" || home == "":
		return errors.New("an installation without a platform or a home")
	}
	key := installationKey(platform, home)
	sealed, err := s.sealRow(installations, key, installation)
	if err != nil {
		return err
	}
	s.update(func(r *rows) { r.put(installations, key, sealed) })
	return nil
}

// Installations are all that is kept for a platform, by home.
func (s *Store) Installations(platform string) (map[string][]byte, error) {
	kept := map[string][]byte{}
	prefix := installationKey(platform, "")
	err := s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(installations.name()).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			installation, err := s.openRow(installations, k, v)
			if err != nil {
				return err
			}
			kept[strings.TrimPrefix(string(k), string(prefix))] = installation
		}
		return nil
	})
	return kept, err
}

// DropInstallation forgets what was kept for a home, if anything.
func (s *Store) DropInstallation(platform, home string) {
	s.update(func(r *rows) { r.drop(installations, installationKey(platform, home)) })
}
