package relationship

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// said is who said an entry and when.
type said struct {
	n     int
	at    time.Time
	by    string // person id, "clock" or "operator"; empty where the record does not name a person
	party string // of the person; empty for clock and operator
}

// Mention is one entry as the record shows it to whoever may read its ledger: who, when, what kind, about which things.
type Mention struct {
	N      int
	At     time.Time
	By     string // person id, "clock", "operator", or empty where the record names nobody
	Party  string
	Kind   string
	Things []string // what it names, such as "objective 2"; sorted
	// Withdrawn entries were taken back by their own author within ten minutes; they stay on record without effect.
	Withdrawn bool
	// Redacted entries have lost their words; their facts stand. Worded ones have words, which can be erased.
	Redacted, Worded bool
	// Group numbers the entries of one command alike: the number of its first entry.
	Group int
}

// event is what an entry's kind means for the state S of its ledger; S makes an event of a party's own ledger in the
// joint one a compile error.
type event[S any] interface {
	kind() string
	words() *map[string]string
	// gives says which id the entry uses up: a noun and a number; "" for none. Ids are never reused.
	gives() (noun string, id int)
	// things names what the entry is about, such as "objective 2", and after it what else it names.
	things() []string
	apply(*S, said)
}

// wordless is embedded by events without words, worded by those with.
type wordless struct{}

func (wordless) words() *map[string]string { return nil }

type worded struct {
	Words map[string]string `json:"-"`
}

func (w *worded) words() *map[string]string { return &w.Words }

// givesNothing is embedded by events that use up no id, nameless by those that name no thing.
type givesNothing struct{}

func (givesNothing) gives() (string, int) { return "", 0 }

type nameless struct{}

func (nameless) things() []string { return nil }

// thing is how the record names a numbered thing: its noun and its number.
func thing(noun string, id int) string { return noun + " " + strconv.Itoa(id) }

// kinds maps each stored kind to its event type, for one ledger.
type kinds[S any] map[string]reflect.Type

// know makes the table of kinds from one value of each event.
func know[S any](events ...event[S]) kinds[S] {
	k := kinds[S]{}
	for _, e := range events {
		k[e.kind()] = reflect.TypeOf(e).Elem()
	}
	return k
}

func (k kinds[S]) decode(f facts, e Entry, known lexicon) (event[S], error) {
	t, ok := k[f.Kind]
	if !ok {
		return nil, fmt.Errorf("entry %d: the kind %q is unknown to this version", f.N, f.Kind)
	}
	v := reflect.New(t).Interface().(event[S])
	if err := json.Unmarshal(f.Data, v); err != nil {
		return nil, fmt.Errorf("entry %d (%s): %w", f.N, f.Kind, err)
	}
	if w := v.words(); w != nil && e.Words != nil {
		if err := readWords(e.Words, w, known); err != nil {
			return nil, fmt.Errorf("entry %d (%s): words: %w", f.N, f.Kind, err)
		}
	}
	return v, nil
}

func readWords(b []byte, to *map[string]string, known lexicon) error {
	if words, ok := scanWords(b, known); ok {
		*to = words
		return nil
	}
	return json.Unmarshal(b, to)
}

// log is what every ledger's state remembers about its entries.
type log struct {
	head    Head
	entries []Mention           // by number, from 1
	typed   []map[string]string // what was typed in each of them; nil where nothing was, or nothing of it stands
	given   map[string]int      // noun → last id used
	last    map[string]int      // thing → number of the newest entry about it
	after   int                 // the newest `after`, in a party's ledger
	known   lexicon             // what its entries repeat
}

func newLog(relationship, ledger string) log {
	return log{head: Begin(relationship, ledger), given: map[string]int{}, last: map[string]int{}, known: lexicon{}}
}

// Head is the newest point of the ledger's chain.
func (l *log) Head() Head { return l.head }

// Entries lists what stands on record, oldest first; the slice must not be changed.
func (l *log) Entries() []Mention { return l.entries }

// Words is what was typed in entry n, field by field, as every reader of the ledger may read it: nil when nothing was,
// when it was erased, and when the entry was withdrawn. The map must not be changed.
func (l *log) Words(n int) map[string]string {
	if n < 1 || n > len(l.typed) {
		return nil
	}
	return l.typed[n-1]
}

