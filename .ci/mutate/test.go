package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// test runs tests of a package with a line widened, or none.
func (c *copied) test(pkg, tests string, number int) (out string, err error) {
	c.mu.Lock()
	if c.tests[pkg] == nil {
		c.tests[pkg] = sync.OnceValues(func() (string, error) { return c.build(pkg) })
	}
	built := c.tests[pkg]
	c.mu.Unlock()
	binary, err := built()
	if err != nil {
		return "", err
	}
	if number == 0 {
		return command(filepath.Join(c.tree, pkg), nil, binary, "-test.timeout=10m", "-test.run="+tests)
	}
	env := []string{fmt.Sprintf("%s=%d", named, number)}
	return command(filepath.Join(c.tree, pkg), env, binary, "-test.failfast", "-test.timeout=10m", "-test.run="+tests)
}

// build builds the tests of a package.
func (c *copied) build(pkg string) (binary string, err error) {
	binary = filepath.Join(c.tree, pkg, "widened.test")
	out, err := command(c.tree, nil, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-o", binary, pkg)
	if err != nil {
		return "", fmt.Errorf("the tests of %s cannot be built: %s\n%s", pkg, err, out) // no *exec.ExitError: no test failed
	}
	return binary, nil
}

func command(dir string, env []string, args ...string) (out string, err error) {
	c := exec.Command(args[0], args[1:]...)
	c.Dir, c.Env = dir, append(os.Environ(), env...)
	text, err := c.CombinedOutput()
	return string(text), err
}
