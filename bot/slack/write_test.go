package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/report"
	"collab/trial/corpus"
)

func trend() bot.Message {
	return bot.Message{Fallback: "On-time delivery", Blocks: []bot.Block{
		bot.Text{Title: "On-time delivery"},
		bot.Chart{Trend: report.Trend{Title: "On-time delivery", Unit: "%", Alt: "On-time delivery: 94.2 %.", Points: []report.Point{{Label: "6 Mar", Value: 94.2}}}},
		bot.Buttons{{Label: "Report", Words: "kpi 1 read"}},
	}}
}

// unlimited lets everything be said at once: how fast it may be is looked at elsewhere.
func (f *fake) unlimited() {
	all := bot.Limit{Rate: 1e6, Burst: 1e6}
	f.app.offices.all()[0].pace = newPace(Limits{Channel: all, Workspace: all, Tiers: [4]bot.Limit{all, all, all, all}})
}

// kinds are the kinds of the blocks of a message, one after the other.
func (m said) kinds() string {
	var all []string
	for _, b := range m.Blocks {
		all = append(all, b.(map[string]any)["type"].(string))
	}
	return strings.Join(all, " ")
}

const (
	withChart = "header rich_text data_visualization actions"
	withTable = "header rich_text table actions"
	withText  = "header rich_text rich_text actions"
)

func TestAChartThatIsRefusedBecomesATableThenTextThenWords(t *testing.T) {
	f := newFake(t, nil)
	f.unlimited()
	now := noon
	f.app.Now = func() time.Time { return now }
	send := func(refusals ...string) said {
		t.Helper()
		f.refuse["chat.postMessage"] = refusals
		if _, err := f.app.Send(t.Context(), shared, fmt.Sprint("k", len(f.said)), trend()); err != nil {
			t.Fatal(err)
		}
		if left := f.refuse["chat.postMessage"]; len(left) > 0 {
			t.Errorf("%v was not needed", left)
		}
		return f.last()
	}
	steps := []struct {
		refusals []string
		later    time.Duration
		want     string
	}{
		{nil, 0, withChart},
		{[]string{"invalid_blocks"}, 0, withTable},
		{nil, 23 * time.Hour, withTable}, // remembered
		{[]string{"invalid_blocks_format"}, 0, withText},
		{nil, 23 * time.Hour, withText},
		{nil, time.Hour, withChart}, // forgotten
		{[]string{"invalid_blocks", "only_one_table_allowed", "invalid_blocks"}, 0, ""},
		{nil, 0, withChart}, // what is refused however it is drawn says nothing of charts
	}
	for i, step := range steps {
		now = now.Add(step.later)
		m := send(step.refusals...)
		if m.kinds() != step.want || m.Metadata == nil {
			t.Errorf("step %d: %q, want %q", i, m.kinds(), step.want)
		}
		if step.want == "" && (!strings.Contains(m.Text, "6 Mar        94.2 %") || !strings.Contains(m.Text, "Report: type kpi 1 read")) {
			t.Errorf("in words: %q", m.Text)
		}
	}
}

func TestAChartIsDrawnMorePlainlyOnEveryWay(t *testing.T) {
	f := newFake(t, func(bot.Request) bot.Reply { m := trend(); return bot.Reply{Message: &m} })
	f.refuse["hook"] = []string{"invalid_blocks"}
	if status, body := f.command("U0KIM", "C0SHARED", "kpi 1"); status != 200 || body != "" {
		t.Fatalf("a chart may be refused, so it is not in the receipt: %d %s", status, body)
	}
	if m := f.last(); m.How != "response_url" || m.kinds() != withTable {
		t.Errorf("%s %q", m.How, m.kinds())
	}
	f.press(acme, "U0KIM", "C0SHARED", "kpi 1")
	if m := f.last(); m.kinds() != withTable {
		t.Errorf("the next one is %q", m.kinds())
	}
	f.refuse["chat.update"] = []string{"invalid_blocks", "invalid_blocks"}
	if err := f.app.Edit(t.Context(), shared, "C0SHARED/1.0", trend()); err != nil {
		t.Fatal(err)
	}
	if m := f.last(); m.How != "chat.update" || m.Raw["blocks"] == nil || len(m.Blocks) > 0 {
		t.Errorf("a message in words must clear the blocks it had: %+v", m.Raw)
	}
}

func TestALongAnswerComesInParts(t *testing.T) {
	m := corpus.LongestMessage()
	all := partsOf(m)
	f := newFake(t, func(bot.Request) bot.Reply { return bot.Reply{Message: &m} })
	// The response URL takes five answers; one of them is the last part, the others are said in the conversation.
	f.refuse["hook"] = slices.Repeat([]string{"used_url"}, len(all)-1)
	f.command("U0KIM", "C0SHARED", "status")
	f.app.Wait()
	if len(f.said) != len(all) {
		t.Fatalf("%d messages for %d parts", len(f.said), len(all))
	}
	for i, part := range f.said {
		want := "chat.postEphemeral"
		if i == len(all)-1 {
			want = "response_url"
		}
		encoded, _ := json.Marshal(part.Blocks)
		if part.How != want || !strings.Contains(string(encoded), fmt.Sprintf("Part %d of %d", i+1, len(all))) {
			t.Errorf("part %d came by %s", i+1, part.How)
		}
	}
}

func TestALongPostGoesOnWhereItWasBrokenOff(t *testing.T) {
	m := bot.Plainly(corpus.Long("body", 30000))
	all := partsOf(m)
	f := newFake(t, nil)
	for i := range all[1:] { // each try says one part more
		f.refuse["chat.postMessage"] = []string{"", "internal_error"}
		if _, err := f.app.Send(t.Context(), shared, "k", m); err == nil || len(f.said) != i+1 {
			t.Fatalf("try %d: %v, %d messages", i, err, len(f.said))
		}
		if _, found, err := f.app.Find(t.Context(), shared, "k"); found || err != nil {
			t.Fatalf("half of it counts as sent: %v %v", found, err)
		}
	}
	ref, err := f.app.Send(t.Context(), shared, "k", m)
	if err != nil || ref != sentAs("C0SHARED", f.said[0].TS) || len(f.said) != len(all) {
		t.Errorf("%q %v: %d messages for %d parts", ref, err, len(f.said), len(all))
	}
	if _, found, err := f.app.Find(t.Context(), shared, "k"); !found || err != nil {
		t.Error(found, err)
	}
}

func TestWhatDoesNotFitInAModalIsSaidInTheDirectMessage(t *testing.T) {
	m := corpus.LongestHome()
	f := newFake(t, func(bot.Request) bot.Reply { return bot.Reply{Message: &m} })
	f.unlimited()
	f.payload(map[string]any{
		"type": "block_actions", "user": map[string]any{"id": "U0KIM", "team_id": acme}, "team": map[string]any{"id": acme},
		"trigger_id": f.newTrigger(), "view": map[string]any{"id": "V0HOME", "type": "home", "hash": "1"},
		"actions": []any{map[string]any{"type": "button", "action_id": "say-1", "value": "todo"}},
	})
	encoded, _ := json.Marshal(f.view())
	if !strings.Contains(string(encoded), "It is in our direct message.") {
		t.Errorf("the modal shows %s", encoded)
	}
	if n := len(partsOf(m)); len(f.said) != n || f.last().Channel != direct("U0KIM") {
		t.Errorf("%d messages for %d parts, the last in %s", len(f.said), n, f.last().Channel)
	}
}
