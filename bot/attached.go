package bot

import "fmt"

// Attached is a file that somebody attached to a form. It is read once and kept nowhere.
type Attached struct {
	Name, Text string
	// Lacks says why it could not be read, with what would change that; Text is empty then.
	Lacks string
}

// MostAttached is the largest file that is read, in bytes.
const MostAttached = 1 << 20

// TooLarge is what somebody is told whose file is larger.
const TooLarge = "This file is larger than 1 MB, so I have not read it. Export fewer years or fewer calendars, or paste a part of it."

// EmptyFile is what somebody is told whose file holds nothing.
const EmptyFile = "This file is empty. Attach another, or paste what it should hold."

// cleanedFiles are files with text as harmless as what is typed; one that is too large is not read at all.
func cleanedFiles(files map[string]Attached) map[string]Attached {
	out := make(map[string]Attached, len(files))
	for name, f := range files {
		if f.Name = cut(clean(limit(f.Name, 400)), 80); len(f.Text) > MostAttached {
			f.Text, f.Lacks = "", TooLarge
		}
		f.Text = clean(f.Text)
		out[name] = f
	}
	return out
}

// tooMuch says at each field that held more than can be read that nothing of it was: cut short it would say something
// else.
func (t *turn) tooMuch() Reply {
	wrong := map[string]string{}
	for _, name := range t.q.tooLong {
		wrong[name] = fmt.Sprintf("This is longer than the %d characters that fit here, so nothing was recorded. Shorten it, or attach it as a file where the form takes one.", mostValue)
	}
	return Reply{Errors: wrong}
}
