package teams

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"collab/bot"
)

func TestAnActivityIsReadWhole(t *testing.T) {
	got := read(t, []byte(`{
		"type":"message","id":"1","replyToId":"0","name":"n","action":"add","channelId":"msteams","serviceUrl":"https://smba.trafficmanager.net/emea/",
		"timestamp":"2026-03-02T13:00:00.5+01:00","localTimezone":"Europe/London","text":"<at>collab</at> status",
		"from":{"id":"29:kim","name":" Kim\n Ltd ","aadObjectId":"ABCD","tenantId":"TENANT","role":"user"},
		"recipient":{"id":"28:app","name":"collab","isTargeted":true},
		"conversation":{"id":"19:dock@thread.tacv2;messageid=17","conversationType":"channel","isGroup":true,"name":"Dock","tenantId":"Home"},
		"channelData":{"eventType":"channelRenamed","channel":{"id":"19:dock"},"tenant":{"id":"home"},"team":{"id":"19:team","aadGroupId":"G"}},
		"entities":[{"type":"clientInfo"},{"type":"mention","text":"<at>collab</at>","mentioned":{"id":"28:app","name":"collab"}}],
		"membersAdded":[{"id":"29:dana"}],"membersRemoved":[{"id":"29:sam"}],"reactionsAdded":[{"type":"like"}],
		"attachments":[{"contentType":"text/html"}],"value":{"a":1}}`))
	us := account{id: "28:app", name: "collab"}
	want := activity{
		typ: "message", name: "n", action: "add", id: "1", replyTo: "0", channelID: "msteams", serviceURL: "https://smba.trafficmanager.net/emea/",
		tenant: "home", tenants: []string{"home", "home"},
		from:         account{id: "29:kim", aadObjectID: "abcd", tenant: "tenant", name: "Kim Ltd", role: "user"},
		recipient:    account{id: "28:app", name: "collab"},
		conversation: conversation{id: "19:dock@thread.tacv2;messageid=17", kind: "channel", group: true, name: "Dock"},
		text:         "<at>collab</at> status", value: json.RawMessage(`{"a":1}`), event: "channelRenamed", concerned: "19:dock", team: "G",
		zone:     "Europe/London",
		mentions: []mention{{"<at>collab</at>", us}},
		added:    []account{{id: "29:dana"}}, removed: []account{{id: "29:sam"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwant %+v", got, want)
	}
	if got.channel() != "19:dock@thread.tacv2" || got.thread() != "17" {
		t.Errorf("it happened in %q, thread %q", got.channel(), got.thread())
	}
}

// TestTwoUnderOneName has the last count, alone: nothing of the first stays beside it.
func TestTwoUnderOneName(t *testing.T) {
	for raw, want := range map[string]account{
		`{"type":"x","from":{"id":"29:kim","aadObjectId":"kim"},"from":{"name":"Eve"}}`: {name: "Eve"},
		`{"type":"x","from":{"id":"29:kim"},"from":7}`:                                  {},
		`{"type":"x","from":{"id":"29:kim","id":"29:eve"}}`:                             {id: "29:eve"},
		`{"type":"x","from":{"id":"29:kim","id":[]}}`:                                   {},
		`{"type":"x","from":{"id":17}}`:                                                 {id: "17"},
		`{"type":"x","from":[{"id":"29:kim"}]}`:                                         {},
	} {
		if got := read(t, []byte(raw)).from; got != want {
			t.Errorf("%s: %+v, want %+v", raw, got, want)
		}
	}
}

// TestPrivacyOfPlaces says which conversations are between one person and us, and on whose side they lie.
func TestPrivacyOfPlaces(t *testing.T) {
	kim := bot.Account{Platform: Platform, Home: ourTenant, User: "kim"}
	guest := bot.Account{Platform: Platform, Home: partners, User: "dana"}
	direct := func(by bot.Account, own bool) bot.Place {
		p := bot.DirectTo(by)
		p.Own = own
		return p
	}
	others := "19:kim_dana@unq.gbl.spaces"
	for _, c := range []struct {
		name, typ, id, kind string
		group               bool
		by                  bot.Account
		want                bot.Place
	}{
		{"our chat with kim", "message", "a:1", "personal", false, kim, direct(kim, true)},
		{"a press there", "invoke", "a:1", "personal", false, kim, direct(kim, true)},
		{"our chat with a guest", "message", "a:2", "personal", false, guest, direct(guest, false)},
		{"our chat by its other name", "invoke", "19:kim_" + appID + "@unq.gbl.spaces", "personal", false, kim, direct(kim, true)},
		{"a chat of two others", "invoke", others, "personal", false, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: others, Kind: bot.Between}},
		{"what is pressed in it", "message", others, "personal", false, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: others, Kind: bot.Between}},
		{"a chat of two others of an unknown form", "invoke", "48:notes", "personal", false, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: "48:notes", Kind: bot.Between}},
		{"a chat of many", "message", "19:x@thread.v2", "groupChat", true, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: "19:x@thread.v2"}},
		{"a chat that says it is both", "message", "a:3", "personal", true, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: "a:3"}},
		{"a channel", "message", "19:x@thread.tacv2", "channel", true, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: "19:x@thread.tacv2"}},
		{"a thread", "invoke", "19:x@thread.tacv2;messageid=1", "channel", true, guest, bot.Place{Platform: Platform, Home: ourTenant, Channel: "19:x@thread.tacv2", Thread: "1"}},
		{"what does not say what it is", "message", "a:4", "", false, kim, bot.Place{Platform: Platform, Home: ourTenant, Channel: "a:4"}},
	} {
		act := activity{typ: c.typ, tenant: ourTenant, recipient: account{id: "28:" + appID}, conversation: conversation{id: c.id, kind: c.kind, group: c.group}}
		if got := act.place(c.by); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	const us = `{"type":"mention","text":"<at>collab</at>","mentioned":{"id":"28:` + appID + `","name":"collab"}}`
	const dana = `{"type":"mention","text":"<at>Dana Lee</at>","mentioned":{"id":"29:dana","name":"Dana Lee"}}`
	for _, c := range []struct{ text, entities, want string }{
		{"status", "", "status"},
		{"<at>collab</at> status", us, "status"},
		{"<at>collab</at>&nbsp;status\n", us, "status"},
		{"\u00a0<at>collab</at>\u00a0status", us, "status"},
		{"status <at>collab</at>", us, "status"},
		{"<at>collab</at> promise <at>Dana Lee</at> the forecast", us + "," + dana, `promise "@Dana Lee" the forecast`},
		{`<at>collab</at> note "ask <at>Dana Lee</at>"`, us + "," + dana, `note "ask @Dana Lee"`},
		{"<at>collab</at> <at>collab</at> status", us, "@collab status"}, // the second is somebody of the same name
		{"<at>collab</at> <at>collab</at> status", us + "," + us, "status"},
		{"<at>R&amp;D</at> status", `{"type":"mention","text":"<at>R&D</at>","mentioned":{"id":"28:` + appID + `"}}`, "status"},
		{`<at id="0">collab</at> status`, `{"type":"mention","text":"<at id=\"0\">collab</at>","mentioned":{"id":"28:` + appID + `"}}`, "status"},
		{"<at>Dock</at> status", "", "@Dock status"},
		{"<at></at> status", "", "status"},
		{"kpi 1 &lt;5 &amp;&amp; &gt;3", "", "kpi 1 <5 && >3"},
		{"a < b > c", "", "a < b > c"},
		{"&lt;at&gt;collab&lt;/at&gt;", "", "<at>collab</at>"}, // it was typed
		{"<at>collab", us, "<at>collab"},
		{"", us, ""},
	} {
		act := read(t, []byte(`{"type":"message","recipient":{"id":"28:`+appID+`"},"entities":[`+c.entities+`]}`))
		act.text = c.text
		if got := act.words(appID); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// FuzzActivity reads whatever might come, however garbled.
func FuzzActivity(f *testing.F) {
	f.Add([]byte(`{"type":"message","id":"1","text":"<at>collab</at> status","timestamp":"","value":"x","entities":[{"type":"mention","text":"<at>collab</at>","mentioned":{"id":"28:` + appID + `"}}]}`))
	f.Add([]byte(`{"type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":"x"}},"from":{"id":"29:kim"},"from":[],"conversation":{"id":"19:x;messageid=1;messageid=2","conversationType":"channel"}}`))
	f.Add([]byte(`{"type":"conversationUpdate","channelData":[{"tenant":{"id":"x"}}],"membersAdded":[null,{"id":1e9}],"reactionsAdded":{}}`))
	f.Add([]byte(`{"type":1,"entities":[{"type":"mention","text":"<at><at>x</at></at>","mentioned":{"id":"28:` + appID + `"}}],"text":"<<at>x</at>at>x</at>"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		act, err := readActivity(raw)
		if err != nil {
			return
		}
		for _, id := range act.ids() {
			if len(id) > longestID || strings.ContainsAny(id, "\n\r\x00") {
				t.Errorf("%q is taken for an id", id)
			}
		}
		for _, p := range append([]account{act.from, act.recipient}, act.added...) {
			if utf8.RuneCountInString(p.name) > longestName || strings.ContainsAny(p.name, "\n\r\x00") {
				t.Errorf("%q is taken for a name", p.name)
			}
		}
		if act.typ == "" || len(act.serviceURL) > longestURL {
			t.Errorf("%+v", act)
		}
		unmentioned(t, act)
		act.place(bot.Account{})
		act.key(bot.Account{})
	})
}

// unmentioned checks that no mention is left of what was said, unless something of the kind was typed.
func unmentioned(t *testing.T, act activity) {
	words := act.words(appID)
	typed := strings.ContainsAny(named.ReplaceAllString(act.text, ""), "<&") || strings.Contains(act.text, "&")
	for _, m := range act.mentions {
		typed = typed || strings.ContainsAny(m.who.name, "<&")
	}
	if !typed && named.MatchString(words) {
		t.Errorf("%q names somebody in markup", words)
	}
	if words != strings.TrimSpace(words) || strings.Contains(words, "\u00a0") {
		t.Errorf("%q has idle space", words)
	}
}
