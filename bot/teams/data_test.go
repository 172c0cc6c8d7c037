package teams

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"collab/trial/botframework"
)

// What the data behind buttons and forms may hold, over everything that is shown in the plays. Whoever opens the tools of
// their browser reads it, and in a channel everybody can. So it is how a thing is said, numbers, and what stands on the card
// anyway: never what anybody wrote, or an id of somebody. Only whoever a card is for alone may find there what they said
// themselves.

// carrying looks at what cards carry. What is theirs may stand in a sentence without being read on the card.
type carrying struct {
	*testing.T
	theirs *regexp.Regexp
}

// What is offered to whoever said it, as they said it, and to nobody else: what they wrote, whom they named, which country
// and zone they live in, the code that they were given, and the key of what they did just now, to undo it.
var personal = regexp.MustCompile(`"(?:[^"]|"")*"|\b@?p\d+\b|^settings holidays [A-Z]{2}\b|^new \pL+/\pL+$|^join [0-9A-Z-]{19}$|^undo .*|` + chance.String())

// Which keys there are: outside; in what is ours; of those, which only a form has.
var (
	outer = []string{"collab", "msteams"}
	ours  = []string{"f", "t", "w"}
	forms = []string{"a", "f", "i", "n", "q", "t", "w"}
)

func (c carrying) card(drawn card, party string) {
	c.Helper()
	raw, err := encoded(drawn)
	var shown map[string]any
	if err == nil {
		err = json.Unmarshal(raw, &shown)
	}
	if err != nil {
		c.Fatal(err)
	}
	if shown["refresh"] != nil {
		c.Errorf("it asks for another view: %s", raw)
	}
	reads := strings.ToLower(strings.ReplaceAll(botframework.Reads(shown), "\n", " "))
	for _, e := range botframework.Elements(shown) {
		if data, ok := e["data"].(map[string]any); ok {
			c.data(data, shown, reads, party)
		}
	}
}

func (c carrying) data(data, shown map[string]any, reads, party string) {
	c.Helper()
	carried, _ := data["collab"].(map[string]any)
	known := ours
	if carried["f"] == float64(fills) {
		known = forms
	}
	for name := range data {
		if !slices.Contains(outer, name) {
			c.Errorf("it carries %s: %v", name, data)
		}
	}
	for name := range carried {
		if !slices.Contains(known, name) {
			c.Errorf("it carries %s: %v", name, data)
		}
	}
	if fetch, _ := data["msteams"].(map[string]any); fetch != nil && (len(fetch) != 1 || fetch["type"] != "task/fetch") {
		c.Errorf("Teams is told %v", fetch)
	}
	if of, _ := carried["a"].(string); of != party {
		c.Errorf("it was drawn for %q, and says %q", party, of)
	}
	if carried["t"] != here.Thread {
		c.Errorf("it stands in another thread: %v", carried)
	}
	c.fields(carried["i"], shown)
	words, _ := carried["w"].(string)
	c.words(words, reads)
}

// fields are the names of the inputs beside them, and nothing else.
func (c carrying) fields(named any, shown map[string]any) {
	c.Helper()
	if named == nil {
		return
	}
	inputs := slices.Collect(maps.Keys(botframework.Inputs(shown)))
	for _, name := range named.([]any) {
		if !slices.Contains(inputs, oneOf+name.(string)) && !slices.Contains(inputs, manyOf+name.(string)) {
			c.Errorf("it names a field %v, and there are %q", name, inputs)
		}
	}
}

var (
	// spokenWords are the parts of a sentence that may be words of somebody.
	spokenWords = regexp.MustCompile(`[\pL][\pL\pN-]*`)
	// numbered are ids of things, which count in a ledger and name nobody.
	numbered = regexp.MustCompile(`^(?:[de]\d+|\d+h)$`)
	// slugged is the relationship that a sentence is about, by the short names of its parties.
	slugged = regexp.MustCompile(` for [a-z0-9-]+`)
	// chance is a form that somebody left, or a file that somebody pasted.
	chance = regexp.MustCompile(`^(?:evidence message [0-9a-f]{12}|settings holidays read [A-Z2-7]{6})\b`) // with a number that nobody guesses
)

// words says that a sentence holds only words of the program, what stands on the card, and what is theirs.
func (c carrying) words(said, reads string) {
	c.Helper()
	for _, w := range spokenWords.FindAllString(slugged.ReplaceAllString(c.theirs.ReplaceAllString(said, ""), ""), -1) {
		if w = strings.ToLower(w); !numbered.MatchString(w) && !vocabulary[w] && !strings.Contains(reads, w) {
			c.Errorf("%q says %s, which nobody reads there", said, w)
		}
	}
}

// vocabulary are the program's own words in sentences.
var vocabulary = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(`account action add agree all at-risk audit calendar cancel change checkin claim close code correct
		counter decide decision delegate direct done draft drop erase evidence find for formula handover help history holidays internal join keep kept
		kpi link list mail members mine missed new newdate note objective off off-track on on-track own promise read reading refuse reject
		renegotiate replace resolve retire reverse review revise same settings share small status stored supply target template title
		todo topic try weight withdraw yes admit asked by ask about`) {
		all[w] = true
	}
	return all
}()
