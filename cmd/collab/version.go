package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

type version struct{}

// Run says which program this is, in one line.
func (version) Run(env environment) error {
	_, err := fmt.Fprintln(env.out, "collab", build(debug.ReadBuildInfo()))
	return err
}

// build names what a program was built from: version, commit and day as the go command noted them.
func build(info *debug.BuildInfo, ok bool) string {
	if !ok {
		return "of unknown origin, " + runtime.Version()
	}
	noted := map[string]string{}
	for _, s := range info.Settings {
		noted[s.Key] = s.Value
	}
	text := cmp.Or(info.Main.Version, "(devel)")
	if commit := noted["vcs.revision"]; commit != "" {
		text += fmt.Sprintf(", commit %.12s of %.10s", commit, noted["vcs.time"])
	}
	if noted["vcs.modified"] == "true" {
		text += ", with changes"
	}
	return fmt.Sprintf("%s, %s %s/%s", text, info.GoVersion, runtime.GOOS, runtime.GOARCH)
}

// rules names the version of what is due when. Another build may reckon otherwise, so it has the due index made anew.
func rules() string { return build(debug.ReadBuildInfo()) }
