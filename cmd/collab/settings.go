package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"collab/config"
)

// settings are the flags of every verb that works on a store.
type settings struct {
	Config file `placeholder:"FILE" help:"JSON file with further settings, named as in the environment: base_url."`
	config.Given
}

// check understands the settings, and reports what is wrong with all of them at once.
func (s settings) check(verb *kong.Context) (config.Config, error) {
	c, err := config.Check(s.Given)
	return c, errors.Join(err, exposed(verb), s.Config.strange())
}

// get is a variable of the environment; an empty one counts as not set.
func (e environment) get(name string) string {
	for _, v := range slices.Backward(e.variables) {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// setting is what the environment says for a flag, nil when it says nothing.
func (e environment) setting(flag *kong.Flag) any {
	if value := e.get(config.Name(flag.Name)); value != "" && isSetting(flag) {
		return value
	}
	return nil
}

// isSetting is false of flags that no variable speaks for, though they have the name of a setting: a demo needs nothing,
// and takes nothing that is meant for the server.
func isSetting(flag *kong.Flag) bool {
	return slices.Contains(config.Flags(), flag.Name) && !flag.Tag.Has("alone")
}

func (e environment) resolver() kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) { return e.setting(flag), nil })
}

// file is the path of a file of settings.
type file string

// BeforeResolve lets the file say what neither the command line nor the environment did. The flags library calls it.
func (file) BeforeResolve(ctx *kong.Context, trace *kong.Path, env environment) error {
	f := ctx.FlagValue(trace.Flag).(file)
	text, err := os.ReadFile(string(f))
	if err != nil {
		return fmt.Errorf("the file of settings cannot be read: %w", err)
	}
	said, err := kong.JSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s is no JSON: %w", f, err)
	}
	ctx.AddResolver(kong.ResolverFunc(func(ctx *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
		if env.setting(flag) != nil || !isSetting(flag) {
			return nil, nil
		}
		return said.Resolve(ctx, parent, flag)
	}))
	return nil
}

// strange reports what stands in the file and is no setting: a mistyped name would otherwise pass unseen.
func (f file) strange() error {
	text, err := os.ReadFile(string(f))
	if f == "" || err != nil {
		return nil // no file, or one that parsing complained of
	}
	var said map[string]any
	if err := json.Unmarshal(text, &said); err != nil {
		return fmt.Errorf("%s is no JSON: %w", f, err)
	}
	var known []string
	for _, flag := range config.Flags() {
		known = append(known, config.Key(flag))
	}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(said)) {
		if !slices.Contains(known, key) {
			faults = append(faults, fmt.Errorf("%s: %q is no setting. Use one of %s", f, key, strings.Join(known, ", ")))
		}
	}
	return errors.Join(faults...)
}

// exposed reports secrets given as flags.
func exposed(verb *kong.Context) error {
	var faults []error
	for _, p := range verb.Path {
		if p.Flag != nil && !p.Resolved && p.Flag.Tag.Has("secret") {
			faults = append(faults, fmt.Errorf("--%s can be read by everybody on this machine. Give %s in the environment, or %s in a file, and make a new one",
				p.Flag.Name, config.Name(p.Flag.Name), config.Key(p.Flag.Name)))
		}
	}
	return errors.Join(faults...)
}
