package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"

	"collab/config"
)

func deployed(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is deployed, and what is written about it, names settings there are; the README names all that people set.
func TestDeploymentNamesSettings(t *testing.T) {
	var known []string
	for _, flag := range config.Flags() {
		known = append(known, config.Name(flag))
	}
	readme := deployed(t, "README.md")
	for _, name := range known {
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("the README does not say what %s is", name)
		}
	}
	for _, file := range []string{"compose.yaml", "deploy/collab.service", "Dockerfile", "docs/operating.md", "README.md"} {
		for _, name := range regexp.MustCompile(`COLLAB_[A-Z_]+`).FindAllString(deployed(t, file), -1) {
			if !slices.Contains(known, name) && name != "COLLAB_LOCAL_SLACK" && name != "COLLAB_SCHEMAS" && name != "COLLAB_ADAPTIVE_CARDS" {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
		}
	}
}

// outline reads the little of YAML that compose.yaml is written in: keys below keys, two spaces each, with a value behind
// the colon or a list below. A list is given with commas.
func outline(t *testing.T, text string) map[string]string {
	t.Helper()
	at, found := []string{}, map[string]string{}
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		switch {
		case bare == "" || strings.HasPrefix(bare, "#"):
		case strings.HasPrefix(bare, "- "):
			key := strings.Join(at, ".")
			found[key] = strings.TrimPrefix(found[key]+","+bare[2:], ",")
		default:
			key, value, ok := strings.Cut(bare, ":")
			if !ok || depth > len(at) || strings.Contains(line, "\t") {
				t.Fatalf("what is %q?", line)
			}
			at = append(at[:depth:depth], key)
			found[strings.Join(at, ".")] = strings.NewReplacer("[", "", "]", "", "\"", "", ", ", ",").Replace(strings.TrimSpace(value))
		}
	}
	return found
}

func TestComposeIsShutTight(t *testing.T) {
	in := outline(t, deployed(t, "compose.yaml"))
	const c = "services.collab."
	for key, want := range map[string]string{c + "read_only": "true", c + "cap_drop": "ALL", c + "security_opt": "no-new-privileges:true", c + "tmpfs": "/tmp",
		c + "ports": "127.0.0.1:8080:8080", c + "env_file": ".env", c + "healthcheck.test": "CMD,/collab,alive", c + "restart": "unless-stopped"} {
		if in[key] != want {
			t.Errorf("%s is %q, not %q", key, in[key], want)
		}
	}
	if _, on := in[c+"environment.COLLAB_METRICS_LISTEN"]; on {
		t.Error("the figures are given to whoever asks")
	}
	for _, volume := range strings.Split(in[c+"volumes"], ",") {
		name, place, _ := strings.Cut(volume, ":")
		if _, ok := in["volumes."+name]; !ok || !strings.Contains(deployed(t, "Dockerfile"), " "+place+"\n") {
			t.Errorf("the volume %s is not declared, or the image does not give its folder to the program", volume)
		}
	}
	if in[c+"environment.COLLAB_BACKUP_DIR"] != "/backups" {
		t.Error("backups are not kept in their volume")
	}
	if wait, err := time.ParseDuration(in[c+"stop_grace_period"]); err != nil || wait <= grace {
		t.Errorf("it is killed after %s; it needs %s to stop", wait, grace)
	}
}

// verbs are what the program can be told to do.
func verbs(t *testing.T) (all []string) {
	t.Helper()
	k, err := kong.New(&program{}, kong.Bind(environment{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range k.Model.Children {
		all = append(all, n.Name)
	}
	return all
}

func TestUnitIsShutTight(t *testing.T) {
	unit := deployed(t, "deploy/collab.service")
	values := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^(\w+)=(.*)$`).FindAllStringSubmatch(unit, -1) {
		values[m[1]] = append(values[m[1]], m[2])
	}
	for key, want := range map[string]string{"DynamicUser": "yes", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "CapabilityBoundingSet": "",
		"StateDirectory": "collab collab/backups", "StateDirectoryMode": "0700", "UMask": "0077", "EnvironmentFile": "/etc/collab.env", "Restart": "always"} {
		if got := values[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, not %q", key, got, want)
		}
	}
	if want := []string{"COLLAB_STORE=bolt:/var/lib/collab/collab.db", "COLLAB_BACKUP_DIR=/var/lib/collab/backups"}; !slices.Equal(values["Environment"], want) {
		t.Errorf("what is kept is not kept in the state directory: %q", values["Environment"])
	}
	if wait, err := time.ParseDuration(values["TimeoutStopSec"][0] + "s"); err != nil || wait <= grace {
		t.Errorf("it is killed after %s; it needs %s to stop", wait, grace)
	}
	start := strings.Fields(values["ExecStart"][0])
	if len(start) != 2 || !slices.Contains(verbs(t), start[1]) {
		t.Errorf("it starts %q", start)
	}
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // nobody here to ask
	}
	ours := filepath.Join(t.TempDir(), "collab.service")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ours, []byte(strings.Replace(unit, start[0], program, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(tool, "verify", ours).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("systemd says: %s%v", said, err)
	}
}

// The rules for alerts speak of figures there are.
func TestAlertsNameFigures(t *testing.T) {
	all := make(chan *prometheus.Desc, 1000)
	newMetrics().registry.Describe(all)
	gauges{}.Describe(all)
	close(all)
	known := map[string]bool{}
	for d := range all {
		known[regexp.MustCompile(`fqName: "(\w+)"`).FindStringSubmatch(d.String())[1]] = true
	}
	for _, name := range regexp.MustCompile(`\bcollab_\w+`).FindAllString(deployed(t, "docs/operating.md"), -1) {
		if !known[strings.TrimSuffix(name, "_bucket")] {
			t.Errorf("there is no figure %s", name)
		}
	}
}

func TestAlive(t *testing.T) {
	d := sit(t)
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	d.does("alive", "--listen="+at[len("http://"):])
	d.refuses([]string{"alive", "--listen=127.0.0.1:1"}, "refused")
}
