package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"collab/bot"
	"collab/bot/play"
	"collab/bot/web"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// The demo's people, channels and two quarters of history are this play, performed when the demo is opened first.
//
//go:embed demo.txt
var demoPlay string

type demo struct {
	Store  string `alone:"" default:"bolt:collab-demo.db" placeholder:"STORE" help:"Where the demo is kept (bolt:collab-demo.db)."`
	Listen string `alone:"" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address on this machine; the next free port when it is taken."`
}

// Run opens the demo until ctx ends. It is for this machine alone: whoever reaches it chooses who to be.
func (d *demo) Run(ctx context.Context, env environment) error {
	script, err := play.Parse("demo.txt", demoPlay)
	if err != nil {
		return err
	}
	listener, err := listenHere(d.Listen)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s, err := d.open(ctx, env, script, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	c, err := newConsole(s, script, log)
	if err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	fmt.Fprintf(env.out, "\n    http://%s\n\nOpen this in a browser and choose who to be; a private window is a second person. The demo is kept in %s; Ctrl-C stops it.\n",
		listener.Addr(), s.Path())
	run := running{log: log, listener: listener, handler: c.web, store: s, scheduler: c.scheduler}
	return run.run(ctx)
}

// open opens the store of the demo, with its history when it is new.
func (d *demo) open(ctx context.Context, env environment, script *play.Script, log *slog.Logger) (*store.Store, error) {
	path, _ := strings.CutPrefix(d.Store, "bolt:")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && path != d.Store {
		fmt.Fprintln(env.out, "Two organisations live through two quarters; this takes a few seconds, once.")
		if err := makeHistory(ctx, script, path, time.Now()); err != nil {
			return nil, err
		}
	}
	s, err := store.Open(d.Store, store.Options{Mark: store.Demo, Next: relationship.View.Next, Rules: rules(), Log: log})
	if err != nil {
		return nil, err
	}
	if ahead := time.Until(s.Now()); ahead > time.Second {
		s.SetOffset(ahead) // the history ends some days from now; its clock goes on from there
	}
	return s, nil
}

// listenHere takes an address on this machine: the one asked for, or the next one that is free.
func listenHere(address string) (net.Listener, error) {
	host, number, err := net.SplitHostPort(address)
	port, bad := strconv.Atoi(number)
	if ip := net.ParseIP(host); err != nil || bad != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not an address on this machine, such as 127.0.0.1:8080. A demo has no sign-in, so nobody else may reach it", address)
	}
	for last := port + 20; ; port++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil || port == last || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
	}
}

// newConsole puts the bot, the scheduler and the pages on the store.
func newConsole(s *store.Store, script *play.Script, log *slog.Logger) (*console, error) {
	c := &console{store: s, script: script}
	c.bot = &bot.Bot{Store: s, Log: log, MayBegin: func(bot.Account) bool { return true }, Host: "you, on this machine"}
	secret, err := c.secret()
	if err != nil {
		return nil, err
	}
	people, err := c.people()
	if err != nil {
		return nil, err
	}
	c.web = web.New(web.Config{Title: "collab demo", Answer: c.bot.Answer, Home: c.bot.Home, Held: c.bot.Held, Relationship: c.bot.Relationship, Relationships: c.relationships,
		Say: c.say, Said: c.said, People: people, Channels: c.channels(people), Secret: secret, Log: log,
		Clock: &web.Clock{Now: s.Now, Next: c.next, Later: c.later}})
	tell := &teller{bot: c.bot, web: c.web}
	c.scheduler = scheduler.New(scheduler.Config{Store: s, Now: s.Now, Send: tell.send, Limits: scheduler.Unlimited, Log: log})
	return c, nil
}
