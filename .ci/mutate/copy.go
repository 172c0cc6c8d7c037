package main

import (
	"fmt"
	"sync"
)

// copied is the tree with a twin for each line, and the tests built there.
type copied struct {
	tree     string
	packages []string      // those that hold a privacy test
	faults   map[int]error // number of a line → why it has no twin
	mu       sync.Mutex
	tests    map[string]func() (string, error) // package → its tests, built when they are asked first
}

// named is the variable of the environment that says which line is widened. Tests drop those that begin like the program's
// own before they start the program.
const named = "WIDENED_LINE"

// newCopy makes the copy.
func newCopy(marks []mark) (c *copied, err error) {
	c = &copied{faults: map[int]error{}, tests: map[string]func() (string, error){}}
	if c.tree, err = copyTree(); err != nil {
		return c, err
	}
	if c.packages, err = packagesTested(c.tree); err != nil {
		return c, err
	}
	return c, c.compile(marks)
}

// compile makes the twins. One that does not compile is a fault of its line, and is left out.
func (c *copied) compile(marks []mark) error {
	for {
		twins, err := c.twin(marks)
		if err != nil {
			return err
		}
		out, err := command(c.tree, nil, "go", "build", "./...")
		if err == nil {
			return nil
		}
		if !c.blame(twins, out) {
			return fmt.Errorf("the copy does not compile: %w\n%s", err, out)
		}
	}
}
