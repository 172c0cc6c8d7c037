package trial

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

var apiBase = regexp.MustCompile(`Web API base:\s+(http://\S+)/api/`)

// Slack starts local-slack (https://github.com/parvalabs/local-slack) with a workspace, as JSON in its own form, and
// returns where it answers. It ends with the test. COLLAB_LOCAL_SLACK names the folder of its npm package.
func Slack(t *testing.T, workspace string) (base string) {
	t.Helper()
	binary := filepath.Join(os.Getenv("COLLAB_LOCAL_SLACK"), "bin/local-slack")
	if _, err := os.Stat(binary); err != nil {
		Missing(t, "COLLAB_LOCAL_SLACK does not name the folder of the npm package local-slack-linux-x64")
	}
	config := filepath.Join(t.TempDir(), "workspace.json")
	if err := os.WriteFile(config, []byte(workspace), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), binary, "--config", config, "--port", "0", "--base-host", "127.0.0.1", "--files-dir", t.TempDir())
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := apiBase.FindStringSubmatch(lines.Text()); found != nil {
			go io.Copy(io.Discard, out)
			return found[1]
		}
	}
	t.Fatal("local-slack did not start")
	return ""
}
