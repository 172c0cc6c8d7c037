package bot

import "sync"

// command is one word people can say, with what runs when they do. One table drives parsing, help, menus, buttons and
// what platforms list.
type command struct {
	noun    string
	aliases []string
	// summary is one line for help: what the word is for.
	summary string
	// examples are sentences that work as they stand, for help.
	examples []string
	// listed commands are among the twelve a platform offers to type.
	listed bool
	// alone commands need no relationship.
	alone bool
	// hidden commands are said by buttons, or once; help does not list them.
	hidden bool
	run    func(*turn) Reply
}

// Listed is the word, and what it is for, of one command that platforms list.
type Listed struct{ Word, Summary string }

// List names the twelve commands that platforms offer to type, in their order.
func List() []Listed {
	var out []Listed
	for _, c := range commands() {
		if c.listed {
			out = append(out, Listed{c.noun, c.summary})
		}
	}
	return out
}

var table struct {
	sync.Once
	commands []command
}

// commands is the table, made once. It must not be changed.
func commands() []command {
	table.Do(func() { table.commands = everyCommand() })
	return table.commands
}
