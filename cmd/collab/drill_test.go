package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"collab/store"
)

// The drill goes through a restore while the store is served, while it is not, and where there is none.
func TestDrill(t *testing.T) {
	d := sit(t)
	d.record("collab.db", store.Live, 3)
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.record("collab.db", store.Live, 2)
	if out := d.does("drill", d.path("copy.db"), d.store("collab.db")); !strings.Contains(out, "Relationships: 1, ledgers: 2, entries: 10.") || !strings.Contains(out, "collab.db continues all of it.") {
		t.Error(out)
	}
	if out := d.does("drill", d.path("copy.db"), d.store("none/collab.db")); !strings.Contains(out, "nothing to compare it with") {
		t.Error(out)
	}
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	d.answers("collab.db")
	if out := d.does("drill", d.path("copy.db"), d.store("collab.db")); !strings.Contains(out, "entries since in these ledgers: 2.") {
		t.Error(out)
	}
	if left, err := filepath.Glob(d.path(".drill*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// answers waits until the process that serves a store answers operators.
func (d *desk) answers(name string) {
	d.Helper()
	for {
		if o, err := store.Dial(d.path(name)); err == nil {
			_ = o.Close()
			return
		}
	}
}

func TestDrillOfTheNewestBackup(t *testing.T) {
	d := sit(t)
	d.record("collab.db", store.Live, 1)
	copies := "--backup-dir=" + d.path("copies")
	d.refuses([]string{"drill", d.store("collab.db")}, "no backup is named", "COLLAB_BACKUP_DIR")
	d.refuses([]string{"drill", copies, d.store("collab.db")}, "copies")
	if err := os.Mkdir(d.path("copies"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.refuses([]string{"drill", copies, d.store("collab.db")}, "holds no backup of")
	stop := d.start("serve", "--listen=127.0.0.1:0", copies, d.store("collab.db"))
	d.log.wait(t, `backup made and (verified)`)
	stop()
	if out := d.does("drill", copies, d.store("collab.db")); !strings.Contains(out, "copies/collab-2") {
		t.Error(out)
	}
}

func TestDrillFails(t *testing.T) {
	d := sit(t)
	d.record("collab.db", store.Live, 3)
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.record("other.db", store.Live, 3)
	d.refuses([]string{"drill", d.path("copy.db"), d.store("other.db")}, "written anew")
	d.start("serve", "--listen=127.0.0.1:0", d.store("other.db"))
	d.answers("other.db")
	d.refuses([]string{"drill", d.path("copy.db"), d.store("other.db")}, "of relationship", "cut short or written anew")
	d.refuses([]string{"drill", d.path("gone.db"), d.store("collab.db")}, "gone.db")
	text, err := os.ReadFile(d.path("copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	d.refuses([]string{"drill", d.file("damaged.db", strings.ReplaceAll(string(text), "two weeks more", "two weeks less")), d.store("collab.db")}, "of acme")
}

func TestDrillNeedsTheKey(t *testing.T) {
	d := sit(t)
	s, err := store.Open("bolt:"+d.path("collab.db"), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	begin(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.variables = append(d.variables, "COLLAB_SECRET_KEY="+strings.Repeat("A", 43)+"=")
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.does("drill", d.path("copy.db"), d.store("collab.db"))
	d.variables = append(clean(d.variables), asProgram+"=yes")
	d.refuses([]string{"drill", d.path("copy.db"), d.store("collab.db")}, "its words are sealed and no key is given", "Set COLLAB_SECRET_KEY to the key this store was created with")
}
