package store

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

// exportsOf are the joint and the own ledger of a relationship with redacted entries in both.
func exportsOf(t *testing.T) (exports map[string]string) {
	t.Helper()
	s := fresh(t, Options{Secret: secret})
	rel := begun(t, s, 1)
	record(t, s, rel, "", &relationship.InviteParty{Party: "cassini", Name: "Cassini & Søn \U0001f69a <b>"})
	joined(t, s, rel)
	record(t, s, rel, "", note("a \"quoted\" line\nand \u2028 another"))
	record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: 1})
	record(t, s, rel, "", &relationship.Redact{Ledger: relationship.Joint, N: 1})
	exports = map[string]string{}
	for _, ledger := range []string{relationship.Joint, "acme"} {
		var out bytes.Buffer
		if err := s.Export(rel, "acme", ledger, &out); err != nil {
			t.Fatal(err)
		}
		exports[ledger] = out.String()
	}
	return exports
}

func TestAnExportIsRefusedAfterAnyChange(t *testing.T) {
	for ledger, export := range exportsOf(t) {
		if _, err := relationship.VerifyExport(strings.NewReader(export)); err != nil {
			t.Fatalf("%s: %v\n%s", ledger, err, export)
		}
		refused := func(what, changed string) {
			t.Helper()
			if _, err := relationship.VerifyExport(strings.NewReader(changed)); err == nil {
				t.Errorf("%s: %s passes", ledger, what)
			}
		}
		header, _, _ := strings.Cut(export, "\n")
		for i := len(header) + 1; i < len(export); i++ {
			for _, bit := range []byte{1, 2, 32} {
				refused("a changed byte "+export[max(0, i-20):i], export[:i]+string([]byte{export[i] ^ bit})+export[i+1:])
			}
		}
		lines := strings.SplitAfter(strings.TrimSuffix(export, "\n"), "\n")
		lines[len(lines)-1] += "\n"
		for i := range lines {
			refused("a dropped line", strings.Join(slices.Delete(slices.Clone(lines), i, i+1), ""))
			refused("a doubled line", strings.Join(slices.Insert(slices.Clone(lines), i, lines[i]), ""))
			if swapped := slices.Clone(lines); i > 0 {
				swapped[i], swapped[i-1] = swapped[i-1], swapped[i]
				refused("swapped lines", strings.Join(swapped, ""))
			}
		}
	}
}

// The verifier in another language agrees, about an export and about a changed one.
func TestAnExportSatisfiesTheScript(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Log("there is no python3 here; docs/verify_test.go wants one")
		return
	}
	script, err := filepath.Abs("../docs/verify.py")
	if err != nil {
		t.Fatal(err)
	}
	for ledger, export := range exportsOf(t) {
		path := filepath.Join(t.TempDir(), "export.jsonl")
		write := func(text string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(export)
		if out, err := exec.Command(python, script, path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", ledger, err, out)
		}
		write(strings.Replace(export, `\"by\":\"p1\"`, `\"by\":\"p2\"`, 1))
		if err := exec.Command(python, script, path).Run(); err == nil {
			t.Errorf("%s: the script takes another author", ledger)
		}
	}
}

// An export of a party that left ends with its leaving, so that words erased later are gone from it without the entry
// that says so. It verifies all the same, and continues an older export; nobody else's does so, and none that goes on.
func TestAnExportOfAPartyThatLeftVerifiesAfterWordsInItWereErased(t *testing.T) {
	clock := &wall{now: noon}
	s := fresh(t, Options{Now: clock.read})
	rel, cleo, bo := several(t, s)
	as := func(by relationship.By, c relationship.Command) (n int) {
		clock.move(time.Minute)
		a, err := s.Record(rel, Key{}, by, c)
		if err != nil {
			t.Fatal(err)
		}
		return a.Numbers[relationship.Joint][0]
	}
	of := func(party string) string {
		var out bytes.Buffer
		if err := s.Export(rel, party, relationship.Joint, &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	claimed := as(ann, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "cassini", Text: "three trucks came late"})
	left := as(bo, &relationship.LeaveRelationship{Why: "the contract ends"})
	old := of("borealis")
	as(cleo, &relationship.MakeClaim{Kind: relationship.ClaimFailure, Against: "acme", Text: "so did another"})
	as(ann, &relationship.Redact{Ledger: relationship.Joint, N: claimed})
	as(bo, &relationship.Redact{Ledger: relationship.Joint, N: left}) // by whoever left
	now := of("borealis")
	if strings.Contains(now, "came late") || strings.Contains(now, "contract ends") || strings.Contains(now, "words redacted") {
		t.Error("more or other than what was before it left, or words that were erased")
	}
	_, then, err := relationship.VerifyExportAt(strings.NewReader(of("acme")), left+1)
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(now, "\n")
	further := strings.Replace(strings.Replace(header, fmt.Sprintf(`"entries":%d`, left), fmt.Sprintf(`"entries":%d`, left+1), 1),
		header[strings.Index(header, `"head":`):], fmt.Sprintf(`"head":"%s"}`, then), 1)
	lines := strings.SplitAfter(of("acme"), "\n")
	checked(t, now, old, "")
	checked(t, of("acme"), old, "")
	checked(t, of("cassini"), now, "")
	checked(t, strings.Replace(now, `"for":"borealis"`, `"for":"acme"`, 1), "", "its words are gone")
	checked(t, further+"\n"+strings.Join(lines[1:left+2], ""), "", "its words are gone")
}

// checked verifies an export here and in another language, also against an older one, and wants this fault; none when
// empty.
func checked(t *testing.T, export, since, fault string) {
	t.Helper()
	head, err := relationship.VerifyExport(strings.NewReader(export))
	if (err == nil) != (fault == "") || err != nil && !strings.Contains(err.Error(), fault) {
		t.Errorf("wanted %q: %v", fault, err)
	}
	dir := t.TempDir()
	args := []string{"../docs/verify.py", filepath.Join(dir, "export.jsonl")}
	if since != "" {
		before, err := relationship.VerifyExport(strings.NewReader(since))
		_, then, failed := relationship.VerifyExportAt(strings.NewReader(export), before.N)
		if err != nil || failed != nil || before.Link != then.Link {
			t.Errorf("%v is not part of %v: %v, %v", before, head, err, failed)
		}
		args = append(args, "--since", filepath.Join(dir, "since.jsonl"))
	}
	for name, text := range map[string]string{"export.jsonl": export, "since.jsonl": since} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Log("there is no python3 here; docs/verify_test.go wants one")
		return
	}
	if out, err := exec.Command(python, args...).CombinedOutput(); (err == nil) != (fault == "") || !strings.Contains(string(out), fault) {
		t.Errorf("wanted %q: %v, %s", fault, err, out)
	}
}
