package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
)

type invite struct{ settings }

// Run makes a code by which one account may begin relationships from then on: whoever runs the server says who may.
func (i *invite) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := i.check(verb)
	if err != nil {
		return err
	}
	held, err := takeHold(ctx, c, env)
	if err != nil {
		return err
	}
	code, err := held.CodeFor(installing, nil, installFor)
	if err := errors.Join(err, held.Close()); err != nil {
		return err
	}
	pages := ""
	if c.Web.On {
		pages = "Or they open " + c.BaseURL + "/in/" + code + "\n"
	}
	_, err = fmt.Fprintf(env.out, "Pass this on to one person. Within seven days they say it to the app: in Slack\n\n    /collab new %s\n\nand the same without /collab in a direct message. %sTheir account may begin relationships from then on.\n", code, pages)
	return err
}
