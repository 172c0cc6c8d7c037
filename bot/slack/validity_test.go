package slack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
)

// limits is the table of Block Kit's limits, read from the file slack-limits.json in the folder COLLAB_SCHEMAS.
var limits = sync.OnceValues(func() (map[string]any, error) {
	raw, err := os.ReadFile(filepath.Join(os.Getenv("COLLAB_SCHEMAS"), "slack-limits.json"))
	if err != nil {
		return nil, err
	}
	var table map[string]any
	return table, json.Unmarshal(raw, &table)
})

// limit is one number of the table; ok is false without a table, which CI does not allow.
func limit(t *testing.T, path ...string) (int, bool) {
	t.Helper()
	table, err := limits()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("COLLAB_SCHEMAS must name the folder of slack-limits.json: %v", err)
		}
		return 0, false
	}
	var at any = table
	for _, name := range path {
		inside, ok := at.(map[string]any)
		if !ok {
			t.Fatalf("no limit %v", path)
		}
		at = inside[name]
	}
	n, ok := at.(float64)
	if !ok {
		t.Fatalf("no limit %v", path)
	}
	return int(n), true
}

func TestOurLimitsAreSlacks(t *testing.T) {
	for _, tt := range []struct {
		ours int
		path string
	}{
		{maxText, "text max_length"}, {maxText, "section text max_length"}, {maxField, "section fields item_max_length"},
		{maxHeader, "header text max_length"}, {maxLabel, "button text max_length"}, {maxLabel, "option text max_length"},
		{maxValue, "button value max_length"}, {maxActions, "actions elements max_items"}, {maxTitle, "view title max_length"},
		{maxTitle, "view submit max_length"}, {maxTitle, "view close max_length"}, {maxMetadata, "view private_metadata max_length"},
		{maxViewBlocks, "view blocks max_items"}, {maxInputLabel, "input label max_length"}, {maxInputLabel, "input hint max_length"},
		{maxSelect, "select options max_items"}, {maxBoxes, "checkboxes options max_items"}, {maxConfirm, "confirmation text max_length"},
		{maxAsked, "confirmation title max_length"}, {maxConsent, "confirmation confirm max_length"},
		{maxText, "plain_text_input max_length max"}, {maxGroups, "select option_groups max_items"}, {maxSelect, "option_group options max_items"},
		{maxLabel, "option description max_length"}, {maxLabel, "option_group label max_length"}, {maxChartText, "data_visualization title max_length"},
		{maxChartText, "data_visualization axis_label max_length"}, {maxPoint, "data_visualization point_label max_length"},
		{maxPoint, "data_visualization series_name max_length"}, {maxPoint, "data_visualization category_label max_length"},
		{maxPoints, "data_visualization data max_items"}, {maxPoints, "data_visualization categories max_items"},
	} {
		if n, ok := limit(t, strings.Fields(tt.path)...); ok && n != tt.ours {
			t.Errorf("%s: ours is %d, Slack's %d", tt.path, tt.ours, n)
		}
	}
}

// checkMessage says what Slack would refuse about a message.
func checkMessage(t *testing.T, text string, blocks []any) {
	t.Helper()
	if text == "" || units(text) > 40000 {
		t.Errorf("the fallback has %d characters", units(text))
	}
	if len(blocks) > 50 {
		t.Errorf("%d blocks", len(blocks))
	}
	encoded, _ := json.Marshal(blocks)
	if n := characters(encoded); n > maxMessage {
		t.Errorf("%d characters in all", n)
	}
	c := checker{t: t, actions: map[string]bool{}, kinds: map[string]int{}}
	c.each(blocks, "")
}

// checkView says what Slack would refuse about a modal.
func checkView(t *testing.T, view map[string]any) {
	t.Helper()
	c := checker{t: t, actions: map[string]bool{}, kinds: map[string]int{}, view: true}
	if encoded, _ := json.Marshal(view); len(encoded) > 250_000 {
		t.Errorf("%d bytes", len(encoded))
	}
	for _, name := range []string{"title", "submit", "close"} {
		c.text(view[name], "view", name, "max_length")
	}
	c.max(view["private_metadata"], "view", "private_metadata", "max_length")
	c.max(view["callback_id"], "view", "callback_id", "max_length")
	blocks, _ := view["blocks"].([]any)
	if n, ok := limit(t, "view", "blocks", "max_items"); ok && (len(blocks) == 0 || len(blocks) > n) {
		t.Errorf("%d blocks", len(blocks))
	}
	c.each(blocks, "")
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
