package teams

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/bot"
	"collab/relationship"
)

// atOnce brings activities at the same time.
func (s *scene) atOnce(all ...[]byte) {
	s.t.Helper()
	var done sync.WaitGroup
	for _, raw := range all {
		done.Go(func() { s.brings(raw) })
	}
	done.Wait()
	s.app.Wait()
}

// fillIn is what a dialog sends back: what stands in it, and something where nothing does.
func fillIn(t *testing.T, answer map[string]any) map[string]any {
	t.Helper()
	data := map[string]any{}
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				look(e)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok {
				data[id] = standsIn(v)
			}
			if carried, ok := v["data"].(map[string]any); ok && v["type"] == "Action.Submit" {
				data["collab"] = carried["collab"]
			}
			for _, e := range v {
				look(e)
			}
		}
	}
	look(answer)
	if data["collab"] == nil {
		t.Fatalf("no form in %v", answer)
	}
	return data
}

// A form that is sent many times at once, or again later, is recorded as if it were sent once; so is one whose activity Teams
// brings again.
func TestAFormSentManyTimes(t *testing.T) {
	recorded := func(times int) int {
		h := newHouse(t)
		fetched := h.invokes(kim, kimsChat, "task/fetch", map[string]any{"data": map[string]any{"collab": map[string]any{"w": "objective new"}}})
		filled := map[string]any{"data": fillIn(t, fetched)}
		before := h.entries(relationship.Joint)
		all := [][]byte{h.does(kim, kimsChat, invokeOf("task/submit", filled))}
		for len(all) < times {
			raw := h.does(kim, kimsChat, invokeOf("task/submit", filled))
			all = append(all, raw, raw)
		}
		h.atOnce(all...)
		for range times - 1 {
			h.invokes(kim, kimsChat, "task/submit", filled)
		}
		return h.entries(relationship.Joint) - before
	}
	if once, often := recorded(1), recorded(8); once == 0 || often != once {
		t.Errorf("sent once it is %d entries, sent often %d", once, often)
	}
}

// What is pressed many times at once is one thing, and what Teams brings many times is answered once.
func TestPressedManyTimesAtOnce(t *testing.T) {
	s := newScene(t, func(q bot.Request) bot.Reply {
		r := echo(q)
		r.Posts = []bot.Post{{Place: bot.Place{Platform: Platform, Home: ourTenant, Channel: groupTalk}, Message: bot.Plainly("Kim did it")}}
		return r
	})
	s.app.connector.Limits = unhurried
	raw := s.does(kim, kimsChat, invokeOf("adaptiveCard/action", pressed("checkin 3")), set("replyToId", "17"))
	all := [][]byte{raw, raw, raw, raw, s.does(kim, kimsChat, set("text", "hello"))}
	for range 4 {
		all = append(all, s.does(kim, kimsChat, invokeOf("adaptiveCard/action", pressed("checkin 3")), set("replyToId", "17")), s.does(ines, sharedTalk, set("text", "status")))
	}
	s.atOnce(all...)
	keys := map[string]bool{}
	for _, q := range s.requests() {
		if q.Words == "checkin 3" {
			keys[q.Key] = true
		}
	}
	if n := len(s.lines(groupTalk)); len(keys) != 1 || n > 4+1+1+4 {
		t.Errorf("keys %v, posted %d times", keys, n)
	}
}

// Ids that have in them what parts them from others are ids all the same: nothing is taken for something else.
func TestOddIDs(t *testing.T) {
	keys, members := map[string]string{}, map[string]string{}
	for _, c := range [][3]string{
		{"a/b", "c", "29:kim"}, {"a", "b/c", "29:kim"}, {"a b", "c", "29:kim"}, {"a", "b c", "29:kim"}, {"a", "c", "b 29:kim"}, {"a b", "c", "29:kim"}, {"a;messageid=b", "c", "29:kim"}, {"a", "c", "29:kim"},
	} {
		act := activity{id: c[1], conversation: conversation{id: c[0]}, from: account{id: c[2]}}
		for key, what := range map[string]string{act.key(accountOf(kim)): fmt.Sprintf("%q", []string{act.channel(), act.id}), rosterKey(act): fmt.Sprintf("%q", []string{act.channel(), act.from.id})} {
			all := map[bool]map[string]string{true: keys, false: members}[key != rosterKey(act)]
			if other, known := all[key]; known && other != what {
				t.Errorf("%s and %s are one", what, other)
			}
			all[key] = what
		}
	}
	if (activity{id: "1"}).key(accountOf(kim)) == (activity{id: "1"}).key(accountOf(ines)) {
		t.Error("what two people did is one")
	}
}

