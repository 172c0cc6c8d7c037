package main

import (
	"strings"
	"testing"

	"collab/store"
)

func TestWhoeverRunsTheServerErasesSomebody(t *testing.T) {
	d := sit(t)
	rel := d.record("collab.db", store.Live, 2)
	d.refuses([]string{"erase", "mail/-/nobody@acme.example", "--yes", d.store("collab.db")}, "nobody is known")
	if out := d.does("erase", rel+"/p1", d.store("collab.db")); !strings.Contains(out, "former member 1 of") || !strings.Contains(out, "--yes") {
		t.Error(out)
	}
	if out := d.does("erase", rel+"/p1", "--yes", d.store("collab.db")); !strings.Contains(out, "Erased") || !strings.Contains(out, "backups made before now") {
		t.Error(out)
	}
	d.does("verify", d.store("collab.db"))
}
