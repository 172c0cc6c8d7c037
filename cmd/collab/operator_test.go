package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"collab/store"
)

func TestBackupRestoreVerify(t *testing.T) {
	d := sit(t)
	rel := d.record("collab.db", store.Live, 3)
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.refuses([]string{"backup", d.path("copy.db"), d.store("collab.db")}, "it exists already")
	d.refuses([]string{"restore", d.path("copy.db"), d.store("collab.db")}, "--force")
	d.does("restore", d.path("copy.db"), d.store("new.db"))
	if out := d.does("verify", d.store("new.db")); !strings.Contains(out, rel+"\tacme\t") || !strings.Contains(out, "is whole") {
		t.Error(out)
	}
	if out := d.does("restore", d.path("copy.db"), d.store("collab.db"), "--force"); !strings.Contains(out, "what stood there is") {
		t.Error(out)
	}
	kept, err := filepath.Glob(d.path("collab.db.before-*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	d.does("verify", kept[0])
}

func TestBackupOfADemo(t *testing.T) {
	d := sit(t)
	d.record("demo.db", store.Demo, 1)
	d.does("backup", d.path("copy.db"), d.store("demo.db"))
	d.does("verify", d.path("copy.db"))
}

func TestNothingIsMadeOfAStoreThatIsNotThere(t *testing.T) {
	d := sit(t)
	d.refuses([]string{"backup", d.path("copy.db"), d.store("gone.db")}, "does not exist")
	d.refuses([]string{"verify", d.store("gone.db")}, "gone.db")
	d.refuses([]string{"restore", d.path("gone.db"), d.store("new.db")}, "gone.db")
	if _, err := os.Stat(d.path("gone.db")); err == nil {
		t.Error("a store was made")
	}
}

// head is the newest head of a ledger, as verify prints it.
func head(t *testing.T, out, ledger string) string {
	t.Helper()
	_, rest, _ := strings.Cut(out, "\t"+ledger+"\t")
	found, _, ok := strings.Cut(rest, "\n")
	if !ok {
		t.Fatalf("no head of %s in %s", ledger, out)
	}
	return found
}

func TestVerifyComparesWithWhatWasKnownBefore(t *testing.T) {
	d := sit(t)
	d.record("collab.db", store.Live, 2)
	d.does("backup", d.path("old.db"), d.store("collab.db"))
	old := head(t, d.does("verify", d.store("collab.db")), "acme")
	d.record("collab.db", store.Live, 2)
	newest := head(t, d.does("verify", d.store("collab.db")), "acme")
	d.does("verify", d.store("collab.db"), "--head", old, "--since", d.path("old.db"))
	d.does("verify", d.store("collab.db"), "--head", newest)
	d.refuses([]string{"verify", d.path("old.db"), "--head", newest}, "no ledger had the head "+newest)
	d.refuses([]string{"verify", d.path("old.db"), "--since", d.path("collab.db")}, "of acme", "cut short or written anew")
	d.refuses([]string{"verify", d.path("old.db"), "--head", "12"}, "is not a head")
	d.record("other.db", store.Live, 9)
	d.refuses([]string{"verify", d.path("other.db"), "--since", d.path("old.db")}, "written anew")
}

func TestDamageIsFoundInAProcessOfItsOwn(t *testing.T) {
	d := sit(t)
	d.record("collab.db", store.Live, 3)
	text, err := os.ReadFile(d.path("collab.db"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(text), "two weeks more", "two weeks less")
	damaged := d.file("damaged.db", changed)
	d.refuses([]string{"verify", damaged}, "damaged.db", "of acme")
	d.refuses([]string{"restore", damaged, d.store("new.db")}, "of acme")
	d.refuses([]string{"verify", d.file("short.db", string(text[:5000]))}, "short.db")
	d.variables = append(clean(d.variables), asProgram+"=crash")
	d.refuses([]string{"verify", d.path("collab.db")}, "checking it ended the process")
}

func TestSealedStoreNeedsItsKey(t *testing.T) {
	d := sit(t)
	d.variables = append(d.variables, "COLLAB_SECRET_KEY="+strings.Repeat("A", 43)+"=")
	d.refuses([]string{"backup", d.path("copy.db"), d.store("none.db")}, "does not exist")
	s, err := store.Open("bolt:"+d.path("collab.db"), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	begin(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.does("backup", d.path("copy.db"), d.store("collab.db"))
	d.does("restore", d.path("copy.db"), d.store("new.db"))
	d.variables = append(clean(d.variables), asProgram+"=yes")
	d.refuses([]string{"verify", d.store("collab.db")}, "no key is given", "COLLAB_SECRET_KEY")
}

func TestPrivacyOfExportThatCanBeVerifiedElsewhere(t *testing.T) {
	d := sit(t)
	rel := d.record("collab.db", store.Live, 2)
	d.refuses([]string{"export", "nobody", "--for", "acme", "-o", d.path("out"), d.store("collab.db")}, "no such relationship")
	d.refuses([]string{"export", rel, "--for", "borealis", "-o", d.path("out"), d.store("collab.db")}, "borealis")
	d.does("export", rel, "--for", "acme", "-o", d.path("out"), d.store("collab.db"))
	if left, err := os.ReadDir(d.path("out")); err != nil || len(left) != 2 {
		t.Error(left, err)
	}
	for _, name := range []string{"joint", "acme"} {
		file := d.path("out/" + name + ".jsonl")
		posted := head(t, d.does("verify", file), name)
		d.does("verify", file, "--head", posted, "--since", file)
		d.refuses([]string{"verify", file, "--head", "1-T2VZ-M2PV-0X37-NWYV"}, "no ledger had the head")
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		inPython(t, file, posted)
	}
	text, err := os.ReadFile(d.path("out/acme.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	cut := d.file("cut.jsonl", string(text[:strings.LastIndex(string(text[:len(text)-1]), "\n")+1]))
	d.refuses([]string{"verify", cut}, "announced")
	d.refuses([]string{"export", rel, "--for", "acme", "-o", d.path("out"), d.store("collab.db")}, "exists")
}

// inPython checks an export with the verifier that is not of this program.
func inPython(t *testing.T, file, posted string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no python3 found; CI needs one")
		}
		t.Log("no python3 found: the other verifier was not tried")
		return
	}
	if out, err := exec.Command(python, "../../docs/verify.py", "--head", posted, file).CombinedOutput(); err != nil {
		t.Errorf("%s: %v", out, err)
	}
}
