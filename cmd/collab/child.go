package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"collab/config"
)

// apart runs a verb of this program in a process of its own: a damaged file can end the process that reads it, in ways
// no program can catch. What it says is returned; when it failed, what it complained of is the error.
func apart(ctx context.Context, env environment, secret config.Secret, args ...string) (said string, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	child := exec.CommandContext(ctx, self, args...)
	child.Env = slices.Clip(slices.Clone(env.variables))
	if secret != "" { // the key may stand in a file of settings that the child does not read
		key := base64.StdEncoding.EncodeToString([]byte(secret.Reveal()))
		child.Env = append(child.Env, config.Name("secret-key")+"="+key)
	}
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.Output()
	ended := new(exec.ExitError)
	switch {
	case err == nil:
		return string(out), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &ended) && ended.ExitCode() == 1:
		return "", errors.New(strings.TrimPrefix(strings.TrimSpace(complaint.String()), "collab: "))
	case errors.As(err, &ended):
		return "", errors.New("the file is damaged: checking it ended the process. Restore the newest backup that verifies")
	}
	return "", fmt.Errorf("start a process to check the file: %w", err)
}

// checkApart checks a store file in a process of its own.
func checkApart(ctx context.Context, env environment, secret config.Secret, path string) error {
	_, err := apart(ctx, env, secret, "verify", "--here", "--", path)
	return err
}