// A message may name as many as it likes, in any order: it is read at once, and whoever it names is named.
func TestThousandsOfMentions(t *testing.T) {
	s := newScene(t, echo)
	const n = 6_000
	var text strings.Builder
	var entities []any
	for i := range n {
		fmt.Fprintf(&text, "<at>p%d</at> ", i)
		entities = append(entities, map[string]any{"type": "mention", "text": fmt.Sprintf("<at>p%d</at>", n-i), "mentioned": map[string]any{"id": fmt.Sprint("29:", n-i), "name": fmt.Sprint("p", n-i)}})
	}
	s.says(kim, kimsChat, "status") // so that Kim is known
	s.brings(s.does(kim, kimsChat, set("text", text.String()), set("entities", entities)))
	s.app.Wait()
	if asked := s.requests(); len(asked) != 2 || !strings.HasPrefix(asked[1].Words, "@p0 @p1 ") || !strings.HasSuffix(asked[1].Words, fmt.Sprintf("@p%d", n-1)) {
		t.Errorf("asked %d times", len(asked))
	}
}

// What people wrote, and what they call themselves, is drawn as its characters wherever it is drawn back: it names nobody,
// leads nowhere, and looks like nothing.
func TestMarkupDrawnBack(t *testing.T) {
	evil := `[click](https://evil.example) <at>everyone</at> &lt;at&gt;Kim&lt;/at&gt; **bold** <script>x</script> @everyone {{DATE(2026-03-02T12:00:00Z, SHORT)}}`
	s := newScene(t, func(q bot.Request) bot.Reply {
		m := bot.Plainly("It says " + q.Words + " by " + q.Name)
		m.Blocks = append(m.Blocks, bot.Facts{{Name: q.Words, Value: q.Name}}, bot.Note{Body: q.Words}, bot.Items{Title: q.Words, Items: []bot.Item{{Title: q.Words, Detail: q.Name, Link: "javascript:alert(1)"}}},
			bot.Buttons{{Label: q.Words, Words: "status"}})
		return bot.Reply{Message: &m}
	})
	named := kim
	named.Name = evil
	s.teams.chat(kimsChat, named)
	s.says(named, kimsChat, evil)
	said := s.teams.Heard(kimsChat)
	if len(said) != 1 || said[0].Raw["entities"] != nil || said[0].Raw["text"] != nil {
		t.Fatalf("said %+v", said)
	}
	for _, text := range markedUp(said[0].Card) {
		t.Errorf("drawn as markup: %q", text)
	}
	if raw := encodedAs(t, said[0].Card); strings.Contains(raw, `"url"`) {
		t.Errorf("it leads somewhere: %s", raw)
	}
}

// markedUp are the texts of a card in which clients read markup, that hold any, and those in which they read mentions or dates.
func markedUp(v any) (all []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			all = append(all, markedUp(e)...)
		}
	case map[string]any:
		text, _ := v["text"].(string)
		if v["type"] == "TextBlock" && strings.ContainsAny(text, "[<*{&@") || v["type"] == "TextRun" && hazard.MatchString(text) || v["msteams"] != nil {
			all = append(all, text)
		}
		for _, e := range v {
			all = append(all, markedUp(e)...)
		}
	}
	return all
}

