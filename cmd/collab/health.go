package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"collab/bot/slack"
	"collab/bot/teams"
)

// slowest is how old the scheduler's last look at the clock may be. It looks every minute, more often when it has to.
const slowest = 3 * time.Minute

// pulse is the scheduler's clock: each tick asks it, so when it was asked last says whether the scheduler is alive.
type pulse struct {
	clock func() time.Time
	asked atomic.Int64 // nanoseconds since 1970
}

func (p *pulse) now() time.Time {
	p.asked.Store(time.Now().UnixNano())
	return p.clock()
}

// age is how long ago the scheduler asked; a long time when it never did.
func (p *pulse) age() time.Duration { return time.Since(time.Unix(0, p.asked.Load())) }

// readiness is what /readyz says.
type readiness struct {
	Ready bool `json:"ready"`
	// Store counts its commits since it was opened.
	Store uint64 `json:"store_commits"`
	// Tick is the age of the scheduler's last look at the clock, in seconds.
	Tick float64 `json:"tick_age_seconds"`
	// Slack is how many workspaces there are, and why some refuse us, or what else is wrong; empty when it is not
	// configured. It names none of them.
	Slack string `json:"slack,omitempty"`
	// Teams is "ready", or why Microsoft takes nothing from us; empty when it is not configured.
	Teams string `json:"teams,omitempty"`
	// Mail is why the mail server takes no letters; empty while it does, or when none is configured. Chat works without it.
	Mail string `json:"mail,omitempty"`
	// Sockets is how many are open, when Slack brings what people do down a socket: with none, nobody is heard.
	Sockets *int `json:"slack_sockets,omitempty"`
	// Backup is "failing" when the last backup that was due could not be made. People notice nothing, so the server is
	// ready all the same.
	Backup string `json:"backup,omitempty"`
}

// teamsTakes is what /readyz says of Teams while it takes what we say.
const teamsTakes = "ready"

// healthz says that the process lives and its store answers.
func (s *server) healthz(w http.ResponseWriter, _ *http.Request) {
	s.store.EarliestDue()
	writeJSON(w, http.StatusOK, map[string]bool{"alive": true})
}

// readyz says whether everything works that a request or a prompt needs.
func (s *server) readyz(w http.ResponseWriter, _ *http.Request) {
	age := s.pulse.age()
	r := readiness{Ready: age < slowest, Store: s.store.Committed(), Tick: min(age, time.Hour).Seconds()}
	if word := s.teller.unmailed.Load(); word != nil {
		r.Mail = *word
	}
	if s.slack != nil {
		said, works := s.slackReady()
		r.Slack, r.Ready = said, r.Ready && works
		if s.Config.Slack.Socket() {
			r.Sockets = new(s.slack.Connected())
			r.Ready = r.Ready && *r.Sockets > 0
		}
	}
	if s.teams != nil {
		r.Teams = cmp.Or(s.teller.refusal(teams.Platform), teamsTakes)
		r.Ready = r.Ready && r.Teams == teamsTakes
	}
	if s.backups != nil && s.backups.failing() {
		r.Backup = "failing"
	}
	status := http.StatusOK
	if !r.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, r)
}

// slackReady counts the workspaces, and says why some refuse us. Anybody can ask, so which they are stands in the log
// alone. One that refuses us is for whoever runs it; when all do, nothing works.
func (s *server) slackReady() (said string, works bool) {
	homes, refused := len(s.slack.Homes()), s.slack.Refused()
	if word := s.teller.refusal(slack.Platform); word != "" && homes < 2 {
		return word, false
	}
	said = fmt.Sprintf("workspaces: %d", homes)
	if len(refused) > 0 {
		words := slices.Compact(slices.Sorted(maps.Values(refused)))
		said += fmt.Sprintf(", of which %d refuse us: %s", len(refused), strings.Join(words, ", "))
	}
	return said, len(refused) == 0 || len(refused) < homes
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked has hung up
}
