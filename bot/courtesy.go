package bot

import "strings"

// courtesy answers what people say out of politeness, to whoever speaks: briefly, and with nothing to press. Thanks that are
// meant for somebody else belong where they are read.
func courtesy(t *turn) Reply {
	if t.thanksOthers() {
		return saying(Plainly("I pass no thanks on. Say it where they read it; what is to stay on record is evidence.", Button{Label: "Log as evidence", Words: "evidence new"}))
	}
	switch said := strings.TrimRight(t.s.noun, ",.!"); said {
	case "good": // morning
		if len(t.s.args) > 0 {
			return menu(t)
		}
		return saying(Plainly("All right."))
	case "ok", "okay", "fine", "great", "perfect":
		return saying(Plainly("All right."))
	}
	return saying(Plainly("You're welcome."))
}

// thanksOthers says whether somebody is named after the word.
func (t *turn) thanksOthers() bool { return strings.Contains(t.s.rest(0), "@") }
