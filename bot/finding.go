package bot

import (
	"fmt"
	"net/http"
	"time"
)

// Grade says how something is that was examined for the operator.
type Grade string

// How something can be: well; such that something will be missed; such that it does not work.
const (
	Fine    Grade = "ok"
	Warning Grade = "warning"
	Fault   Grade = "fault"
)

// Finding is how one thing is, and what to do about it when it is not well.
type Finding struct {
	Grade Grade
	Text  string
}

// Findings are what an examination found, in its order.
type Findings []Finding

// Add adds a finding.
func (f *Findings) Add(g Grade, format string, values ...any) {
	*f = append(*f, Finding{g, fmt.Sprintf(format, values...)})
}

// clockOff is how far two clocks may be apart before it is worth a word: the words of a platform give a second, the way
// there and back a few more.
const clockOff = time.Minute

// Clock compares our clock with that of a platform, as an answer of its shows it that was asked for and came at these
// instants. Beyond wrong, what is said happens.
func (f *Findings) Clock(platform string, answer http.Header, asked, came time.Time, wrong time.Duration, happens string) {
	theirs, err := http.ParseTime(answer.Get("Date"))
	if err != nil {
		return
	}
	const set = "Set it, for example with systemd-timesyncd or chrony"
	off := asked.Add(came.Sub(asked) / 2).Sub(theirs).Round(time.Second)
	apart := fmt.Sprintf("%s ahead of", off)
	if off < 0 {
		apart = fmt.Sprintf("%s behind", -off)
	}
	switch {
	case off.Abs() >= wrong:
		f.Add(Fault, "the clock is %s %s's: %s, and prompts come at the wrong time. %s", apart, platform, happens, set)
	case off.Abs() > clockOff:
		f.Add(Warning, "the clock is %s %s's; beyond %s %s. %s", apart, platform, wrong, happens, set)
	default:
		f.Add(Fine, "the clock agrees with %s's", platform)
	}
}
