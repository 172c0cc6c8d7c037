package main

import (
	"archive/zip"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestManifestAndItsLink(t *testing.T) {
	d := sit(t)
	out := d.does("manifest", "slack")
	if !json.Valid([]byte(out)) || !strings.Contains(out, `"socket_mode_enabled": true`) {
		t.Error(out)
	}
	link := d.log.String()
	if !strings.Contains(link, "https://api.slack.com/apps?new_app=1&manifest_json=%7B") {
		t.Error(link)
	}
	if only := d.does("manifest", "slack", "--link"); !strings.Contains(link, strings.TrimSpace(only)) || strings.Count(only, "\n") != 1 {
		t.Error(only)
	}
	if out := d.does("manifest", "slack", "--base-url=https://collab.example.org"); !strings.Contains(out, "https://collab.example.org/slack/events") {
		t.Error(out)
	}
	d.refuses([]string{"manifest", "slack", "--base-url=http://collab.example.org"}, "https addresses only")
	d.refuses([]string{"manifest", "irc"}, "no manifest", "collab manifest slack", "collab manifest teams")
}

func TestAppForTeams(t *testing.T) {
	d := sit(t)
	const id = "5E0C5D3F-3F0E-4C6E-9D0F-0A1B2C3D4E5F"
	d.refuses([]string{"manifest", "teams"}, "COLLAB_TEAMS_APP_ID")
	d.refuses([]string{"manifest", "teams", "--teams-app-id=collab-bot"}, "COLLAB_TEAMS_APP_ID")
	d.refuses([]string{"manifest", "teams", "--teams-app-id=" + id}, "COLLAB_BASE_URL", "https")
	d.refuses([]string{"manifest", "teams", "--teams-app-id=" + id, "--base-url=http://collab.example.org"}, "https addresses only")
	d.variables = append(d.variables, "COLLAB_TEAMS_APP_ID="+id, "COLLAB_BASE_URL=https://collab.example.org/", "COLLAB_OPERATOR=Acme IT")
	file := filepath.Join(t.TempDir(), "app.zip")
	if out := d.does("manifest", "teams", "--out="+file); !strings.Contains(out, file+" is the app") || !strings.Contains(out, "https://collab.example.org/api/messages") {
		t.Error(out)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		ID        string
		Developer struct{ Name, WebsiteURL string }
	}
	if err := json.NewDecoder(f).Decode(&m); err != nil || m.ID != strings.ToLower(id) || m.Developer.Name != "Acme IT" || m.Developer.WebsiteURL != "https://collab.example.org/about" || len(z.File) != 3 {
		t.Errorf("%+v, %v, %d files", m, err, len(z.File))
	}
}
