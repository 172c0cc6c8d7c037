package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/slack"
	"collab/bot/teams"
	"collab/bot/web"
	"collab/config"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

type serve struct{ settings }

// Run serves what is configured until ctx ends.
func (s *serve) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := s.check(verb)
	if err != nil {
		return err
	}
	server, err := newServer(ctx, c, env)
	if err != nil {
		return err
	}
	server.announce()
	return server.running().run(ctx)
}

// server is everything that runs while collab serves.
type server struct {
	config.Config
	log      *slog.Logger
	listener net.Listener
	store    *store.Store
	bot      *bot.Bot
	chats
	door        *web.Server  // nil when it is not configured
	mail        *mail.Mailer // nil when it is not configured
	rosters     sync.Mutex   // of channels, which are read before they are written
	teller      *teller
	pulse       *pulse
	limits      slack.Limits
	teamsLimits teams.Limits
	scheduler   *scheduler.Scheduler
	backups     *backups // nil when none are made by themselves
	metrics     *metrics
	figures     net.Listener // of the metrics; nil when they are not given
}

// newServer opens everything, or nothing: what was opened is closed again when the rest cannot be.
func newServer(ctx context.Context, c config.Config, env environment) (s *server, err error) {
	s = &server{Config: c, log: slog.New(slog.NewJSONHandler(env.log, nil)), limits: env.limits, teamsLimits: env.teamsLimits, metrics: newMetrics()}
	if s.store, err = store.Open(c.Store, s.storeOptions(ctx, env)); err != nil {
		return nil, err
	}
	if err = s.open(ctx); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	if err := errors.Join(s.listenMetrics(), s.welcome(env)); err != nil {
		return nil, errors.Join(err, s.listener.Close(), s.store.Close())
	}
	return s, nil
}

func (s *server) storeOptions(ctx context.Context, env environment) store.Options {
	return store.Options{Secret: secretOf(s.Config), Now: env.now, Log: s.log, Next: relationship.View.Next, Rules: rules(), Committed: s.metrics.committed,
		Check: func(path string) error { return checkApart(ctx, env, s.SecretKey, path) }}
}

// open puts the bot, the platforms and the scheduler on the store, and takes the address.
func (s *server) open(ctx context.Context) (err error) {
	s.bot = &bot.Bot{Store: s.store, Log: s.log, Host: s.host(), Observe: s.metrics.request,
		MayBegin: func(a bot.Account) bool { return s.store.Allowed(a.String()) }, Admit: s.admit, Reaches: s.reaches, Linked: s.linked,
		Profile: s.profile, PagesAlone: !s.Slack.On() && !s.Teams.On()}
	if err := s.openChats(ctx); err != nil {
		return err
	}
	if err := s.openMail(); err != nil {
		return err
	}
	if err := s.openDoor(); err != nil {
		return err
	}
	s.bot.Tell = s.tell
	s.store.OnErase(s.forget)
	s.teller = &teller{bot: s.bot, chats: s.chats, web: s.door, mail: s.mail}
	s.pulse = &pulse{clock: s.store.Now}
	s.scheduler = scheduler.New(scheduler.Config{Store: s.store, Now: s.pulse.now, Send: s.teller.send, Find: s.teller.find,
		Reach: s.reach, Workers: workers, Log: s.log, Settled: s.metrics.settled})
	s.metrics.watch(s)
	if s.Backup.On() {
		s.backups = s.newBackups()
	}
	if s.listener, err = net.Listen("tcp", s.Listen); err != nil {
		return fmt.Errorf("%s cannot be taken: %w. Choose another address with --listen", s.Listen, err)
	}
	return nil
}

// openChats makes the adapters of the platforms that are configured.
func (s *server) openChats(ctx context.Context) (err error) {
	if s.Slack.On() {
		s.slack, err = slack.New(ctx, s.slackConfig())
	}
	if err == nil && s.Teams.On() {
		s.teams, err = teams.New(s.teamsConfig())
	}
	return err
}

