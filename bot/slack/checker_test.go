package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// checker walks through what was drawn and holds each thing against the table.
type checker struct {
	t       *testing.T
	actions map[string]bool
	kinds   map[string]int
	view    bool
}

func (c checker) each(things any, parent string) {
	list, _ := things.([]any)
	for _, thing := range list {
		if object, ok := thing.(map[string]any); ok {
			c.object(object)
		} else {
			c.t.Errorf("%v in %s", thing, parent)
		}
	}
}

func (c checker) object(o map[string]any) {
	c.t.Helper()
	kind, _ := o["type"].(string)
	c.max(o["block_id"], "block_id", "max_length")
	c.once(o["action_id"])
	switch kind {
	case "header":
		c.text(o["text"], "header", "text", "max_length")
	case "section":
		c.section(o)
	case "context":
		c.count(o["elements"], "context", "elements", "max_items")
		c.each(o["elements"], kind)
	case "actions":
		c.count(o["elements"], "actions", "elements", "max_items")
		c.each(o["elements"], kind)
	case "button":
		c.button(o)
	case "input":
		c.text(o["label"], "input", "label", "max_length")
		c.text(o["hint"], "input", "hint", "max_length")
		c.each([]any{o["element"]}, kind)
	case "plain_text", "mrkdwn":
		c.text(o, "text", "max_length")
	case "plain_text_input":
		c.typed(o)
	case "radio_buttons", "checkboxes":
		c.choices(o, kind)
	case "static_select", "multi_static_select":
		c.choices(o, "select")
	case "rich_text":
		c.rich(o)
	case "datepicker":
	case "file_input":
		if n, _ := o["max_files"].(float64); n < 1 || n > 10 {
			c.t.Errorf("%v files", o["max_files"])
		}
	case "data_visualization":
		c.chart(o)
	case "table":
		c.table(o)
	default:
		c.t.Errorf("an element of kind %q is not known here", kind)
	}
}

func (c checker) section(o map[string]any) {
	c.t.Helper()
	c.text(o["text"], "section", "text", "max_length")
	c.count(o["fields"], "section", "fields", "max_items")
	fields, _ := o["fields"].([]any)
	for _, f := range fields {
		c.text(f, "section", "fields", "item_max_length")
	}
	if o["text"] == nil && len(fields) == 0 {
		c.t.Error("a section without text")
	}
	if o["accessory"] != nil {
		c.each([]any{o["accessory"]}, "section")
	}
}

func (c checker) button(o map[string]any) {
	c.t.Helper()
	c.text(o["text"], "button", "text", "max_length")
	c.max(o["value"], "button", "value", "max_length")
	if confirm, ok := o["confirm"].(map[string]any); ok {
		for _, name := range []string{"title", "text", "confirm", "deny"} {
			c.text(confirm[name], "confirmation", name, "max_length")
		}
	}
	if style, ok := o["style"]; ok && style != "primary" && style != "danger" {
		c.t.Errorf("style %v", style)
	}
}

func (c checker) typed(o map[string]any) {
	c.t.Helper()
	most, _ := o["max_length"].(float64)
	if n, ok := limit(c.t, "plain_text_input", "max_length", "max"); ok && int(most) > n {
		c.t.Errorf("max_length %v", most)
	}
	if initial, _ := o["initial_value"].(string); units(initial) > int(most) {
		c.t.Errorf("%d characters stand in a field of %v", units(initial), most)
	}
}

func (c checker) choices(o map[string]any, kind string) {
	c.t.Helper()
	all, _ := o["options"].([]any)
	if n, ok := limit(c.t, kind, "options", "max_items"); ok && ((len(all) == 0) == (o["option_groups"] == nil) || len(all) > n) {
		c.t.Errorf("%s with %d options", kind, len(all))
	}
	if groups, ok := o["option_groups"].([]any); ok {
		c.count(groups, "select", "option_groups", "max_items")
		for _, g := range groups {
			group := g.(map[string]any)
			c.text(group["label"], "option_group", "label", "max_length")
			c.count(group["options"], "option_group", "options", "max_items")
			all = append(all, group["options"].([]any)...)
		}
	}
	for _, option := range all {
		c.text(option.(map[string]any)["description"], "option", "description", "max_length")
		c.text(option.(map[string]any)["text"], "option", "text", "max_length")
		if value, _ := option.(map[string]any)["value"].(string); value == "" || units(value) > 75 {
			c.t.Errorf("option value %q", value)
		}
	}
	initial, _ := o["initial_options"].([]any)
	if one, ok := o["initial_option"]; ok {
		initial = append(initial, one)
	}
	for _, option := range initial {
		if !slices.ContainsFunc(all, func(o any) bool { return fmt.Sprint(o) == fmt.Sprint(option) }) {
			c.t.Errorf("%v is chosen and not offered", option)
		}
	}
}

