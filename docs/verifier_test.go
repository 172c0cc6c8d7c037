package docs_test

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"collab/trial"
)

// again runs the script whenever it is sent a line of arguments, as if each time on a command line of its own, and says
// what it printed and its exit status: starting Python some hundred times would take longer than everything else here.
const again = `
import contextlib, io, json, runpy, sys
for line in sys.stdin:
    sys.argv, said, status = json.loads(line), io.StringIO(), None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(sys.argv[0], run_name="__main__")
        except SystemExit as exit:
            status = exit.code
            if isinstance(status, str):
                print(status)
                status = 1
    print(json.dumps({"said": said.getvalue(), "status": status or 0}), flush=True)
`

// verifier runs the script on exports.
type verifier struct {
	t       *testing.T
	script  string
	dir     string
	asks    io.Writer
	answers *bufio.Reader
}

func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		trial.Missing(t, "there is no python3, and without it nobody has checked the verifier")
	}
	return path
}

func newVerifier(t *testing.T) verifier {
	t.Helper()
	source, err := os.ReadFile("verify.py") // read here, so that the test cache sees when it changes
	if err != nil {
		t.Fatal(err)
	}
	v := verifier{t: t, dir: t.TempDir()}
	v.script = v.file(string(source))
	script := exec.Command(python(t), "-c", again)
	script.Stderr = t.Output()
	asks, err := script.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, err := script.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := script.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		asks.Close()
		if err := script.Wait(); err != nil {
			t.Error(err)
		}
	})
	v.asks, v.answers = asks, bufio.NewReader(answers)
	return v
}

// file keeps content in a file of its own and returns the path.
func (v verifier) file(content string) string {
	v.t.Helper()
	path := filepath.Join(v.dir, hex.EncodeToString(sum([]byte(content))))
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		v.t.Fatal(err)
	}
	return path
}

// run says what the script printed, and whether that was an acceptance.
func (v verifier) run(content string, flags ...string) (said string, accepted bool) {
	v.t.Helper()
	if err := json.NewEncoder(v.asks).Encode(append([]string{v.script, v.file(content)}, flags...)); err != nil {
		v.t.Fatal(err)
	}
	line, err := v.answers.ReadBytes('\n')
	if err != nil {
		v.t.Fatal("the script ended: ", err)
	}
	var answer struct {
		Said   string `json:"said"`
		Status int    `json:"status"`
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		v.t.Fatal(err)
	}
	said = strings.TrimSuffix(answer.Said, "\n")
	if strings.Contains(said, "\n") || answer.Status > 1 {
		v.t.Fatalf("more than one line, or exit status %d:\n%s", answer.Status, said)
	}
	return said, answer.Status == 0
}

func (v verifier) accepts(content string, flags ...string) {
	v.t.Helper()
	if said, ok := v.run(content, flags...); !ok || !strings.HasPrefix(said, "ok: ") {
		v.t.Errorf("refused what is right: %s\n%s", said, content)
	}
}

// refuses requires a refusal whose words contain about: the entry, the header, or the fault.
func (v verifier) refuses(about, content string, flags ...string) {
	v.t.Helper()
	if said, ok := v.run(content, flags...); ok || !strings.Contains(said, about) {
		v.t.Errorf("want a refusal about %q, got: %s\n%s", about, said, content)
	}
}

// As it is run by whoever checks an export: by itself, for its exit status.
func TestCommandLine(t *testing.T) {
	v := newVerifier(t)
	sound, changed := vector(), vector()
	changed.lines[1].Link = firstLink
	for _, c := range []struct {
		export *export
		status int
		said   string
	}{{sound, 0, "ok: "}, {changed, 1, "entry 2"}} {
		script := exec.Command(python(t), v.script, v.file(c.export.String()))
		said, err := script.CombinedOutput()
		if status := script.ProcessState.ExitCode(); status != c.status || !strings.Contains(string(said), c.said) {
			t.Errorf("exit status %d (%v): %s", status, err, said)
		}
	}
}
