package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"collab/bot"
	"collab/bot/slack"
	"collab/bot/teams"
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
	if err == nil {
		e.figures(ctx)
		e.copies(time.Now())
		e.pages(ctx)
		if c.Mail.On() || d.Mail != "" {
			e.mail(ctx, d.Mail)
		}
		if c.Slack.On() {
			e.Findings = append(e.Findings, slack.Examine(ctx, slackSettings(c))...)
		}
		if c.Teams.On() {
			e.Findings = append(e.Findings, teams.Examine(ctx, teamsSettings(c), e.served)...)
		}
	}
	return e.report()
}

// examination is what doctor has found so far.
type examination struct {
	config.Config
	bot.Findings
	env     environment
	served  bool // another process has the store open, and serves it
	failing bool // that process could not make the last backup that was due
}

// report prints what was found. It fails when something does not work.
func (e *examination) report() error {
	faults := 0
	for _, f := range e.Findings {
		if f.Grade == bot.Fault {
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
			e.Add(bot.Fault, "%s", fault)
		}
		return
	}
	e.Add(bot.Fine, "the settings make sense together")
	if !e.Slack.On() && !e.Teams.On() && !e.Web.On {
		e.Add(bot.Warning, "no platform is configured, so nobody can talk to the server. collab manifest slack makes an app; its tokens go into COLLAB_SLACK_BOT_TOKEN and COLLAB_SLACK_APP_TOKEN. For Teams the README says how to register a bot. Or serve web pages with COLLAB_WEB")
	}
	if e.SecretKey == "" {
		e.Add(bot.Warning, "COLLAB_SECRET_KEY is not set: what people write stands in the file as it is. Make one with openssl rand -base64 32 before the first start, and keep it")
	} else {
		e.Add(bot.Fine, "there is a secret key, with which what people write is sealed")
	}
	if !e.Config.Encrypted() {
		e.Add(bot.Warning, "COLLAB_BASE_URL is not https: everybody on the way can read what people write. Put a proxy that speaks https in front, as docs/operating.md says, and give its address")
	}
}

func (e *examination) zones() {
	if _, err := time.LoadLocation("Pacific/Chatham"); err != nil {
		e.Add(bot.Fault, "time zones cannot be read: %v. They are part of the program: build it with time/tzdata", err)
		return
	}
	e.Add(bot.Fine, "time zones are part of the program")
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
		e.Add(bot.Fault, "nothing can be written to %s: %v. Make it, and give it to the user that the server runs as", dir, err)
		return
	}
	kind, remote, free := volumeOf(dir)
	switch size := e.size(); {
	case remote:
		e.Add(bot.Fault, "%s is on a network file system (%s), where neither locks nor what is on disk can be relied on. Keep the store on a local disk, and its backups there", dir, kind)
	case free < scarce+size:
		e.Add(bot.Warning, "%s has %d MB left, and the store of %d MB needs as much again when words are erased from it. Make room: a server that cannot write stops", dir, free>>20, size>>20)
	default:
		e.Add(bot.Fine, "%s can be written to, and is on a local disk; the store has %d MB, and %d MB are left", dir, size>>20, free>>20)
	}
}

// size is how long the store's file is, in bytes; 0 when there is none.
func (e *examination) size() uint64 {
	info, err := os.Stat(e.File)
	if err != nil {
		return 0
	}
	return uint64(info.Size())
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
			e.Add(bot.Fault, "the process that has %s open does not answer: %v. Start it anew", e.File, err)
			return
		}
		e.Add(bot.Fine, "%s is served by process %d; relationships in it: %d", e.File, s.Process, s.Relationships)
		e.record(s, time.Now())
		return
	}
	switch _, err := os.Stat(e.File); {
	case e.File == "":
	case errors.Is(err, fs.ErrNotExist):
		e.Add(bot.Fine, "%s is not there yet: the first start makes it", e.File)
	default:
		if err := checkApart(ctx, e.env, e.SecretKey, e.File); err != nil {
			e.Add(bot.Fault, "the store: %v", err)
			return
		}
		e.Add(bot.Fine, "%s is whole, and nobody serves it now", e.File)
	}
}

// record sees that the clock of the record is not ahead: it goes on from where it was, also when the machine's is set back.
func (e *examination) record(s store.Status, now time.Time) {
	if ahead := s.Now.Sub(now).Round(time.Second); s.Mark == store.Live && ahead > clockOff {
		e.Add(bot.Warning, "the clock of the record is %s ahead of this machine's, which was once ahead itself: until %s everything gets the same instant, and nothing new comes due. See that the clock is right now, and wait; or restore a backup from before", ahead, s.Now.Format(time.RFC3339))
	}
}

// clockOff is how far two clocks may be apart before it is worth a word.
const clockOff = time.Minute
