package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"collab/bot/play"
)

type perform struct {
	File  string `arg:"" help:"The conversation; the documentation of package play says how it is written."`
	Store string `alone:"" placeholder:"STORE" help:"A demo's store to go on with; a temporary one when left out."`
}

// Run performs a play and prints it with what was seen. It fails when that is not what the play expects.
func (p *perform) Run(ctx context.Context, env environment) error {
	var on *play.Stage
	if p.Store != "" {
		path, ok := strings.CutPrefix(p.Store, "bolt:")
		if !ok {
			return errors.New("--store is not the address of a store. Give bolt: and the path of a file, such as bolt:collab-demo.db")
		}
		stage := play.NewStage(path)
		on = &stage
	}
	seen, err := play.File(ctx, p.File, on)
	_, fault := fmt.Fprint(env.out, seen.String())
	return errors.Join(err, fault)
}
