package slack

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The README's table is the list of scopes, so that nobody is asked for more than they were told.
func TestReadmeSaysWhatEveryScopeIsFor(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, s := range Scopes() {
		kind := "needed"
		if s.Optional {
			kind = "optional"
		}
		want = append(want, "| `"+s.Name+"` | "+s.Why+" | "+kind+" |")
	}
	_, table, _ := strings.Cut(string(readme), "| scope | what for | |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	if got := strings.Split(table, "\n"); !slices.Equal(got, want) {
		t.Errorf("the README has\n%s\nand should have\n%s", table, strings.Join(want, "\n"))
	}
}

// What we subscribe to, Slack sends only with the scope for it.
func TestEverySubscriptionHasItsScope(t *testing.T) {
	needs := []struct{ event, scope string }{
		{`^app_mention$`, "app_mentions:read"}, {`^message\.im$`, "im:history"}, {`^reaction_`, "reactions:read"},
		{`^channel_|^member_`, "channels:read"}, {`^group_|^member_`, "groups:read"},
		{`^app_home_opened$|^app_uninstalled$|^tokens_revoked$|^team_access_`, ""},
	}
	for _, event := range subscribed() {
		known := false
		for _, n := range needs {
			if regexp.MustCompile(n.event).MatchString(event) {
				if known = true; n.scope != "" && !slices.Contains(scopeNames(), n.scope) {
					t.Errorf("%s comes only with %s", event, n.scope)
				}
			}
		}
		if !known {
			t.Errorf("%s: which scope does it need?", event)
		}
	}
}