// Last is the number of the newest entry about the thing, such as "objective 2"; 0 when there is none. Entries about
// something else that merely name it, such as evidence, do not count: nobody's form goes stale by them.
func (l *log) Last(thing string) int { return l.last[thing] }

// nextID is the id the next new thing of this noun gets.
func (l *log) nextID(noun string) int { return l.given[noun] + 1 }

// lastAt is when the newest entry was written; entries of a ledger never go back in time.
func (l *log) lastAt() time.Time {
	if len(l.entries) == 0 {
		return time.Time{}
	}
	return l.entries[len(l.entries)-1].At
}

// ErrReplay says that an entry takes back or empties earlier ones: the state must be replayed from the first entry.
var ErrReplay = errors.New("an entry changes what was folded before it; replay the ledger from its first entry")

// takesBack is implemented by events that change what earlier entries meant.
type takesBack interface{ withdrawn() []int }

// decoded is an entry on its way into the state.
type decoded[S any] struct {
	facts facts
	event event[S]
	entry Entry
}

// words is what the entry still says to its readers.
func (d decoded[S]) words(gone bool) map[string]string {
	if w := d.event.words(); w != nil && !gone {
		return *w
	}
	return nil
}

// fold brings entries into the state, in order, and refuses one whose facts carry another number. On a fresh state the
// withdrawn numbers are collected first; on one that has folded entries already, an entry that changes those gives
// [ErrReplay].
func fold[S any](s *S, l *log, known kinds[S], entries []Entry) error {
	list := make([]decoded[S], len(entries))
	var gone map[int]bool
	for i, e := range entries {
		f, err := e.numbered(Head{Ledger: l.head.Ledger, N: l.head.N + 1 + i}, l.known)
		if err != nil {
			return err
		}
		v, err := known.decode(f, e, l.known)
		if err != nil {
			return err
		}
		if t, ok := v.(takesBack); ok {
			if gone == nil {
				gone = map[int]bool{}
			}
			for _, n := range t.withdrawn() {
				gone[n] = true
			}
			if l.head.N > 0 {
				return ErrReplay
			}
		}
		list[i] = decoded[S]{f, v, e}
	}
	l.entries, l.typed = slices.Grow(l.entries, len(list)), slices.Grow(l.typed, len(list))
	for _, d := range list {
		take(s, l, d, gone[d.facts.N])
	}
	return nil
}

// take brings one decoded entry into the state: always into the log, into the things only if it was not withdrawn.
func take[S any](s *S, l *log, d decoded[S], gone bool) {
	f := d.facts
	if noun, id := d.event.gives(); noun != "" {
		l.given[noun] = max(l.given[noun], id)
	}
	things := slices.Clone(d.event.things())
	if len(things) > 0 {
		l.last[things[0]] = f.N
	}
	slices.Sort(things)
	m := Mention{N: f.N, At: f.At.Time, By: f.By, Party: f.Party, Kind: f.Kind, Withdrawn: gone,
		Redacted: d.entry.W != nil, Worded: d.entry.Words != nil, Things: things, Group: l.group(f)}
	l.entries, l.typed = append(l.entries, m), append(l.typed, d.words(gone))
	l.head = Head{l.head.Relationship, l.head.Ledger, f.N, d.entry.Link}
	if f.After != nil {
		l.after = *f.After
	}
	if !gone {
		d.event.apply(s, said{f.N, f.At.Time, f.By, f.Party})
	}
}

// group is the number of the first entry of the command that wrote f. Entries of one command stand together, with one
// author and one instant; two commands of one person within a millisecond pass for one, which only widens a list.
func (l *log) group(f facts) int {
	if len(l.entries) == 0 {
		return f.N
	}
	p := l.entries[len(l.entries)-1]
	if p.By == f.By && p.At.Equal(f.At.Time) && p.Party == f.Party {
		return p.Group
	}
	return f.N
}

// inOrder lists numbered things by number.
func inOrder[T any](m map[int]*T) []*T {
	out := make([]*T, 0, len(m))
	for _, id := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[id])
	}
	return out
}
