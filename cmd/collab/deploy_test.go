package main

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"collab/config"
)

// What is deployed names settings there are.
func TestDeploymentNamesSettings(t *testing.T) {
	var known []string
	for _, flag := range config.Flags() {
		known = append(known, config.Name(flag))
	}
	for _, file := range []string{"../../compose.yaml", "../../deploy/collab.service", "../../Dockerfile", "../../docs/operating.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`COLLAB_[A-Z_]+`).FindAllString(string(text), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
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
