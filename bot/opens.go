package bot

import "strings"

// Opening says whether pressing a button opens a form.
type Opening int

// The ways to know it: mostly from the words. What depends on how things stand is said where the button is made.
const (
	ByWords Opening = iota
	Asks            // a form, though its words alone do not say so
	AtOnce          // no form, though its words could ask for more
)

// Opens says whether pressing the button opens a form: platforms that open forms in another way than they answer have to
// know it before. Where things changed since the button was drawn, the answer may be a message after all.
func (b Button) Opens() bool {
	if b.Opening != ByWords {
		return b.Opening == Asks
	}
	s, err := parse(b.Words)
	if err != nil {
		return false
	}
	if s.share { // "objective d1 share" shares a draft
		s.args = append(s.args[:len(s.args):len(s.args)], word{text: "share"})
	}
	for _, shape := range openers[s.noun] {
		if s.shaped(strings.Fields(shape)) {
			return true
		}
	}
	return false
}

// openers is what follows each noun in the sentences that ask for more than they say. A # is the number of something, a *
// any one word, and … whatever follows, or nothing.
var openers = map[string][]string{
	"ask":       {""},
	"checkin":   {"", "#", "skip", "away", "topic new"},
	"claim":     {"new …", "# account", "# contest", "# resolve", "# withdraw"},
	"decision":  {"new …", "# refuse", "# replace", "# reverse"},
	"evidence":  {"new …", "share #", "# link", "# challenge", "# uphold", "# reject"},
	"join":      {"", "*"},
	"kpi":       {"new …", "# read", "# revise …", "# target", "# refuse", "# refuse #", "# retire", "# handover", "reading # contest", "reading # correct", "reading # correct *"},
	"members":   {"add", "invite", "leave", "admit #", "handover *"},
	"new":       {"", "*"},
	"note":      {"new", "objective #", "promise #", "kpi #", "claim #"},
	"objective": {"new …", "# revise", "# revise *", "# share", "# close", "# decline", "# link", "link # dispute", "link # resolve"},
	"promise":   {"new …", "ask", "ask about …", "# counter", "# handover …", "# missed", "# renegotiate", "# newdate refuse", "# decline", "# reject", "# cancel"},
	"review":    {"answer", "day", "delegate", "held", "minutes", "decide", "# answer", "# day", "# delegate", "# held", "# decide", "# minutes", "# refuse", "# action new …"},
	"settings":  {"calendar change", "holidays country", "holidays file", "pause", "close", "close refuse"},
	"template":  {"*"},
	"try":       {""},
}

// shaped says whether the arguments of a sentence have a shape.
func (s sentence) shaped(shape []string) bool {
	for i, part := range shape {
		switch {
		case part == "…":
			return true
		case i >= len(s.args):
			return false
		case part == "#" && !s.args[i].numbers(), part != "#" && part != "*" && !s.args[i].is(part):
			return false
		}
	}
	return len(shape) == len(s.args)
}

// numbers says whether a word is the number of something: "4", "#4", "d4" or "e4".
func (w word) numbers() bool {
	_, ok := digitsOf(strings.TrimLeft(strings.ToLower(w.text), "#de"))
	return ok && !w.quoted
}
