package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"

	"collab/bot"
)

// address sees whether the address to answer on is free, or ours, and whether people reach it by the one they are given.
func (e *examination) address(ctx context.Context) {
	if e.served {
		e.running(ctx)
	} else if l, err := net.Listen("tcp", e.Listen); err != nil {
		e.Add(bot.Fault, "%s cannot be taken: %v. Choose another address with --listen", e.Listen, err)
	} else {
		_ = l.Close()
		e.Add(bot.Fine, "%s is free to answer on", e.Listen)
	}
	if e.BaseURL != "" {
		e.base(ctx)
	}
}

// running asks the server that has the store whether it can work: it knows its sockets, and which workspaces refuse it.
func (e *examination) running(ctx context.Context) {
	var said readiness
	res, err := ask(ctx, "http://"+here(e.Listen)+"/readyz", &said)
	e.failing = said.Backup != ""
	slacks := ""
	if said.Slack != "" {
		slacks = ": Slack " + said.Slack
	}
	if said.Teams != "" && said.Teams != teamsTakes {
		slacks += ": Microsoft takes nothing from us: " + said.Teams
	}
	switch {
	case err != nil:
		e.Add(bot.Warning, "the server that has the store does not answer on %s: %v. See that --listen is what it was started with", e.Listen, err)
	case res.StatusCode != http.StatusOK:
		e.Add(bot.Fault, "the server is not ready%s; it looked at the clock %.0f s ago. Its log says more", slacks, said.Tick)
	default:
		e.Add(bot.Fine, "the server is ready%s", slacks)
	}
}

// base sees that the address people are given leads here.
func (e *examination) base(ctx context.Context) {
	var said struct{ Alive bool }
	asked := time.Now()
	switch res, err := ask(ctx, e.BaseURL+"/healthz", &said); {
	case err == nil && res.StatusCode == http.StatusOK && said.Alive:
		e.Add(bot.Fine, "%s reaches a server that is alive", e.BaseURL)
		e.clock(res.Header, asked, time.Now())
	case !e.served:
		e.Add(bot.Warning, "%s reaches nothing that is alive. Start collab serve, then ask again", e.BaseURL)
	case res == nil:
		e.Add(bot.Warning, "%s cannot be reached from here: %v. See that it can from where people are, and that it leads to %s", e.BaseURL, err, e.Listen)
	case res.StatusCode == http.StatusOK:
		e.Add(bot.Warning, "%s is answered by something else than this server. See that it leads to %s", e.BaseURL, e.Listen)
	default:
		e.Add(bot.Warning, "%s answers %d where this server says that it is alive. See that it leads to %s", e.BaseURL, res.StatusCode, e.Listen)
	}
}

// clock compares our clock with that of whatever answers at the base URL. That may run on this machine, and then it has the
// same clock: so only a difference says something.
func (e *examination) clock(h http.Header, asked, answered time.Time) {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	if off := asked.Add(answered.Sub(asked) / 2).Sub(theirs).Round(time.Second); off.Abs() > clockOff {
		e.Add(bot.Warning, "the clock is %s from that of %s: prompts come at the wrong time. Set it, for example with systemd-timesyncd or chrony", off, e.BaseURL)
	}
}

// ask asks a server one thing, and reads its answer into said, unless that is nil. The response is nil when there is none; its
// body is closed.
func ask(ctx context.Context, address string, said any) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if said != nil {
		err = json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(said)
	}
	return res, err
}
