package slack

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"collab/bot"
)

// schema is Slack's of a manifest, from the folder COLLAB_SCHEMAS; nil without it, which CI does not allow.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join(os.Getenv("COLLAB_SCHEMAS"), "slack-manifest-2.0.0.json")
	if _, err := os.Stat(path); err != nil && os.Getenv("CI") != "true" {
		return nil
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(pattern)
	s, err := c.Compile(path)
	if err != nil {
		t.Fatalf("COLLAB_SCHEMAS must name the folder of slack-manifest-2.0.0.json: %v", err)
	}
	return s
}

// pattern is Go's for a pattern of the schema. Those it cannot read, of domains, which we do not name, match nothing.
func pattern(text string) (jsonschema.Regexp, error) {
	if strings.Contains(text, "(?!") {
		return regexp.MustCompile(`[^\s\S]`), nil
	}
	return regexp.Compile(text)
}

func manifestAt(t *testing.T, baseURL string) ([]byte, map[string]any) {
	t.Helper()
	text, err := Manifest(baseURL)
	if err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return text, read
}

// at follows names through objects.
func at(tree any, names ...string) any {
	for _, name := range names {
		inside, _ := tree.(map[string]any)
		tree = inside[name]
	}
	return tree
}

func TestManifestIsValid(t *testing.T) {
	for _, baseURL := range []string{"", "https://collab.example.org", "https://collab.example.org/"} {
		text, _ := manifestAt(t, baseURL)
		s := schema(t)
		if s == nil {
			t.Log("without COLLAB_SCHEMAS the manifest is not checked against Slack's schema")
			return
		}
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(read); err != nil {
			t.Errorf("%q: %v", baseURL, err)
		}
	}
}

func TestManifestOffersWhatTheCodeAnswers(t *testing.T) {
	_, m := manifestAt(t, "")
	home := at(m, "features", "app_home")
	if at(home, "home_tab_enabled") != true || at(home, "messages_tab_enabled") != true || at(home, "messages_tab_read_only_enabled") != false {
		t.Errorf("people cannot write to us: %v", home)
	}
	command := at(m, "features", "slash_commands").([]any)[0]
	if at(command, "should_escape") != true || at(command, "url") != nil {
		t.Error(command)
	}
	for _, c := range bot.List() {
		if !strings.Contains(at(command, "usage_hint").(string), c.Word) {
			t.Errorf("nobody is told of %s", c.Word)
		}
	}
	for _, s := range at(m, "features", "shortcuts").([]any) {
		in := interaction{CallbackID: at(s, "callback_id").(string), TriggerID: "1"}
		if _, err := readShortcut(in, gesture{}); err != nil {
			t.Errorf("%v leads nowhere: %v", s, err)
		}
	}
	for _, s := range at(m, "oauth_config", "scopes", "bot_optional").([]any) {
		if !slices.Contains(scopeNames(), s.(string)) {
			t.Errorf("%s is optional, and not asked for", s)
		}
	}
}

func TestManifestSaysHowWeAreReached(t *testing.T) {
	_, socket := manifestAt(t, "")
	if at(socket, "settings", "socket_mode_enabled") != true || at(socket, "settings", "event_subscriptions", "request_url") != nil || at(socket, "oauth_config", "redirect_urls") != nil {
		t.Errorf("down a socket: %v", socket)
	}
	_, posted := manifestAt(t, "https://collab.example.org/")
	const events = "https://collab.example.org/slack/events"
	for _, got := range []any{at(posted, "settings", "event_subscriptions", "request_url"), at(posted, "settings", "interactivity", "request_url"),
		at(posted["features"].(map[string]any)["slash_commands"].([]any)[0], "url")} {
		if got != events {
			t.Errorf("posted to %v", got)
		}
	}
	if at(posted, "settings", "socket_mode_enabled") != nil || at(posted, "oauth_config", "redirect_urls").([]any)[0] != "https://collab.example.org/slack/oauth" {
		t.Errorf("posted: %v", posted)
	}
}

// Browsers and servers take links of some eight thousand characters.
func TestLinkThatMakesTheApp(t *testing.T) {
	text, _ := manifestAt(t, "https://a-rather-long-name-of-a-host.of-a-company.example.org")
	link, err := NewAppLink(text)
	if err != nil || len(link) > 8000 {
		t.Errorf("%d characters, %v", len(link), err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	var inLink, whole any
	if err := json.Unmarshal([]byte(u.Query().Get("manifest_json")), &inLink); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(inLink)
	if b, _ := json.Marshal(whole); u.Query().Get("new_app") != "1" || string(a) != string(b) {
		t.Errorf("the link holds another manifest: %s", a)
	}
}
