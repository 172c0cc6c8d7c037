package bot_test

import (
	"strings"
	"testing"

	"collab/bot"
	"collab/relationship"
)

// bundle is what one letter is about.
type bundle struct {
	person string
	owed   []relationship.Duty
}

// bundles are everything that is owed to a person in the weeks to come: each alone, and all at once.
func (w *world) bundles() (all []bundle) {
	w.t.Helper()
	together := map[string][]relationship.Duty{}
	for _, party := range parties {
		_, err := w.store.Read(w.rel, party, func(v relationship.View) {
			for day := range 21 {
				for _, d := range v.Duties(w.at.AddDate(0, 0, day)) {
					all = append(all, bundle{d.Person, []relationship.Duty{d}})
					together[d.Person] = append(together[d.Person], d)
				}
			}
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	for person, owed := range together {
		all = append(all, bundle{person, owed})
	}
	if len(together) < 4 {
		w.t.Fatalf("something is owed to %d people only", len(together))
	}
	return all
}

func (w *world) letters(about []bundle) (all []bot.Letter) {
	w.t.Helper()
	for _, b := range about {
		l, err := w.bot.Letter(w.rel, b.person, b.owed)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

// A letter crosses servers nobody here knows: it is the same when everything that parties keep to themselves is gone, holds
// nothing that anybody wrote but the name of the relationship, and names no person.
func TestPrivacyOfLetters(t *testing.T) {
	w := build(t, nil)
	about := w.bundles()
	with := w.letters(about)
	w.close()
	less := copied(t, w.path)
	forget(t, less, w.rel, "nobody")
	for i, l := range w.again(t, less).letters(about) {
		if l != with[i] {
			t.Fatalf("what parties keep to themselves changes a letter:\n%+v\n%+v", with[i], l)
		}
		text := l.Subject + "\n" + l.Text + "\n" + l.Note + "\n" + l.Link
		for _, telling := range append([]string{aloud, "hush", unfounded}, names()...) {
			if strings.Contains(text, telling) {
				t.Errorf("a letter says %q: %s", telling, text)
			}
		}
	}
}

func names() (all []string) {
	for _, s := range cast {
		all = append(all, s.name)
	}
	return all
}

// What waits for somebody is what their own party's record says, and theirs alone.
func TestPrivacyOfWhatIsOwed(t *testing.T) {
	w := build(t, nil)
	owed := 0
	for _, s := range []somebody{kim, lee, dana, noor, ines} {
		by := w.by(s)
		duties, err := w.bot.Owed(w.rel, by.Party, by.Person)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range duties {
			if owed++; d.Person != by.Person {
				t.Errorf("%s is told what is owed to %s", s.id, d.Person)
			}
		}
		if _, err := w.store.Read(w.rel, by.Party, func(v relationship.View) {
			for _, d := range v.Duties(w.at) {
				if d.Person == by.Person {
					owed--
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
	if owed != 0 {
		t.Errorf("%d duties too many or, when negative, too few", owed)
	}
}
