package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	slackgo "github.com/slack-go/slack"

	"collab/bot"
	"collab/config"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// dayOffice is a server on a Slack that takes everything, used without a network in front of it.
func dayOffice(t *testing.T) (*server, *desk) {
	t.Helper()
	d := sit(t)
	d.withSlack(ourTeam)
	env := environment{variables: d.variables, out: d.out, log: d.log}
	c, err := config.Check(config.Given{Listen: "127.0.0.1:0", Store: "bolt:" + d.path("collab.db"), BackupDir: t.TempDir(), SlackBotToken: "xoxb-hunter2",
		SlackSigningSecret: "hunter2", SlackAPIURL: env.get("COLLAB_SLACK_API_URL")})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(t.Context(), c, env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(s.listener.Close(), s.store.Close()) })
	return s, d
}

// hushed are words of people, and ids, that stand in everything the busy day is made of.
var hushed = []string{"hush", "U0KIM", "U0DANA", "T0ACME", "T0BOREAL", "C0SHARED", "Kim", "Osei", "Dana", "Reyes", "Acme", "Borealis", "acme", "borealis"}

// busy is a day on which everything is said that is counted, and much that nobody expected.
func busy(t *testing.T, s *server) (rel string) {
	t.Helper()
	n := 0
	ask := func(home, user, words string, values map[string]string) bot.Reply {
		n++
		a := bot.Account{Platform: "slack", Home: home, User: user}
		p := bot.DirectTo(a)
		p.Own = true
		return s.bot.Answer(t.Context(), bot.Request{Key: fmt.Sprintf("hush %s %d", user, n), By: a, Place: p, Words: words, Values: values, Name: "Hush " + user, Zone: "Europe/London"})
	}
	s.store.Allow("slack/T0ACME/U0KIM")
	r := ask("T0ACME", "U0KIM", "new Europe/London", map[string]string{"party": "Acme", "partner": "Borealis", "why": "hush", "person": "Kim Osei", "first": relationship.DateOf(time.Now().AddDate(0, 0, 9), time.UTC).String()})
	code := ""
	for _, b := range r.Message.Blocks {
		if facts, ok := b.(bot.Facts); ok {
			code = facts[0].Value
		}
	}
	ask("T0BOREAL", "U0DANA", "join "+code, map[string]string{"person": "Dana Reyes", "zone": "Europe/London"})
	for _, words := range []string{"status", "todo", "hushword", "hush now C0SHARED", `kpi "hush"`, "promise @dana the hush list by Friday", `evidence "hush"`, "stauts", "?", `"`} {
		ask("T0ACME", "U0KIM", words, nil)
		ask("T0NOBODY", "U0HUSH", words, nil)
	}
	if _, _, err := s.scheduler.Notice(t.Context(), s.store.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.scheduler.Send(t.Context(), s.store.Now()); err != nil {
		t.Fatal(err)
	}
	s.backups.make(t.Context())
	for _, err := range []error{errors.New("hush"), slackgo.SlackErrorResponse{Err: "hush_code"}, slackgo.SlackErrorResponse{Err: "is_archived"}, scheduler.RetryAfter(time.Second)} {
		s.metrics.settled("wait", "slack/T0ACME/U0KIM", store.Queued, err)
		s.metrics.settled("card", "hush/T0ACME/C0SHARED/hush", store.Dead, err)
	}
	return s.store.Relationships()[0]
}

// Whatever happened, no figure names anybody, anything a person typed, or any relationship.
func TestNonInterferenceOfMetrics(t *testing.T) {
	s, _ := dayOffice(t)
	rel := busy(t, s)
	all, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, c := range bot.List() {
		words = append(words, c.Word)
	}
	seen := 0
	for _, family := range all {
		text := family.String()
		for _, hush := range append(hushed, rel) {
			if strings.Contains(text, hush) {
				t.Errorf("%s says %s: %s", family.GetName(), hush, text)
			}
		}
		for _, one := range family.GetMetric() {
			if strings.HasPrefix(family.GetName(), "collab_") {
				seen++
			}
			boundedLabels(t, family.GetName(), one, words)
		}
	}
	if seen < 40 {
		t.Errorf("only %d figures: the day was not busy", seen)
	}
}

// boundedLabels wants every label from a list that ends.
func boundedLabels(t *testing.T, name string, m *dto.Metric, words []string) {
	t.Helper()
	lists := map[string][]string{"platform": {"slack", "web", "mail", untold}, "code": append([]string{untold, "timeout", "1xx", "2xx", "3xx", "4xx", "5xx"}, codes...),
		"word": append(words, bot.NoWord, "menu", "join", "claim", "members", "audit", "erase", "find"), "state": {"queued", "sending", "unknown", "sent", "dead", "listed", "vanished", "refused", "working"},
		"kind": {"wait", "card", "edit", string(relationship.DutyJoined)}}
	for _, l := range m.GetLabel() {
		if list, ours := lists[l.GetName()]; ours && !slices.Contains(list, l.GetValue()) {
			t.Errorf("%s: the %s is %q", name, l.GetName(), l.GetValue())
		}
		if !strings.HasPrefix(name, "go_") && lists[l.GetName()] == nil && l.GetName() != "build" {
			t.Errorf("%s has a label %s", name, l.GetName())
		}
	}
}

// figure is the value of a counter or gauge, summed over its labels that hold these values.
func figure(t *testing.T, s *server, name string, labels ...string) (sum float64) {
	t.Helper()
	all, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range all {
		for _, m := range family.GetMetric() {
			values := fmt.Sprint(m.GetLabel())
			if family.GetName() == name && !slices.ContainsFunc(labels, func(l string) bool { return !strings.Contains(values, l) }) {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}

func TestWhatIsCounted(t *testing.T) {
	s, _ := dayOffice(t)
	if got := figure(t, s, "collab_backup_last_success_timestamp_seconds"); got != 0 {
		t.Errorf("a backup at %v", got)
	}
	busy(t, s)
	for _, c := range []struct {
		name   string
		labels []string
		least  float64
	}{
		{"collab_request_seconds", []string{`"status"`}, 2},
		{"collab_request_seconds", []string{`"unknown"`}, 6},
		{"collab_recorded_total", []string{`"slack"`}, 2},
		{"collab_send_errors_total", []string{`"is_archived"`, `"slack"`}, 1},
		{"collab_send_errors_total", []string{`"other"`, `"slack"`}, 2},
		{"collab_send_errors_total", []string{`"ratelimited"`}, 2},
		{"collab_deliveries_total", []string{`"dead"`, `"other"`}, 4},
		{"collab_deliveries_dead_total", nil, 4},
		{"collab_commit_seconds", nil, 3},
		{"collab_store_bytes", nil, 4096},
		{"collab_store_free_bytes", nil, 1},
		{"collab_record_rows", nil, 10},
		{"collab_cache_hits_total", nil, 1},
		{"collab_cache_misses_total", nil, 1},
		{"collab_backup_last_success_timestamp_seconds", nil, 1.7e9},
		{"collab_backup_bytes", nil, 4096},
		{"collab_slack_workspaces", []string{`"working"`}, 1},
		{"collab_onboarding_seconds", nil, 1e-9},
		{"collab_build_info", nil, 1},
	} {
		if got := figure(t, s, c.name, c.labels...); got < c.least {
			t.Errorf("%s%v is %v", c.name, c.labels, got)
		}
	}
}

// A monitoring system sees a figure rise only if it saw it before: what rises for the first time when something is wrong is
// there from the start. What is called a total is a counter to it.
func TestWhatRisesIsThereFromTheStart(t *testing.T) {
	s, _ := dayOffice(t)
	all, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]dto.MetricType{}
	for _, family := range all {
		there[family.GetName()] = family.GetType()
		if total := strings.HasSuffix(family.GetName(), "_total"); strings.HasPrefix(family.GetName(), "collab_") && total != (family.GetType() == dto.MetricType_COUNTER) {
			t.Errorf("%s is a %s", family.GetName(), family.GetType())
		}
	}
	for _, name := range []string{"collab_requests_failed_total", "collab_deliveries_dead_total", "collab_backup_failures_total"} {
		if _, ok := there[name]; !ok {
			t.Errorf("%s is not there before the first", name)
		}
	}
}

// The figures are given on an address of their own, and nowhere else.
func TestMetricsAreOffThePublicAddress(t *testing.T) {
	d := sit(t)
	d.start("serve", "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", d.store("collab.db"))
	at := d.address()
	figures := d.log.wait(t, `"metrics":"([^"]+)"`)
	if status, body := get(t, figures); status != 200 || !strings.Contains(body, "collab_scheduler_tick_age_seconds ") {
		t.Error(status, body)
	}
	if status, _ := get(t, at+"/metrics"); status != 404 {
		t.Errorf("the public address gives figures: %d", status)
	}
	d.refuses([]string{"serve", "--listen=127.0.0.1:8080", "--metrics-listen=127.0.0.1:8080", d.store("other.db")}, "is the address people reach")
}
