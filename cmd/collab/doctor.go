package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"collab/bot/slack"
	"collab/config"
	"collab/store"
)

type doctor struct {
	settings
	Mail string `name:"mail" placeholder:"ADDRESS" help:"Send a trial letter to this address."`
}

// Run looks at everything that people who use the server depend on. It changes nothing.
func (d *doctor) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := d.check(verb)
	e := examination{Config: c, env: env}
	e.settings(err)
	e.zones()
	e.volume()
	e.store(ctx)
	e.address(ctx)
	if err == nil && c.Slack.On() {
		e.Findings = append(e.Findings, slack.Examine(ctx, slackSettings(c))...)
	}
	if err == nil && (c.Mail.On() || d.Mail != "") {
		e.mail(ctx, d.Mail)
	}
	return e.report()
}

// examination is what doctor has found so far.
type examination struct {
	config.Config
	slack.Findings
	env    environment
	served bool // another process has the store open, and serves it
}

// report prints what was found. It fails when something does not work.
func (e *examination) report() error {
	faults := 0
	for _, f := range e.Findings {
		if f.Grade == slack.Fault {
			faults++
		}
		fmt.Fprintf(e.env.out, "%-8s %s.\n", f.Grade, strings.TrimSuffix(f.Text, "."))
	}
	switch faults {
	case 0:
		return nil
	case 1:
		return errors.New("one thing has to be mended before this works")
	}
	return fmt.Errorf("%d things have to be mended before this works", faults)
}

func (e *examination) settings(err error) {
	if err != nil {
		for _, fault := range strings.Split(err.Error(), "\n") {
			e.Add(slack.Fault, "%s", fault)
		}
		return
	}
	e.Add(slack.Fine, "the settings make sense together")
	if !e.Slack.On() {
		e.Add(slack.Warning, "no platform is configured, so nobody can talk to the server. collab manifest slack makes an app; its tokens go into COLLAB_SLACK_BOT_TOKEN and COLLAB_SLACK_APP_TOKEN")
	}
	if e.SecretKey == "" {
		e.Add(slack.Warning, "COLLAB_SECRET_KEY is not set: what people write stands in the file as it is. Make one with openssl rand -base64 32 before the first start, and keep it")
	}
}

func (e *examination) zones() {
	if _, err := time.LoadLocation("Pacific/Chatham"); err != nil {
		e.Add(slack.Fault, "time zones cannot be read: %v. They are part of the program: build it with time/tzdata", err)
		return
	}
	e.Add(slack.Fine, "time zones are part of the program")
}

// scarce is how little room the volume may have left before it is worth a word.
const scarce = 200 << 20

// volume sees that the store's directory can be written to, and that locks and mapped files mean there what they should.
func (e *examination) volume() {
	if e.File == "" {
		return // the settings are wrong, and that was said
	}
	dir := filepath.Dir(e.File)
	if err := tryWriting(dir); err != nil {
		e.Add(slack.Fault, "nothing can be written to %s: %v. Make it, and give it to the user that the server runs as", dir, err)
		return
	}
	kind, remote, free := volumeOf(dir)
	switch {
	case remote:
		e.Add(slack.Fault, "%s is on a network file system (%s), where neither locks nor what is on disk can be relied on. Keep the store on a local disk, and its backups there", dir, kind)
	case free < scarce:
		e.Add(slack.Warning, "%s has %d MB left. Make room: a server that cannot write stops", dir, free>>20)
	default:
		e.Add(slack.Fine, "%s can be written to, and is on a local disk", dir)
	}
}

func tryWriting(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor")
	if err != nil {
		return err
	}
	_, err = f.WriteString("collab")
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

// store asks the process that serves the store how it stands; one that nobody serves is checked, byte for byte.
func (e *examination) store(ctx context.Context) {
	if o, err := store.Dial(e.File); err == nil {
		defer o.Close()
		e.served = true
		s, err := o.Status()
		if err != nil {
			e.Add(slack.Fault, "the process that has %s open does not answer: %v. Start it anew", e.File, err)
			return
		}
		e.Add(slack.Fine, "%s is served by process %d; relationships in it: %d", e.File, s.Process, s.Relationships)
		return
	}
	switch _, err := os.Stat(e.File); {
	case e.File == "":
	case errors.Is(err, fs.ErrNotExist):
		e.Add(slack.Fine, "%s is not there yet: the first start makes it", e.File)
	default:
		if err := checkApart(ctx, e.env, e.SecretKey, e.File); err != nil {
			e.Add(slack.Fault, "the store: %v", err)
			return
		}
		e.Add(slack.Fine, "%s is whole, and nobody serves it now", e.File)
	}
}

// address sees whether the address to answer on is free, or ours, and whether people reach it by the one they are given.
func (e *examination) address(ctx context.Context) {
	if e.served {
		e.running(ctx)
	} else if l, err := net.Listen("tcp", e.Listen); err != nil {
		e.Add(slack.Fault, "%s cannot be taken: %v. Choose another address with --listen", e.Listen, err)
	} else {
		_ = l.Close()
		e.Add(slack.Fine, "%s is free to answer on", e.Listen)
	}
	if e.BaseURL != "" {
		e.base(ctx)
	}
}

// running asks the server that has the store whether it can work: it knows its sockets, and which workspaces refuse it.
func (e *examination) running(ctx context.Context) {
	var said readiness
	status, err := ask(ctx, http.MethodGet, "http://"+here(e.Listen)+"/readyz", &said)
	slacks := ""
	if said.Slack != "" {
		slacks = ": Slack " + said.Slack
	}
	switch {
	case err != nil:
		e.Add(slack.Warning, "the server that has the store does not answer on %s: %v. See that --listen is what it was started with", e.Listen, err)
	case status != http.StatusOK:
		e.Add(slack.Fault, "the server is not ready%s; it looked at the clock %.0f s ago. Its log says more", slacks, said.Tick)
	default:
		e.Add(slack.Fine, "the server is ready%s", slacks)
	}
}

func (e *examination) base(ctx context.Context) {
	switch said, err := ask(ctx, http.MethodHead, e.BaseURL+"/healthz", nil); {
	case err == nil && said == http.StatusOK:
		e.Add(slack.Fine, "%s reaches a server that is alive", e.BaseURL)
	case !e.served:
		e.Add(slack.Warning, "%s reaches nothing that is alive. Start collab serve, then ask again", e.BaseURL)
	case err != nil:
		e.Add(slack.Warning, "%s cannot be reached from here: %v. See that it can from where people are, and that it leads to %s", e.BaseURL, err, e.Listen)
	default:
		e.Add(slack.Warning, "%s answers %d where this server says that it is alive. See that it leads to %s", e.BaseURL, said, e.Listen)
	}
}

// ask asks a server one thing, and reads its answer into said, unless that is nil.
func ask(ctx context.Context, method, address string, said any) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if said != nil {
		err = json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(said)
	}
	return res.StatusCode, err
}
