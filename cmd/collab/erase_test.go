package main

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"collab/store"
)

// erased is what the verb says, without what differs from run to run.
func (d *desk) erased(rel string, args ...string) string {
	d.Helper()
	return strings.ReplaceAll(strings.ReplaceAll(d.does(append([]string{"erase"}, args...)...), rel, "REL"), d.dir, "DIR")
}

func TestWhoeverRunsTheServerErasesSomebody(t *testing.T) {
	d := sit(t)
	rel := d.record("collab.db", store.Live, 2)
	at, copies := d.store("collab.db"), "--backup-dir="+d.path("copies")
	if err := os.Mkdir(d.path("copies"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"collab-2026-03-02T09-00-00Z.db", "collab-2026-03-01T09-00-00Z.db", "other-2026-03-01T09-00-00Z.db", "notes.txt"} {
		d.file("copies/"+name, "")
	}
	d.file("collab.db.before-20260301T090000.000Z", "")
	for _, nobody := range []string{"mail/-/nobody@acme.example", "nobody@acme.example", "slack/T1/U1", rel + "/p7", "p1", "ann"} {
		d.refuses([]string{"erase", nobody, "--yes", at}, "nobody is known by that, or not any more. Give an account, such as dana@example.org or slack/T01/U01, or RELATIONSHIP/p3")
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"web/demo/ann"}, `This would be erased, for good:
  REL/p1, shown as "former member 1 of Acme": names, accounts and own words in 4 entries; 1 that every party reads, by or naming them, are put before the relationship managers of those who wrote them
    acme has no relationship manager without them. To give it one: collab appoint REL acme
  beside the record 1 rows: forms, conversations, sessions, codes, messages and what was asked
Nothing was changed yet: say it again with --yes.
`}, {[]string{"web/demo/ann", "--yes", copies}, `Erased, and the file was written anew:
  REL/p1, shown as "former member 1 of Acme": names, accounts and own words in 4 entries; 1 that every party reads, by or naming them, are put before the relationship managers of those who wrote them
    acme has no relationship manager without them. To give it one: collab appoint REL acme
  beside the record 1 rows: forms, conversations, sessions, codes, messages and what was asked
Exports made before now hold the words still, and so does what Slack, Teams and mail servers keep: whoever has them deletes them.
So do these files, and copies of them that lie elsewhere:
  DIR/copies/collab-2026-03-01T09-00-00Z.db
  DIR/copies/collab-2026-03-02T09-00-00Z.db
  DIR/collab.db.before-20260301T090000.000Z
`}, {[]string{rel + "/p1", "--yes"}, `Erased, and the file was written anew:
  REL/p1, shown as "former member 1 of Acme": nothing is left
    acme has no relationship manager without them. To give it one: collab appoint REL acme
  beside the record 0 rows: forms, conversations, sessions, codes, messages and what was asked
Exports made before now hold the words still, and so does what Slack, Teams and mail servers keep: whoever has them deletes them.
So do backups made before now, wherever they are.
So do these files, and copies of them that lie elsewhere:
  DIR/collab.db.before-20260301T090000.000Z
`},
	} {
		if got := d.erased(rel, append(c.args, at)...); got != c.want {
			t.Errorf("erase %v:\n%s\nwanted:\n%s", c.args, got, c.want)
		}
	}
	d.does("verify", at)
	d.refuses([]string{"erase", "web/demo/ann", at}, "or not any more")
}

// Somebody is erased while the server serves: their session, their link and their letters end, nobody is shown their name,
// and who manages what is asked once whether joint words go as well.
func TestPrivacyOfErasingSomebodyWhileTheServerServes(t *testing.T) {
	p := openPorch(t, true)
	kim := p.hosts()
	kim.says("members invite Borealis dana@borealis.example").wants(200, "A letter went to")
	_, link := p.next()
	dana := p.guest().open(link).press("/in").press("/in/join", "f.person", "Dana Reyes", "f.zone", "UTC").wants(200, "relationship manager of Borealis")
	kim.says("settings pause \"Dana Reyes is ill\"").wants(200, "is paused")
	away := p.guest().open("/").press("/letter", "address", "dana@borealis.example")
	_, link = p.next()
	rel, _, _ := strings.Cut(p.does("verify", p.store("door.db")), "\t")
	would := p.erased(rel, "Dana@BOREALIS.example", p.store("door.db"))
	if !strings.Contains(would, `REL/p2, shown as "former member 2 of Borealis"`) || !strings.Contains(would, "collab appoint REL borealis") {
		t.Error(would)
	}
	dana.open("/home").wants(200, "Dana Reyes")
	if did := p.erased(rel, "Dana@BOREALIS.example", "--yes", p.store("door.db")); !strings.Contains(did, "written anew") {
		t.Error(did)
	}
	if dana.open("/home"); dana.path != "/" {
		t.Errorf("the session goes on: %s", bodyOf(dana.body))
	}
	away.open(link).wants(http.StatusGone, "This link does not sign you in").lacks("Dana Reyes")
	p.refuses([]string{"erase", "dana@borealis.example", p.store("door.db")}, "nobody is known by that, or not any more")
	posted := p.posted()
	p.guest().open("/").press("/letter", "address", "dana@borealis.example").wants(200, "If dana@borealis.example takes part here")
	kim.open("/direct").lacks("Dana Reyes").open("/relationship/acme-borealis").lacks("Dana Reyes").says("members").lacks("Dana Reyes", "dana@")
	kim.says("todo").wants(200, "Words by or naming former member 2 of Borealis", "erase or to keep").says("erase asked 1").wants(200, "relationship paused", "Keep all of it")
	kim.says("erase asked 1 gone").wants(200, "Nothing by or naming").says("erase asked 1 gone").wants(200, "decided on all of it already")
	kim.says("settings").lacks("is ill").says("todo").wants(200, "Nothing waits for you")
	if p.posted() != posted {
		t.Error("a letter went to somebody who was erased")
	}
	p.does("verify", p.store("door.db"))
}