// only says of how many a message may hold that a view may hold none.
func (c checker) only(kind string, n int) {
	c.t.Helper()
	if c.kinds[kind]++; c.view || c.kinds[kind] > n {
		c.t.Errorf("%d of %s", c.kinds[kind], kind)
	}
}

func (c checker) chart(o map[string]any) {
	c.t.Helper()
	c.only("data_visualization", 2)
	if o["title"] == "" {
		c.t.Error("a chart without a title")
	}
	c.max(o["title"], "data_visualization", "title", "max_length")
	chart := o["chart"].(map[string]any)
	axis := chart["axis_config"].(map[string]any)
	c.max(axis["y_label"], "data_visualization", "axis_label", "max_length")
	c.count(axis["categories"], "data_visualization", "categories", "max_items")
	c.count(chart["series"], "data_visualization", "series", "max_items")
	for _, s := range chart["series"].([]any) {
		one := s.(map[string]any)
		c.max(one["name"], "data_visualization", "series_name", "max_length")
		c.points(one["data"].([]any), axis["categories"].([]any))
	}
}

// points says that a series has one point for each category, and that no two categories are the same.
func (c checker) points(data, categories []any) {
	c.t.Helper()
	if len(data) == 0 || len(data) != len(categories) {
		c.t.Errorf("%d points for %d categories", len(data), len(categories))
	}
	seen := map[any]bool{}
	for i, p := range data {
		label := p.(map[string]any)["label"]
		c.max(label, "data_visualization", "point_label", "max_length")
		if label == "" || label != categories[i] || seen[label] {
			c.t.Errorf("point %d is called %q", i, label)
		}
		seen[label] = true
	}
}

// table holds a table against the limits of Slack's reference: 100 rows of 20 cells.
func (c checker) table(o map[string]any) {
	c.t.Helper()
	c.only("table", 1)
	rows := o["rows"].([]any)
	if len(rows) == 0 || len(rows) > 100 {
		c.t.Errorf("%d rows", len(rows))
	}
	for _, r := range rows {
		for _, cell := range r.([]any) {
			if text := cell.(map[string]any); text["type"] != "raw_text" || text["text"] == "" {
				c.t.Errorf("a cell %v", text)
			}
		}
	}
}

// rich says that rich text holds nothing but text, dates and links: no user, channel, broadcast or emoji.
func (c checker) rich(o map[string]any) {
	c.t.Helper()
	elements, _ := o["elements"].([]any)
	for _, e := range elements {
		element := e.(map[string]any)
		switch element["type"] {
		case "rich_text_section", "rich_text_list", "rich_text_preformatted":
			c.rich(element)
		case "text":
			if element["text"] == "" {
				c.t.Error("an empty text in rich text")
			}
		case "date":
		case "link":
			c.max(element["url"], "button", "url", "max_length")
		default:
			c.t.Errorf("rich text holds a %v", element["type"])
		}
	}
	if len(elements) == 0 {
		c.t.Error("rich text without elements")
	}
}

// text holds a text object against a limit; there may be none, but not an empty one.
func (c checker) text(o any, path ...string) {
	c.t.Helper()
	object, ok := o.(map[string]any)
	if !ok {
		return
	}
	text, _ := object["text"].(string)
	if strings.TrimSpace(text) == "" {
		c.t.Errorf("an empty text in %v", path)
	}
	c.max(text, path...)
	if object["type"] == "mrkdwn" && object["verbatim"] != true {
		c.t.Errorf("markup that Slack may add to: %q", text)
	}
}

func (c checker) max(o any, path ...string) {
	c.t.Helper()
	text, _ := o.(string)
	if n, ok := limit(c.t, path...); ok && units(text) > n {
		c.t.Errorf("%v: %d characters", path, units(text))
	}
}

func (c checker) count(o any, path ...string) {
	c.t.Helper()
	list, _ := o.([]any)
	if n, ok := limit(c.t, path...); ok && len(list) > n {
		c.t.Errorf("%v: %d", path, len(list))
	}
}

// once says that an action id stands only once in a message; in a modal each field has its own block.
func (c checker) once(id any) {
	c.t.Helper()
	name, _ := id.(string)
	if name == "" {
		return
	}
	if c.actions[name] && !c.view {
		c.t.Errorf("action %q stands twice", name)
	}
	c.actions[name] = true
	c.max(name, "action_id", "max_length")
}
