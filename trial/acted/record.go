package acted

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	"collab/relationship"
	"collab/store"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// unlike is what is another with every key and every account: codes, hashes, and the heads made of them.
var unlike = regexp.MustCompile(`\b(?:\d+-)?[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b|\b[0-9a-f]{16,64}\b`)

func masked(text string) string {
	text = strings.ReplaceAll(text, " by mentioning me in the channel you share,", "") // said to whoever lives where a channel is linked
	return unlike.ReplaceAllString(text, "{code}")
}

// recorded is all that stands in the ledgers of a store, entry by entry, in the words of a play on the web.
func (a *acting) recorded(s *store.Store) []string {
	var blocks [][]string
	for _, rel := range s.Relationships() {
		var parties, all []string
		_, err := s.Read(rel, "", func(v relationship.View) {
			for _, one := range v.Shared.All() {
				parties = append(parties, one.ID)
			}
		})
		if err != nil {
			a.t.Fatal(err)
		}
		for _, party := range parties {
			for _, ledger := range []string{relationship.Joint, party} {
				all = append(all, fmt.Sprintf("%s of %s", ledger, party))
				all = append(all, a.exported(s, rel, party, ledger)...)
			}
		}
		blocks = append(blocks, all)
	}
	slices.SortFunc(blocks, slices.Compare[[]string]) // their numbers are chance
	return slices.Concat(blocks...)
}

func (a *acting) exported(s *store.Store, rel, party, ledger string) (all []string) {
	var file bytes.Buffer
	if err := s.Export(rel, party, ledger, &file); err != nil {
		return nil // a party that was invited and never came
	}
	lines := strings.Split(strings.TrimSpace(file.String()), "\n")
	for _, line := range lines[1:] {
		var e struct {
			Facts, Words string
		}
		var facts map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			a.t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(e.Facts), &facts); err != nil {
			a.t.Fatal(err)
		}
		delete(facts, "r") // chance
		plainly, _ := json.Marshal(facts)
		all = append(all, a.onTheWeb(masked(string(plainly)+" "+e.Words)))
	}
	return all
}

// onTheWeb names accounts and places as a play on the web does.
func (a *acting) onTheWeb(text string) string {
	for _, p := range a.script.Cast() {
		who := p.Account()
		chat := strings.ToUpper(who.Platform[:1]) + who.Platform[1:] + ", as " + p.Name
		text = strings.ReplaceAll(text, " ("+chat+")", "") // a page says no more than what they called themselves
		text = strings.ReplaceAll(text, chat, "Web pages, by a link of a relationship manager")
		text = strings.ReplaceAll(text, p.Account().String(), p.ID)
	}
	for _, c := range a.script.Channels() {
		text = strings.ReplaceAll(text, c.Place().String(), "#"+c.ID)
	}
	return text
}

// alike compares what came of a play with what came of it otherwise.
func alike(t *testing.T, what string, plainly, acted []string) {
	t.Helper()
	text := func(all []string) []byte { return []byte(strings.Join(all, "\n") + "\n") }
	if d := diff.Diff("performed", text(plainly), "acted", text(acted)); len(d) > 0 {
		t.Errorf("%s is not the same:\n%s", what, d)
	}
}
