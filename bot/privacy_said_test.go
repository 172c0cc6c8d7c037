package bot_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"collab/bot"
)

// shown is everything a platform could draw of a reply, whatever it draws.
func shown(r bot.Reply) string {
	var b strings.Builder
	message := func(m bot.Message) {
		b.WriteString(bot.Draw(m, time.UTC))
		for _, block := range m.Blocks {
			fmt.Fprintf(&b, "%T %s\n", block, encoded(block))
		}
	}
	if r.Message != nil {
		message(*r.Message)
	}
	if r.Form != nil {
		b.WriteString(bot.DrawForm(*r.Form) + encoded(r.Form) + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(&b, "%s: %s\n", name, r.Errors[name])
	}
	for _, p := range r.Posts {
		fmt.Fprintf(&b, "%+v\n", p.Place)
		message(p.Message)
	}
	return b.String() + r.Ref
}

func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// nouns are the words one can begin with, and some one cannot.
var nouns = []string{"menu", "status", "todo", "checkin", "kpi", "objective", "promise", "evidence", "claim", "list", "new", "members", "settings",
	"audit", "erase", "review", "decision", "help", "join", "undo", "stored", "ask", "try", "template", "draft", "direct", "topic", "find", "note", "stauts"}

// spoken are sentences of every kind: lists, things by number, forms, drafts, wrong ones.
func (w *world) spoken() []string {
	all := []string{"", "status share", "status for acme-borealis-cassini", "status for acme", "status for nowhere", "audit mine", "audit objective 1", "audit check-in 1", "audit before 9",
		"audit draft 1", "objective d1", "objective d2", "objective d9", "objective d1 revise", "objective d1 share", "objective d1 drop ~1", "objective list", "objective ended", "objective new internal",
		"objective 99", "objective 1 history", "objective 4", "objective link 1", "evidence e1", "evidence e9", "evidence e1 share", "evidence share e1", "evidence new internal", `evidence "seen" internal`, `evidence "seen"`, `evidence "seen" https://example.com`, `evidence "seen" objective 1`,
		"evidence all 2", "promise 1", "promise 2", "promise ask @noor x by Friday", "promise @lee y by Friday", "claim 1", "kpi 1", "kpi 1 history", "checkin show 1", "checkin 1", "checkin 2", "checkin 7",
		"checkin skip", "checkin snooze 1h", "checkin away", "settings schedule", "settings calendar", "settings pause", "settings resume", "erase 3", "erase 99 yes", "erase 2 internal", "erase 99 yes internal", "members admit 1", "members admit 2", "members admit 3", "members role @noor lead", "members role @lee lead", "members invite", "members add",
		"review agenda", "review pack", "review answer", "review answer targets no", "review day 3 June", "review delegate", "review delegate @lee", "review held", "review decide", "review action new",
		"review action @noor x by Friday", "review minutes", "review agree", "review refuse", "review all", "review 9", "decision 1 agree", "decision 1 refuse", "decision 1 replace", "decision 1 reverse",
		"checkin topic", "checkin topic 1", "checkin topic 9", "checkin topic 1 done", "checkin topic 3 done \"talked\"", "checkin topic new", "checkin topic late lorries", "settings calendar change", "settings holidays", "settings holidays 2",
		"settings holidays country", "settings holidays GB", "settings holidays file", "settings holidays add 27 Dec", "settings holidays remove 24 Dec", "settings keep", "settings keep internal 30 months", "settings keep shared 90 months",
		"settings keep internal off", "settings keep shared off", "settings mail", "settings mail off", "settings mail on", "settings name", "settings name Northern", "settings name off", "settings days", "settings away", "settings account",
		"settings me", "settings zone", "settings hours", "settings members", "settings export", "export", "thanks", "thanks @lee", "ok", "good morning", "what is our status?",
		"stored mine", "stored words", "stored named", "stored all", "stored all part 2", "note objective 1", "note objective 1 They wait", "note objective 9", "note all 2", "erase asked 1", "erase asked 1 gone 9", "erase asked 1 keep", "erase asked 9",
		"evidence 5", "evidence 6", "evidence 7", "evidence e2", "evidence e3", "evidence e4", "review held 2 June", "review minutes all", "review 1",
		"find aloud", "find hushacme", "find hushborealis", "find " + unfounded, "try real", "try real for acme-borealis-cassini", "template supply", "template small", `draft drop "objective new"`, "join ABCD-ABCD-ABCD-ABCD", "undo nothing", "direct status", `direct "objective d1"`, "help objective", "help promise", "help evidence", "help kpi", "help claim", "help review", "help checkin", "help members", "help settings", "help audit"}
	for _, n := range nouns {
		all = append(all, n, n+" 1", n+" 2 nonsense", n+" new")
	}
	for _, key := range w.recent { // what others did just now, and what one did oneself
		all = append(all, "undo "+key)
	}
	return all
}

// sentences says all of them, then presses what is offered, and fills in what is asked, as often as presses says.
func (d *drawing) sentences(who somebody, where bot.Place, presses int) {
	seen := map[string]bool{}
	var next []string
	try := func(words string) {
		if seen[words] {
			return
		}
		seen[words] = true
		r := d.ask(who, where, words, nil)
		next = append(next, offered(r)...)
		if r.Form != nil {
			next = append(next, offered(d.ask(who, where, r.Form.Words, filled(*r.Form, "")))...)
			next = append(next, offered(d.ask(who, where, r.Form.Words, filled(*r.Form, "internal")))...)
		}
	}
	for _, words := range d.w.spoken() {
		try(words)
	}
	for i := 0; i < len(next) && i < presses; i++ {
		try(next[i])
	}
}

// offered are the sentences of all buttons of a reply.
func offered(r bot.Reply) (words []string) {
	if r.Message == nil {
		return nil
	}
	add := func(b bot.Button) {
		if b.Words != "" {
			words = append(words, b.Words)
		}
	}
	for _, block := range r.Message.Blocks {
		switch block := block.(type) {
		case bot.Buttons:
			for _, b := range block {
				add(b)
			}
		case bot.Items:
			add(block.Rest)
			for _, item := range block.Items {
				add(item.Button)
			}
		}
	}
	return words
}

// filled fills a form in: what stands in it, and something of the right kind where nothing does.
func filled(f bot.Form, audience string) map[string]string {
	values := map[string]string{}
	for _, field := range f.Fields {
		values[field.Name] = field.Value
		switch {
		case field.Value != "":
		case len(field.Options) > 0:
			values[field.Name] = field.Options[len(field.Options)-1].Value
		case field.Kind == bot.Number:
			values[field.Name] = "94"
		case field.Kind == bot.Day:
			values[field.Name] = "30 Sep"
		case !field.Optional:
			values[field.Name] = "something plain"
		}
	}
	if _, asked := values["audience"]; asked && audience != "" {
		values["audience"] = audience
	}
	return values
}
