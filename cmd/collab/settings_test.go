package main

import (
	"os"
	"strings"
	"testing"
)

func (d *desk) file(name, text string) string {
	d.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return d.path(name)
}

// Which of three stores does not exist tells whose word counted.
func TestCommandLineThenEnvironmentThenFile(t *testing.T) {
	d := sit(t)
	given := "--config=" + d.file("collab.json", `{"store": "bolt:/nowhere/file.db"}`)
	backup := []string{"backup", d.path("copy.db")}
	d.refuses(append(backup, given), "/nowhere/file.db")
	d.variables = append(d.variables, "COLLAB_STORE=bolt:/nowhere/environment.db")
	d.refuses(append(backup, given), "/nowhere/environment.db")
	d.refuses(append(backup, given, "--store=bolt:/nowhere/flag.db"), "/nowhere/flag.db")
}

func TestAllFaultsAtOnceAndNoSecret(t *testing.T) {
	d := sit(t)
	d.variables = append(d.variables, "COLLAB_LISTEN=here", "COLLAB_SECRET_KEY=hunter2", "COLLAB_SLACK_BOT_TOKEN=hunter2")
	file := d.file("collab.json", `{"stoer": "x", "base_url": "nowhere", "slack_signing_secret": "hunter2"}`)
	_, err := d.run("serve", "--config="+file)
	if err == nil {
		t.Fatal("it served")
	}
	for _, want := range []string{"COLLAB_LISTEN", "COLLAB_SECRET_KEY", "COLLAB_BASE_URL", "COLLAB_SLACK_BOT_TOKEN", `"stoer" is no setting`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	if strings.Contains(err.Error(), "hunter2") || strings.Contains(d.log.String(), "hunter2") {
		t.Errorf("a secret was printed: %v", err)
	}
}

func TestSecretsHaveNoFlag(t *testing.T) {
	sit(t).refuses([]string{"serve", "--secret-key=hunter2"}, "COLLAB_SECRET_KEY in the environment", "make a new one")
}

func TestFileThatIsNone(t *testing.T) {
	d := sit(t)
	d.refuses([]string{"serve", "--config=" + d.path("gone.json")}, "gone.json")
	d.refuses([]string{"serve", "--config=" + d.file("collab.json", "listen: 1")}, "is no JSON")
}

func TestDemoTakesNothingMeantForTheServer(t *testing.T) {
	d := sit(t)
	d.variables = append(d.variables, "COLLAB_LISTEN=0.0.0.0:8080")
	d.refuses([]string{"demo", "--store=nonsense", "--listen=127.0.0.1:0"}, "nonsense")
}
