package bot

import "time"

// Observed is one request as the operator's figures count it. Nothing a person made is in it: no words, no ids, no
// relationship.
type Observed struct {
	// Word is the noun of the command, as the table of commands has it, or NoWord.
	Word string
	// Platform is where it came from.
	Platform string
	// Took is how long it took until what it changed was on disk and the reply was made.
	Took time.Duration
	// Recorded says that something was recorded that was not there before; Failed that the person got a reference.
	Recorded, Failed bool
}

// NoWord stands for what is no command.
const NoWord = "unknown"
