package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"collab/bot"
	"collab/bot/mail"
	"collab/config"
)

type invite struct {
	settings
	Mail string `placeholder:"ADDRESS" help:"Send the link to this address, which then is how they sign in."`
}

// Run makes a code by which one account may begin relationships from then on: whoever runs the server says who may.
func (i *invite) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := i.check(verb)
	if err != nil {
		return err
	}
	to, err := i.addressee(c)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	code, err := held.CodeFor(installing, []byte(to), installFor)
	if err := errors.Join(err, held.Close()); err != nil {
		return err
	}
	if to != "" {
		return i.write(ctx, env, c, code)
	}
	_, err = fmt.Fprintf(env.out, "Pass this on to one person, who within seven days can\n\n%s\n\nTheir account may begin relationships from then on.\n", strings.Join(waysIn(c, "new", code), "\n\nor "))
	return err
}

// addressee is the account of the address that the letter goes to; empty without one.
func (i *invite) addressee(c config.Config) (string, error) {
	if i.Mail == "" {
		return "", nil
	}
	if !c.Web.On || !c.Mail.On() {
		return "", errors.New("a letter leads to the web pages, and a mail server takes it: set COLLAB_WEB and COLLAB_SMTP_URL as the server has them, or leave --mail out and pass on yourself what is printed")
	}
	a, err := bot.Mailbox(i.Mail)
	return a.String(), err
}

// write sends the link.
func (i *invite) write(ctx context.Context, env environment, c config.Config, code string) error {
	to, err := bot.Mailbox(i.Mail)
	if err != nil {
		return err
	}
	m, err := mailer(c, time.Now)
	if err != nil {
		return err
	}
	key := sha256.Sum256([]byte(code))
	err = m.Send(ctx, hex.EncodeToString(key[:16]), mail.Letter{To: to.User, // audience: the link goes to the address that was given, which its account is; mutate: s/to.User/"eve@evil.example"/
		Subject: "Invitation to collab", Link: c.BaseURL + "/in/" + code, LinkLabel: "Look at the invitation",
		Text: inviter(c) + " invites you to begin relationships at " + c.BaseURL + ". collab keeps the record that organisations share of how they work with each other. Nothing happens until you accept.",
		Note: "If you do not know what this is about, there is nothing to do. The link is good for seven days, once."})
	if err != nil {
		return fmt.Errorf("the letter was not sent: %w. collab doctor says more; without --mail you can pass on a link yourself", err)
	}
	_, err = fmt.Fprintf(env.out, "A letter with a link went to %s. It is good for seven days, once; whoever uses it may begin relationships from then on.\n", to.User)
	return err
}

// waysIn are the ways in which somebody uses their code: that of whoever begins ("new"), or of a newcomer ("join").
func waysIn(c config.Config, word, code string) (ways []string) {
	if c.Slack.On() || !c.Web.On && !c.Teams.On() {
		ways = append(ways, "type this in Slack:\n\n    /collab "+word+" "+code)
	}
	if c.Teams.On() {
		ways = append(ways, "type this in Teams, in the chat with Collab:\n\n    "+word+" "+code)
	}
	if c.Web.On {
		ways = append(ways, "open this in a browser:\n\n    "+c.BaseURL+"/in/"+code)
	}
	return ways
}

// inviter is who invites, as far as the settings say.
func inviter(c config.Config) string {
	return cmp.Or(c.Operator, "Whoever runs the server")
}
