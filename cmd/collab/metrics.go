package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/bot/web"
	"collab/store"
)

// metrics are figures for a monitoring system, in the format of Prometheus. Whatever a label says is a word of this
// program or of a platform's documentation, from a list that ends: no id, no name, no relationship, no workspace. So they
// tell how busy the server is, and nothing of whom it serves. docs/operating.md says which to watch.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.HistogramVec // by word
	failed    prometheus.Counter
	recorded  *prometheus.CounterVec // by platform
	answers   *prometheus.CounterVec // by platform
	told      *prometheus.CounterVec // by platform, kind, state
	refused   *prometheus.CounterVec // by platform, code
	dead      prometheus.Counter     // without labels, so that it is there at 0 and its first increase is seen
	commits   prometheus.Histogram
	onboarded prometheus.Gauge
	first     sync.Once // thing recorded
	began     time.Time // when the store was made, if nothing was recorded in it yet
}

// untold stands for whatever is in no list of ours.
const untold = "other"

func newMetrics() *metrics {
	r := prometheus.NewRegistry()
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		r.MustRegister(c)
		return c
	}
	m := &metrics{registry: r,
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "collab_request_seconds",
			Help: "How long a request of a person took, by the word of the command.", Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}, []string{"word"}),
		failed:   prometheus.NewCounter(prometheus.CounterOpts{Name: "collab_requests_failed_total", Help: "Requests answered with a reference to the log."}),
		recorded: counter("collab_recorded_total", "Requests by which something was recorded.", "platform"),
		answers:  counter("collab_answers_total", "What people did about a check-in, and was recorded: answers, skips, snoozes.", "platform"),
		told:     counter("collab_deliveries_total", "Attempts to tell people something, by the state they ended in.", "platform", "kind", "state"),
		refused:  counter("collab_send_errors_total", "Attempts that failed, by the platform's word for why.", "platform", "code"),
		dead:     prometheus.NewCounter(prometheus.CounterOpts{Name: "collab_deliveries_dead_total", Help: "Messages that were given up."}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "collab_commit_seconds",
			Help: "How long a commit took until it was on disk.", Buckets: prometheus.ExponentialBuckets(.0005, 2, 12)}),
		onboarded: prometheus.NewGauge(prometheus.GaugeOpts{Name: "collab_onboarding_seconds",
			Help: "From the making of the store to the first thing recorded in it, if this process saw both; 0 otherwise."}),
	}
	r.MustRegister(m.requests, m.failed, m.dead, m.commits, m.onboarded, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), built())
	return m
}

// built is what the program was made from, as a figure that is always 1.
func built() prometheus.Collector {
	info, ok := debug.ReadBuildInfo()
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "collab_build_info", Help: "Which program this is.",
		ConstLabels: prometheus.Labels{"build": build(info, ok)}})
	g.Set(1)
	return g
}

// request counts a request of a person.
func (m *metrics) request(o bot.Observed) {
	m.requests.WithLabelValues(o.Word).Observe(o.Took.Seconds())
	if o.Failed {
		m.failed.Inc()
	}
	if !o.Recorded {
		return
	}
	m.recorded.WithLabelValues(platform(o.Platform)).Inc()
	if o.Word == "checkin" {
		m.answers.WithLabelValues(platform(o.Platform)).Inc()
	}
	m.first.Do(func() {
		if !m.began.IsZero() {
			m.onboarded.Set(time.Since(m.began).Seconds())
		}
	})
}

// committed counts a commit.
func (m *metrics) committed(took time.Duration) { m.commits.Observe(took.Seconds()) }

// watch reads the gauges from a server that is about to run.
func (m *metrics) watch(s *server) {
	if len(s.store.Relationships()) == 0 {
		m.began = s.store.Created()
	}
	m.registry.MustRegister(gauges{s})
}

// platform is one of the platforms there are.
func platform(name string) string {
	if slices.Contains([]string{slack.Platform, teams.Platform, web.Platform, mail.Platform}, name) {
		return name
	}
	return untold
}

// settled counts an attempt to tell somebody something.
func (m *metrics) settled(kind, to string, state store.DeliveryState, err error) {
	on := untold
	if a, ok := bot.AccountOf(to); ok {
		on = platform(a.Platform)
	}
	if p, ok := bot.PlaceOf(to); ok {
		on = platform(p.Platform)
	}
	m.told.WithLabelValues(on, kind, string(state)).Inc()
	if state == store.Dead {
		m.dead.Inc()
	}
	if err != nil {
		m.refused.WithLabelValues(on, codeOf(err)).Inc()
	}
}

// listenMetrics takes the address of the figures.
func (s *server) listenMetrics() (err error) {
	if s.MetricsListen == "" {
		return nil
	}
	if s.figures, err = net.Listen("tcp", s.MetricsListen); err != nil {
		return fmt.Errorf("%s cannot be taken: %w. Choose another address with --metrics-listen", s.MetricsListen, err)
	}
	return nil
}

// serveMetrics answers a monitoring system until ctx ends.
func (s *server) serveMetrics(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin, IdleTimeout: idleFor}
	defer context.AfterFunc(ctx, func() { _ = web.Close() })()
	return served(web.Serve(s.figures))
}
