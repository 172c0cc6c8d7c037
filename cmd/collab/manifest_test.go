package main

import (
	"encoding/json"
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
	d.refuses([]string{"manifest", "teams"}, "no manifest", "collab manifest slack")
}
