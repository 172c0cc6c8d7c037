// Command collab is the whole program: a demo that needs nothing, the server, and the operator's verbs. It wires the
// other packages together and decides nothing itself: settings come from package config, and each verb has a file here.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones are part of the program: the image has no files

	"github.com/alecthomas/kong"

	"collab/bot/slack"
	"collab/bot/teams"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	err := run(ctx, os.Args[1:], environment{variables: os.Environ(), out: os.Stdout, log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, "collab:", err)
		os.Exit(1)
	}
}

// environment is what surrounds the program: its variables as NAME=value, what it says to people, and what it logs.
type environment struct {
	variables []string
	out, log  io.Writer
	// A test moves the clock of the record through a fortnight in a second, in which Slack's limits let nothing through.
	now         func() time.Time // the wall clock when nil
	limits      slack.Limits     // Slack's own when zero
	teamsLimits teams.Limits     // Teams' own when zero
}

// program is every verb.
type program struct {
	Demo     demo     `cmd:"" help:"Try it: two organisations, a web console and a clock that can be moved. Needs nothing."`
	Serve    serve    `cmd:"" help:"Serve everything that is configured."`
	Doctor   doctor   `cmd:"" help:"Look at settings, tokens, scopes, clock, volume and addresses, and say what to do."`
	Manifest manifest `cmd:"" help:"Print the manifest of the app for a chat platform, and the link that makes it."`
	Verify   verify   `cmd:"" help:"Check a store, a backup or an export, byte for byte."`
	Backup   backup   `cmd:"" help:"Write a verified copy of the store, also while it is served."`
	Restore  restore  `cmd:"" help:"Make a store of a backup."`
	Drill    drill    `cmd:"" help:"Go through a restore, on a copy that is thrown away, and compare it with the store."`
	Invite   invite   `cmd:"" help:"Make a code or a link that lets one account begin relationships; print it, or send it."`
	Appoint  appoint  `cmd:"" help:"Give a party that has lost everybody who may act for it a relationship manager."`
	Erase    erase    `cmd:"" help:"Take a person out of every record: what it would do, and with --yes for good."`
	Export   export   `cmd:"" help:"Write what one party may read of a relationship, to be verified elsewhere."`
	Play     perform  `cmd:"" help:"Run a written conversation and print what was seen."`
	Alive    alive    `cmd:"" help:"Ask the server whether it lives: for what watches a container."`
	Version  version  `cmd:"" help:"Say which program this is."`
}

const about = `Keeps the joint record of a business relationship between organisations, and makes its rhythm happen.

A new server begins with collab manifest slack or collab manifest teams; collab doctor then says what is still wrong.

Settings come from the command line, from COLLAB_… in the environment, and from a JSON file (--config); the first counts
most. Secrets have no flag: COLLAB_SECRET_KEY (32 bytes in base64, seals what people wrote), COLLAB_SLACK_BOT_TOKEN,
COLLAB_SLACK_APP_TOKEN, COLLAB_SLACK_SIGNING_SECRET, COLLAB_SLACK_CLIENT_SECRET, COLLAB_TEAMS_APP_PASSWORD and
COLLAB_SMTP_URL. README.md lists every setting.`

// run does what the arguments say, until it is done or ctx ends.
func run(ctx context.Context, args []string, env environment) error {
	helped := false
	parser, err := kong.New(&program{}, kong.Name("collab"), kong.Description(about), kong.Writers(env.out, env.log),
		kong.Exit(func(int) { helped = true }), kong.Bind(env), kong.Resolvers(env.resolver()))
	if err != nil {
		return err
	}
	verb, err := parser.Parse(args)
	switch {
	case helped:
		return nil
	case err != nil:
		return fmt.Errorf("%w. See collab --help", err)
	}
	verb.BindTo(ctx, (*context.Context)(nil))
	if err = verb.Run(); errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return errors.New("stopped before it was done")
	}
	return err
}
