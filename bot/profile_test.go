package bot_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"collab/bot"
)

// What the platform says of a person and their channel stands in the form to begin with; the zone that stood there is
// the one that holds, whatever the platform says when it is sent.
func TestFormsAreFilledWithWhatThePlatformSays(t *testing.T) {
	w := open(t, t.TempDir()+"/profile.db", begins, 1)
	defer w.close()
	said := bot.Profile{Name: "Kim Osei", Zone: "Europe/London", Partner: "Borealis"}
	w.bot.Profile = func(context.Context, bot.Account, bot.Place) bot.Profile { return said }
	q := bot.Request{Key: "opens", By: kim.account(), Place: common, Words: "new", Name: "kosei", Org: "Acme"}
	f := w.bot.Answer(t.Context(), q).Form
	if text := shown(bot.Reply{Form: f}); !strings.Contains(text, "You, Kim Osei,") || !strings.Contains(text, "10:00 in Europe/London") || !strings.Contains(text, ": Borealis") {
		t.Fatal(text)
	}
	said = bot.Profile{}
	q.Key, q.Words, q.Values = "sends", f.Words, map[string]string{"partner": "Borealis", "why": "Fewer late trucks", "first": "12 Mar", "channel": "here"}
	if r := w.bot.Answer(t.Context(), q); r.Message == nil {
		t.Fatal(shown(r))
	}
	if text := w.must(kim, common, "settings", nil); !strings.Contains(text, "Thursday at 10:00, Europe/London") {
		t.Error(text)
	}
	said = bot.Profile{Name: "Walter Stone", Zone: "America/New_York"}
	eve := bot.Account{Platform: "web", Home: "demo", User: "eve"}
	if text := shown(w.bot.Answer(t.Context(), bot.Request{Key: "asks", By: eve, Place: common, Words: "ask"})); !strings.Contains(text, "Walter Stone") {
		t.Error(text)
	}
}

// Accounts are called as their chats call people, and never by ids, which tell nobody anything.
func TestAccountsAreCalledByNames(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	one := bot.Account{Platform: "teams", Home: "aaaaaaaa-1111", User: "0b000000-0001"}
	two := bot.Account{Platform: "teams", Home: "bbbbbbbb-2222", User: "0b000000-0002"}
	w.bot.Profile = func(_ context.Context, a bot.Account, _ bot.Place) bot.Profile {
		return map[bot.Account]bot.Profile{one: {Name: "Kim Osei"}}[a]
	}
	joins := func(as bot.Account) string {
		code := regexp.MustCompile(`account ([0-9A-Z]{4}-\S+)`).FindStringSubmatch(w.must(kim, kim.direct(), "account code", nil))[1]
		return shown(w.bot.Answer(t.Context(), bot.Request{Key: "joins " + as.User, By: as, Place: bot.DirectTo(as), Words: "account " + code}))
	}
	if text := joins(one); !strings.Contains(text, "Teams, as Kim Osei and ") {
		t.Error(text)
	}
	text := joins(two) + w.must(kim, kim.direct(), "settings account", nil)
	for _, want := range []string{"Teams, as Kim Osei", "An account in Teams"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing is said of %q: %s", want, text)
		}
	}
	for _, id := range []string{"0b000000", "1111", "2222"} {
		if strings.Contains(text, id) {
			t.Errorf("%s is shown: %s", id, text)
		}
	}
}

// How the record leaves the server is said to whoever asks, for their own organisation; a setting that is named alone is shown.
func TestWhatIsAskedInFewWords(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	for words, want := range map[string]string{
		"export": "--for acme -o DIRECTORY", "settings export": "collab export " + w.rel + " --for acme", "settings zone": "Your time zone is ",
		"settings hours": "Asked between", "settings members": "[Add a colleague]", "settings me": "Change them in words",
		"what is our status?": "Did you mean status?", "can you show me my promises": "Did you mean promise?", "good morning": "Waiting for you",
	} {
		if text := w.must(kim, kim.direct(), words, nil); !strings.Contains(text, want) {
			t.Errorf("%s: %s", words, text)
		}
	}
}

// A conversation of others, in which the bot is not, is never linked: nothing could be posted there.
func TestAConversationOfOthersIsNotLinked(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	aside := bot.Place{Platform: "web", Home: "demo", Channel: "aside", Kind: bot.Between}
	if text := w.must(kim, aside, "settings channel", nil); !strings.Contains(text, "Say this in the channel you mean") {
		t.Error(text)
	}
	if _, _, linked := w.store.At(aside.String()); linked {
		t.Error("it is linked")
	}
	f := w.ask(kim, aside, "new", nil).Form
	for _, field := range f.Fields {
		if field.Name == "channel" {
			t.Error("it is offered to be linked")
		}
	}
}

// Everything that waits can be read, ten lines at a time.
func TestAllThatWaitsInPages(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	for range 13 {
		w.must(lee, lee.direct(), "promise @dana the list by 2026-06-20", nil)
	}
	first := w.must(dana, dana.direct(), "todo", nil)
	if !strings.Contains(first, "[Show all that waits for me]") {
		t.Fatalf("nothing leads on:\n%s", first)
	}
	seen, words := 0, "todo all"
	for pages := 0; words != "" && pages < 9; pages++ {
		r := w.ask(dana, dana.direct(), words, nil)
		words = ""
		for _, b := range r.Message.Blocks {
			if items, ok := b.(bot.Items); ok {
				seen, words = seen+len(items.Items), items.Rest.Words
			}
		}
	}
	if seen < 13 {
		t.Errorf("%d lines can be read", seen)
	}
}
