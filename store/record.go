package store

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"collab/relationship"
)

// Answer is what stands on record after a command.
type Answer struct {
	// Numbers are the entries it wrote, per ledger; an undo takes back these.
	Numbers map[string][]int
	// By is the author: for who began or accepted, the person they became.
	By relationship.By
	At time.Time
	// Repeated says that the key was seen before: nothing was written now, the rest is as it was the first time.
	Repeated bool
	// Differs says that the repeated key came with other values than the first time.
	Differs bool
	// Commit is on disk already when [Store.Record] returns it.
	Commit uint64
}

// part is one ledger's share of a decision, the same for joint and own.
type part interface {
	Len() int
	Seal(relationship.Head, io.Reader) ([]relationship.Entry, relationship.Head, error)
	Redacts() []int
	Bindings() []relationship.Binding
}

// Begin starts a relationship under a new id that tells nothing. The same key leads to the same relationship.
func (s *Store) Begin(k Key, c *relationship.BeginRelationship) (rel string, a Answer, err error) {
	if rel, err = s.newID(k); err != nil {
		return "", Answer{}, err
	}
	a, err = s.record(rel, true, k, relationship.By{Party: c.Party}, c)
	if err != nil {
		return "", a, err
	}
	return rel, a, nil
}

var lowBase32 = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID is 80 bits: random, or made of the key and the store's own salt, so that a retry finds what it began.
func (s *Store) newID(k Key) (string, error) {
	b := make([]byte, 32)
	if k.ID == "" {
		if _, err := s.random.Read(b); err != nil {
			return "", err
		}
	} else {
		h := sha256.Sum256(slices.Concat(s.meta.Salt, []byte(k.ID))) // the salt is shared: nothing may be appended to it
		b = h[:]
	}
	return lowBase32.EncodeToString(b[:10]), nil
}

// Record lets the command be decided on the newest state, writes what it leads to, and returns when that is on disk.
// The error is a [*relationship.Refusal] when the command is not possible, or [ErrNotFound]; nothing was written then.
// Whatever the answer or the refusal tells of was on disk before Record returned.
func (s *Store) Record(rel string, k Key, by relationship.By, c relationship.Command) (Answer, error) {
	return s.record(rel, false, k, by, c)
}

func (s *Store) record(rel string, begun bool, k Key, by relationship.By, c relationship.Command) (Answer, error) {
	r, err := s.relation(rel, begun)
	if err != nil {
		return Answer{}, err
	}
	a, err := s.decide(r, k, by, c)
	s.Wait(a.Commit)
	if r.TryLock() { // whoever holds it drops what is committed themselves
		r.forget(s.committed())
		r.Unlock()
	}
	return a, err
}

// decide does everything but the waiting. Even beside an error, the commit of the answer is to be waited for.
func (s *Store) decide(r *relation, k Key, by relationship.By, c relationship.Command) (Answer, error) {
	r.Lock()
	defer r.Unlock()
	if a, ok, err := s.recorded(r, k); ok || err != nil {
		return a, err
	}
	seen := Answer{Commit: r.newest(by)}
	l, err := s.ledgers(r, by)
	if err != nil {
		return seen, err
	}
	d, err := relationship.Decide(l, by, s.Now(), c)
	if err != nil {
		return seen, err
	}
	if d.Empty() {
		return Answer{By: by, At: d.Joint.At, Commit: seen.Commit}, nil
	}
	w := &recording{Store: s, r: r, key: k, by: d.Joint.By, at: d.Joint.At}
	if err := w.seal(l, d); err != nil {
		return seen, err
	}
	return w.hand(), nil
}

// ledgers is what the author's command may be decided on.
func (s *Store) ledgers(r *relation, by relationship.By) (l relationship.Ledgers, err error) {
	if l.Joint, err = s.joint(r); err != nil {
		return l, err
	}
	l.Own = map[string]*relationship.Own{}
	for _, party := range s.parties(l.Joint, by) {
		if l.Own[party], err = s.own(r, party); err != nil {
			return l, err
		}
	}
	return l, nil
}

func (s *Store) parties(joint *relationship.Shared, by relationship.By) []string {
	var all []string
	switch {
	case by == relationship.ByClock || by == relationship.ByOperator:
		for _, p := range joint.All() {
			all = append(all, p.ID) // they lend joint counts; no view of theirs is ever drawn
		}
	case ownLedger(by.Party):
		all = append(all, by.Party) // audience: a person's command is decided on joint and their own party's ledger; mutate: s/by.Party/"acme"/
	}
	return all
}

// newest is the newest commit with anything that a refusal of this author's command may tell of.
func (r *relation) newest(by relationship.By) (commit uint64) {
	for ledger, c := range r.commits {
		if by.Party == "" || ledger == relationship.Joint || ledger == by.Party { // the delay tells nothing of other parties
			commit = max(commit, c)
		}
	}
	return commit
}

