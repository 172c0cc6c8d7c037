package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"collab/bot"
	"collab/config"
)

type appoint struct {
	settings
	Relationship string   `arg:"" help:"Id of the relationship; collab verify lists them."`
	Party        string   `arg:"" help:"The party's short name."`
	Person       string   `arg:"" optional:"" help:"Id of one of its people, such as p3. Without one the answer lists them, or is a code for a newcomer when nobody is left."`
	Gone         []string `placeholder:"PERSON" help:"Id of somebody who may act on the record, and has gone for good; they leave by it."`
}

// Run appoints, on record and with everybody told; it is for a party that cannot help itself.
func (a *appoint) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := a.check(verb)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	said, err := a.through(c, held)
	if err := errors.Join(err, held.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.out, said)
	return err
}

func (a *appoint) through(c config.Config, held hold) (said string, err error) {
	vacant, err := held.Appoint(a.Relationship, a.Party, a.Person, a.Gone)
	switch {
	case err != nil && strings.Contains(err.Error(), "gone for good"):
		return "", fmt.Errorf("%w Write --gone=ID for each of them", err)
	case err != nil:
		return "", err
	case !vacant:
		return fmt.Sprintf("%s is the relationship manager of %s now. It stands on record, and everybody is told.", a.Person, a.Party), nil
	case a.Person != "":
		return "", fmt.Errorf("nobody of %s is left, so %s cannot be appointed. Leave the person out for a code that lets a newcomer in", a.Party, a.Person)
	}
	purpose, value := bot.Appointment(a.Relationship, a.Party, a.Gone)
	code, err := held.CodeFor(purpose, value, installFor)
	return fmt.Sprintf("Nobody of %s is left. Pass this on to whoever is to speak for it, and to nobody else, who within seven days can\n\n%s\n\nThey become its relationship manager, on record, and everybody is told.", a.Party, strings.Join(waysIn(c, "join", code), "\n\nor ")), err
}