// Somebody who floods us while nobody can be asked about keeps neither their colleagues nor other tenants out.
func TestAFloodOfOnePerson(t *testing.T) {
	s := newScene(t, echo)
	s.app.connector.Limits = unhurried
	s.app.inbox.After = func(time.Duration, func()) {}
	s.teams.Fail(fakeFault{On: "GET /v3/conversations/" + groupTalk, Status: http.StatusInternalServerError, Times: 10_000})
	for range bot.MostOfOne + 20 {
		if status, _ := s.brings(s.does(lou, groupTalk)); status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
	}
	s.brings(s.does(kim, groupTalk))
	s.says(kim, kimsChat, "todo")
	if n := s.mail.Left(); n != bot.MostOfOne+1 {
		t.Errorf("%d wait", n)
	}
	if asked := s.requests(); len(asked) != 1 || asked[0].Words != "todo" {
		t.Errorf("asked %+v", asked)
	}
}

// How somebody is reached is learned from what they do, signed and admitted, and from nothing else.
func TestWhereAnswersGoIsLearnedFromWhoeverIsAdmitted(t *testing.T) {
	s := newScene(t, echo)
	s.app.Cloud.ServiceHosts = append(s.app.Cloud.ServiceHosts, "127.0.0.2")
	s.says(kim, sharedTalk, "status")
	channel := bot.Place{Platform: Platform, Home: ourTenant, Channel: sharedTalk}
	before := [2]peer{s.app.peer(channel), s.app.peer(bot.DirectTo(accountOf(kim)))}
	for name, raw := range map[string][]byte{
		"another URL than was signed": s.does(kim, sharedTalk, set("serviceUrl", s.URL+"/elsewhere/")),
		"a host of nobody's":          s.does(kim, sharedTalk, set("serviceUrl", "https://evil.example/")),
		"somebody who is not let in":  s.does(eve, sharedTalk),
		"somebody who says to be Kim": s.does(fakeMember{ID: "29:evil", Object: kim.Object, Name: "Kim"}, sharedTalk),
	} {
		s.brings(raw)
		s.app.Wait()
		if now := [2]peer{s.app.peer(channel), s.app.peer(bot.DirectTo(accountOf(kim)))}; now != before {
			t.Errorf("%s: %+v became %+v", name, before, now)
		}
	}
	for place, row := range s.peers {
		if !json.Valid(row) || place.Channel == "@"+eve.Object {
			t.Errorf("of %v is kept %s", place, row)
		}
	}
}

// Whatever is deep, long or many in what a button or form carries is no more than a button or form that says nothing.
func TestHugeValues(t *testing.T) {
	s := newScene(t, echo)
	many := map[string]any{"collab": map[string]any{"w": "objective new", "f": fills, "i": []string{"title"}}, "f.title": strings.Repeat("x", 20_000)}
	for i := range 2_000 {
		many[fmt.Sprint("f.", i)] = "x"
	}
	deep := rawJSON(`{"collab":{"w":"status","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}}`)
	long := map[string]any{"collab": map[string]any{"w": strings.Repeat("status ", 20_000), "t": strings.Repeat("9", 20_000)}}
	for name, value := range map[string]any{"many": many, "deep": deep, "long": long, "a list": []any{1, "two"}, "null": nil, "words": "status"} {
		for _, in := range []string{"task/submit", "task/fetch", "composeExtension/submitAction", "composeExtension/fetchTask", "adaptiveCard/action"} {
			for _, wrapped := range []any{map[string]any{"data": value, "commandId": EvidenceCommand, "messagePayload": value}, map[string]any{"action": map[string]any{"data": value}}, value} {
				if status, body := s.brings(s.does(kim, kimsChat, invokeOf(in, wrapped))); status != http.StatusOK && status/100 != 4 && status != http.StatusNotImplemented {
					t.Errorf("%s in %s: %d %s", name, in, status, body)
				}
			}
		}
	}
	s.app.Wait()
	for _, q := range s.requests() {
		if len(q.Place.Thread) > longestID || len(q.Words) > 20_000 {
			t.Errorf("asked %d bytes in a thread of %d", len(q.Words), len(q.Place.Thread))
		}
	}
}
