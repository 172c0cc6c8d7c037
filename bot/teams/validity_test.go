package teams

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// cardSchema is Microsoft's schema of cards in Teams, from the folder COLLAB_SCHEMAS. Without it cards are held against our
// own rules alone, which CI does not allow.
var cardSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	file, err := os.Open(filepath.Join(os.Getenv("COLLAB_SCHEMAS"), "teams-cards.schema.json"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("cards.json", doc); err != nil {
		return nil, err
	}
	return compiler.Compile("cards.json")
})

// check holds a card against Microsoft's schema, and against what the schema does not say.
func check(t *testing.T, c card) {
	t.Helper()
	raw, err := encoded(c)
	if err != nil {
		t.Fatal(err)
	}
	checkRaw(t, raw)
}

func checkRaw(t *testing.T, raw []byte) {
	t.Helper()
	var shown any
	if err := json.Unmarshal(raw, &shown); err != nil {
		t.Fatal(err)
	}
	schema, err := cardSchema()
	switch {
	case err == nil:
		if err := schema.Validate(shown); err != nil {
			t.Errorf("%v\nin %s", err, raw)
		}
	case os.Getenv("COLLAB_SCHEMAS") != "" || os.Getenv("CI") == "true":
		t.Fatalf("COLLAB_SCHEMAS must name the folder of teams-cards.schema.json: %v", err)
	}
	checker{t, map[string]bool{}}.walk(shown, "")
}

// checker looks for what Teams needs and the schema does not ask for.
type checker struct {
	*testing.T
	ids map[string]bool
}

func (c checker) walk(v any, in string) {
	c.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.walk(e, in)
		}
	case map[string]any:
		c.object(v)
		for name, e := range v {
			c.walk(e, name)
		}
	}
}

func (c checker) object(o map[string]any) {
	c.Helper()
	kind, _ := o["type"].(string)
	switch kind {
	case "TextBlock":
		if text, _ := o["text"].(string); !unmarked(text) || o["wrap"] != true {
			c.Errorf("Markdown can be read in %q, or it is cut at the end of the line", text)
		}
	case "TextRun":
		c.run(o)
	case "RichTextBlock", "Container", "ActionSet", "Input.ChoiceSet":
		c.full(o, map[string]string{"RichTextBlock": "inlines", "Container": "items", "ActionSet": "actions", "Input.ChoiceSet": "choices"}[kind])
	case "Action.Execute", "Action.Submit", "Action.ShowCard":
		c.action(o)
	}
	if id, _ := o["id"].(string); len(kind) > 6 && kind[:6] == "Input." {
		if id == "" || c.ids[id] || o["label"] == "" {
			c.Errorf("the input %q has no id or label of its own", id)
		}
		c.ids[id] = true
		if o["isRequired"] == true && o["errorMessage"] == nil {
			c.Errorf("%s does not say that it is missing", id)
		}
	}
}

func (c checker) full(o map[string]any, property string) {
	c.Helper()
	list, _ := o[property].([]any)
	if len(list) == 0 || property == "actions" && len(list) > maxRow {
		c.Errorf("a %s with %d %s", o["type"], len(list), property)
	}
}

// run says that a text run is a date of ours, or nothing but its characters.
func (c checker) run(o map[string]any) {
	c.Helper()
	text, _ := o["text"].(string)
	if follow, ok := o["selectAction"].(map[string]any); ok {
		if follow["url"] != text || strings.ContainsAny(text, "{}<>") {
			c.Errorf("the link %q leads to %v", text, follow["url"])
		}
		return
	}
	if text == "" || hazard.MatchString(text) && !ourDate.MatchString(text) {
		c.Errorf("the run %q is not only its characters", text)
	}
	for i := range text {
		if text[i] == '\n' {
			c.Errorf("a line break in %q, which clients draw each in their way", text)
		}
	}
}

func (c checker) action(o map[string]any) {
	c.Helper()
	title, _ := o["title"].(string)
	if title == "" || len([]rune(title)) > maxLabel {
		c.Errorf("a button called %q", title)
	}
	if style := o["style"]; style != nil {
		c.Errorf("Teams knows no style %v", style)
	}
	data, _ := o["data"].(map[string]any)
	if carried, _ := data["collab"].(map[string]any); carried["w"] == nil && o["type"] != "Action.ShowCard" {
		c.Errorf("the button %q carries nothing", title)
	}
}