// announce logs what is served, and what the operator may have forgotten.
func (s *server) announce() {
	if s.SecretKey == "" {
		s.log.Warn("COLLAB_SECRET_KEY is not set: what people write stands in the file as it is")
	}
	if s.slack != nil && s.BaseURL != "" && s.Slack.SigningSecret != "" {
		s.log.Info("the request URL of the Slack app, for its command, interactivity and events", "url", s.BaseURL+slack.EventsPath)
	}
	if s.teams != nil && s.BaseURL != "" {
		s.log.Info("the messaging endpoint of the Azure Bot", "url", s.BaseURL+teams.MessagesPath)
	}
	s.log.Info("serving", "address", s.listener.Addr().String(), "store", s.File, "sealed", s.SecretKey != "", "slack", s.slack != nil, "teams", s.teams != nil, "web", s.door != nil)
	if s.figures != nil {
		s.log.Info("figures for a monitoring system", "metrics", "http://"+s.figures.Addr().String()+"/metrics")
	}
}

// running is the server with what runs on it.
func (s *server) running() *running {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	r := &running{log: s.log, listener: s.listener, handler: mux, store: s.store, scheduler: s.scheduler, wait: s.wait}
	if s.backups != nil {
		r.beside = append(r.beside, s.backups.run)
	}
	if s.figures != nil {
		r.beside = append(r.beside, s.serveMetrics)
	}
	if s.slack != nil {
		if s.Slack.SigningSecret != "" {
			mux.Handle("POST "+slack.EventsPath, s.slack)
		}
		if s.Slack.Installs() {
			mux.HandleFunc("GET "+slack.InstallPath, s.slack.ServeInstall)
			mux.HandleFunc("GET "+slack.OAuthPath, s.slack.ServeOAuth)
			r.beside = append(r.beside, s.slack.Rotate)
		}
		r.beside = append(r.beside, s.slack.Listen)
	}
	if s.teams != nil {
		mux.Handle("POST "+teams.MessagesPath, s.teams)
		mux.HandleFunc("GET "+teams.AboutPath, s.about)
		r.beside = append(r.beside, s.teams.Work)
	}
	if s.door != nil {
		mux.Handle("/", s.door)
		r.beside = append(r.beside, s.door.Write)
	}
	return r
}

// workers is how many messages are on their way at once: a slow answer of a platform holds up no other.
const workers = 4

// admit uses up the code that was printed for the installer.
func (s *server) admit(a bot.Account, code string) bool {
	if _, ok := s.store.Redeem(code, installing); !ok {
		return false
	}
	s.store.Allow(a.String())
	s.log.Info("an account may begin relationships now", "platform", a.Platform)
	return true
}

const (
	installing = "install"
	// installFor is how long the installer's code can be used. Starting anew prints another one.
	installFor = 7 * 24 * time.Hour
)

// welcome says how the first person comes in, as long as nobody may begin a relationship.
func (s *server) welcome(env environment) error {
	if s.none() && s.door == nil {
		s.log.Warn("no platform is configured, so nobody can talk to this server: set COLLAB_SLACK_BOT_TOKEN and COLLAB_SLACK_APP_TOKEN, or COLLAB_TEAMS_APP_ID with its password and tenant, or COLLAB_WEB")
		return nil
	}
	if s.store.Installed() {
		return nil
	}
	if s.Slack.Installs() {
		_, err := fmt.Fprintf(env.out, "Nobody may begin relationships yet. Whoever installs the app in a workspace may. Open this in a browser:\n\n    %s\n\n", s.BaseURL+slack.InstallPath)
		return err
	}
	code, err := s.store.CodeFor(installing, nil, installFor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "Nobody may begin relationships yet. Within seven days, %s\n\n", strings.Join(waysIn(s.Config, "new", code), "\n\nor "))
	return err
}

// reaches says whether an account can be written to.
func (s *server) reaches(a bot.Account) bool {
	if s.door != nil && a.Walks() {
		return true
	}
	if s.teams != nil && a.Platform == teams.Platform {
		return s.teams.Reaches(a)
	}
	return s.slack != nil && a.Platform == slack.Platform && s.slack.Installed(a.Home) // audience: a notice may hold internal words, so it goes through the person's own workspace alone; mutate: s/ && s.slack.Installed(a.Home)//
}

// reach is the account by which a person is told something; empty when none can be reached.
func (s *server) reach(accounts []string) string {
	if a, ok := bot.Nearest(accounts, s.reaches); ok { // audience: the account of the person, as their own party's ledger has it, by which they can be reached; mutate: s/s.reaches/nil/
		return a.String()
	}
	return ""
}

// host is who runs the server, as far as it knows.
func (s *server) host() string {
	if s.Operator != "" {
		return s.Operator
	}
	if u, err := url.Parse(s.BaseURL); err == nil && u.Hostname() != "" {
		return "the administrators of " + u.Hostname()
	}
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return "the administrators of " + name
}