// forget drops from memory what is on disk.
func (r *relation) forget(committed uint64) {
	for ledger, tail := range r.tails {
		if tail = uncommitted(tail, committed); tail == nil {
			delete(r.tails, ledger)
		} else {
			r.tails[ledger] = tail
		}
	}
	r.keys = slices.DeleteFunc(r.keys, func(k pendingKey) bool { return k.commit <= committed })
}

// recording is one command on its way to disk.
type recording struct {
	*Store
	r       *relation
	key     Key
	by      relationship.By
	at      time.Time
	numbers map[string][]int
	fresh   map[string][]relationship.Entry // ledger → new entries
	emptied map[string][]pending            // ledger → entries whose words go
	texts   map[string][]string             // ledger → those words
	scrub   []scrubbing
	binds   []binding
}

// seal chains the decision's entries and brings them into the states. When it fails, the states it touched are dropped
// and nothing was recorded.
func (w *recording) seal(l relationship.Ledgers, d relationship.Parts) (err error) {
	w.numbers, w.fresh, w.emptied = map[string][]int{}, map[string][]relationship.Entry{}, map[string][]pending{}
	w.texts = map[string][]string{}
	defer func() {
		if err != nil {
			w.retreat(l)
		}
	}()
	if err = sealPart(w, relationship.Joint, l.Joint, d.Joint); err != nil {
		return err
	}
	for _, party := range slices.Sorted(maps.Keys(d.Own)) {
		if err = sealPart(w, party, l.Own[party], d.Own[party]); err != nil {
			return err
		}
	}
	return w.claim()
}

func (w *recording) retreat(l relationship.Ledgers) {
	for ledger := range w.fresh {
		w.cache.drop(shelf{w.r.id, ledger, 0})
	}
}

func sealPart[S interface {
	foldable
	Bindings() []relationship.Binding
}](w *recording, ledger string, state S, p part) error {
	if p.Len() == 0 {
		return nil
	}
	head := state.Head()
	fresh, _, err := p.Seal(head, w.random)
	if err != nil {
		return err
	}
	w.fresh[ledger] = fresh
	for i := range fresh {
		w.numbers[ledger] = append(w.numbers[ledger], head.N+1+i)
	}
	if err := w.empty(ledger, head.N, p.Redacts(), state.Bindings()); err != nil {
		return err
	}
	err = state.Fold(fresh)
	if errors.Is(err, relationship.ErrReplay) {
		return replay(w, ledger, head.N, state.Bindings())
	}
	for _, b := range p.Bindings() {
		w.binds = append(w.binds, binding{b, w.r.id})
	}
	return err
}

// empty takes the words out of older entries of the ledger, and out of what is kept beside it.
func (w *recording) empty(ledger string, n int, numbers []int, bindings []relationship.Binding) error {
	if len(numbers) == 0 {
		return nil
	}
	list, err := w.ledger(w.r, ledger, 0)
	if err != nil {
		return err
	}
	for _, i := range numbers {
		if i < 1 || i > n {
			return fmt.Errorf("redact entry %d of %s: there is none", i, ledger)
		}
		w.texts[ledger] = append(w.texts[ledger], textsOf(list[i-1])...)
		w.emptied[ledger] = append(w.emptied[ledger], pending{n: i, entry: list[i-1].Redacted()})
	}
	sc, err := w.scrubs(ledger, bindings)
	w.scrub = append(w.scrub, sc)
	return err
}

// replay makes the ledger's state anew, with the new entries, and adjusts the indexes to what it then binds.
func replay(w *recording, ledger string, n int, before []relationship.Binding) error {
	list, err := w.ledger(w.r, ledger, 0)
	if err != nil {
		return err
	}
	list = append(list[:n:n], w.fresh[ledger]...)
	for _, p := range w.emptied[ledger] {
		list[p.n-1] = p.entry
	}
	after, err := w.again(ledger, list)
	if err != nil {
		return err
	}
	for _, b := range changes(before, after) {
		w.binds = append(w.binds, binding{b, w.r.id})
	}
	return nil
}

// again puts a freshly replayed state in place of the one in memory.
func (w *recording) again(ledger string, list []relationship.Entry) ([]relationship.Binding, error) {
	k := shelf{w.r.id, ledger, 0}
	if ledger == relationship.Joint {
		state := relationship.NewShared(w.r.id)
		err := state.Fold(list)
		w.cache.put(k, state)
		w.cache.dropCut(w.r.id)
		return state.Bindings(), err
	}
	state := relationship.NewOwn(w.r.id, ledger)
	err := state.Fold(list)
	w.cache.put(k, state)
	return state.Bindings(), err
}
