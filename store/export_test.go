package store

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
