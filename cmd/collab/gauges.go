package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"collab/bot/mail"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/scheduler"
	"collab/store"
)

// codes are the words for why a message was not taken that are counted each by itself. Of others there may be any number.
var codes = []string{"BotDisabledByAdmin", "BotNotInConversationRoster", "BotNotRegistered", "ConversationBlockedByUser", "ConversationNotFound",
	"MessageSizeTooBig", "MessageWritesBlocked", "NotEnoughPermissions", "invalid_client", "unauthorized_client", "account_inactive", "channel_not_found", "fatal_error", "internal_error", "invalid_auth", "invalid_blocks", "is_archived",
	"message_not_found", "missing_scope", "msg_too_long", "no_permission", "not_authed", "not_in_channel", "org_login_required", "ratelimited",
	"request_timeout", "restricted_action", "service_unavailable", "team_access_not_granted", "token_expired", "token_revoked", "user_not_found"}

// codeOf is the word for an error, from the list.
func codeOf(err error) string {
	wait, scope := scheduler.RetryAfter(0), slack.MissingScope("")
	word := cmp.Or(slack.Word(err), teams.Word(err))
	switch {
	case errors.As(err, &wait):
		return "ratelimited"
	case errors.As(err, &scope):
		return "missing_scope"
	case slices.Contains(codes, word):
		return word
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	}
	if status := teams.Status(err); status > 0 {
		return fmt.Sprintf("%dxx", status/100)
	}
	if answer := mail.Word(err); len(answer) > 0 && answer[0] >= '1' && answer[0] <= '5' {
		return answer[:1] + "xx"
	}
	return untold
}

// gauges are figures that are read when somebody asks.
type gauges struct{ *server }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("collab_"+name, help, labels, nil)
}

// What the gauges are called.
var (
	tickAge     = gauge("scheduler_tick_age_seconds", "Since the scheduler last looked at the clock.")
	late        = gauge("due_late_seconds", "For how long something has been due that was not noticed; 0 when nothing is.")
	dueRows     = gauge("due_rows", "Ledgers in which something is or will be due.")
	waiting     = gauge("deliveries_waiting", "Messages that are not done, by state.", "state")
	remembered  = gauge("deliveries_remembered", "Messages that are remembered, done or not.")
	inboxRows   = gauge("inbox_rows", "Requests taken and not worked off.")
	entryRows   = gauge("record_rows", "Rows of the ledgers and of their keys.")
	storeBytes  = gauge("store_bytes", "Size of the store's file.")
	freeBytes   = gauge("store_free_bytes", "Room left on the store's volume.")
	cacheHits   = gauge("cache_hits_total", "Ledgers whose state was in memory, since the start.")
	cacheMisses = gauge("cache_misses_total", "Ledgers whose state was not, since the start.")
	sockets     = gauge("slack_sockets", "Sockets to Slack that are open.")
	workspaces  = gauge("slack_workspaces", "Slack workspaces by whether they refuse us.", "state")
	noTeams     = gauge("teams_refused", "Whether Microsoft takes nothing from us: 1 or 0.")
	backupAt    = gauge("backup_last_success_timestamp_seconds", "When the newest verified backup was begun; 0 when there is none.")
	backupBytes = gauge("backup_bytes", "Size of the newest backup.")
	backupTook  = gauge("backup_seconds", "How long the newest backup took; 0 when an earlier process made it.")
	backupFails = gauge("backup_failures_total", "Backups that could not be made, since the start.")
)

// totals are those that only rise while the process runs: to a monitoring system they are counters.
var totals = []*prometheus.Desc{cacheHits, cacheMisses, backupFails}

// Describe says which gauges there are.
func (gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{tickAge, late, dueRows, waiting, remembered, inboxRows, entryRows, storeBytes, freeBytes,
		cacheHits, cacheMisses, sockets, workspaces, noTeams, backupAt, backupBytes, backupTook, backupFails} {
		to <- d
	}
}

// Collect reads them.
func (g gauges) Collect(to chan<- prometheus.Metric) {
	say := func(d *prometheus.Desc, v float64, labels ...string) {
		kind := prometheus.GaugeValue
		if slices.Contains(totals, d) {
			kind = prometheus.CounterValue
		}
		to <- prometheus.MustNewConstMetric(d, kind, v, labels...)
	}
	c := g.store.Counts()
	say(tickAge, min(g.pulse.age(), time.Hour).Seconds())
	say(late, c.Late.Seconds())
	say(dueRows, float64(c.Due))
	for _, state := range []store.DeliveryState{store.Queued, store.Sending, store.Unknown} {
		say(waiting, float64(c.Waiting[state]), string(state))
	}
	say(remembered, float64(c.Remembered))
	say(inboxRows, float64(c.Inbox))
	say(entryRows, float64(c.Entries))
	say(storeBytes, float64(g.store.Status().Bytes))
	say(freeBytes, float64(freeIn(placeFor(g.File))))
	say(cacheHits, float64(c.Hits))
	say(cacheMisses, float64(c.Misses))
	if g.slack != nil {
		say(sockets, float64(g.slack.Connected()))
		refused := len(g.slack.Refused())
		say(workspaces, float64(refused), "refused")
		say(workspaces, float64(len(g.slack.Homes())-refused), "working")
	}
	if g.teams != nil {
		refused := 0.0
		if g.teller.refusal(teams.Platform) != "" {
			refused = 1
		}
		say(noTeams, refused)
	}
	if g.backups != nil {
		g.collectBackups(say)
	}
}

func (g gauges) collectBackups(say func(*prometheus.Desc, float64, ...string)) {
	m, at := g.backups.known(), 0.0
	if !m.at.IsZero() {
		at = float64(m.at.Unix())
	}
	say(backupAt, at)
	say(backupBytes, float64(m.bytes))
	say(backupTook, m.took.Seconds())
	say(backupFails, float64(m.failures))
}
