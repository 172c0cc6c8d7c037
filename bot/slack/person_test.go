package slack

import (
	"testing"

	"collab/bot"
)

// asks has Slack know Kim, Dana, and who shares a channel.
func (f *fake) asks() {
	f.methods = map[string]func(map[string]any) map[string]any{
		"users.info": func(args map[string]any) map[string]any {
			who := map[string]map[string]any{
				"U0KIM":  {"id": "U0KIM", "team_id": acme, "name": "kosei", "real_name": "Kim Osei", "tz": "Europe/London"},
				"U0DANA": {"id": "U0DANA", "team_id": boreal, "name": "dreyes", "profile": map[string]any{"real_name": "Dana <Reyes>"}},
			}[args["user"].(string)]
			if who == nil {
				return refused("user_not_found")
			}
			return map[string]any{"ok": true, "user": who}
		},
		"team.info": func(args map[string]any) map[string]any {
			return map[string]any{"ok": true, "team": map[string]any{"id": args["team"], "name": "Borealis"}}
		},
	}
	f.info = map[string]map[string]any{"C0SHARED": {"id": "C0SHARED", "is_ext_shared": true, "connected_team_ids": []string{acme, boreal}}}
}

func (f *fake) called(method string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.calls {
		if m == method {
			n++
		}
	}
	return n
}

func TestProfileIsWhatSlackSays(t *testing.T) {
	f := newFake(t, func(bot.Request) bot.Reply { return bot.Reply{} })
	f.asks()
	kim := bot.Account{Platform: Platform, Home: acme, User: "U0KIM"}
	here := bot.Place{Platform: Platform, Home: acme, Channel: "C0SHARED"}
	for range 2 {
		if got, want := f.app.Profile(t.Context(), kim, here), (bot.Profile{Name: "Kim Osei", Zone: "Europe/London", Partner: "Borealis"}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if n := f.called("users.info"); n != 1 {
		t.Errorf("Slack was asked %d times who Kim is", n)
	}
	if got := f.app.Profile(t.Context(), bot.Account{Platform: Platform, Home: boreal, User: "U0DANA"}, bot.DirectTo(kim)); got != (bot.Profile{Name: "Dana <Reyes>"}) {
		t.Errorf("of the partner: %+v", got)
	}
	if f.app.Forget(kim); f.app.Profile(t.Context(), kim, here).Name != "Kim Osei" || f.called("users.info") < 3 {
		t.Error("who was forgotten is not asked about anew")
	}
	f.refuse["team.info"] = []string{"missing_scope team:read"}
	if got := f.app.Profile(t.Context(), kim, here); got != (bot.Profile{Name: "Kim Osei", Zone: "Europe/London"}) {
		t.Errorf("without the scope: %+v", got)
	}
	f.info["C0SHARED"]["connected_team_ids"] = []string{acme, boreal, "T0CYGNUS"}
	if got := f.app.Profile(t.Context(), kim, here); got.Partner != "" {
		t.Errorf("of three organisations %q is the partner", got.Partner)
	}
	if got := f.app.Profile(t.Context(), bot.Account{Platform: Platform, Home: acme, User: "U0EVE"}, bot.DirectTo(kim)); got != (bot.Profile{}) {
		t.Errorf("of nobody Slack knows: %+v", got)
	}
}

func TestMentionsBecomeNames(t *testing.T) {
	var a asked
	f := newFake(t, a.kpi)
	f.asks()
	for said, want := range map[string]string{
		"promise <@U0KIM|kosei> the forecast by Friday": `promise "@Kim Osei" the forecast by Friday`,
		"promise <@U0KIM> it":                           `promise "@Kim Osei" it`,
		"promise <@U0DANA> it":                          `promise "@Dana <Reyes>" it`,
		`kpi 1 94 "late, says <@U0KIM>" now`:            `kpi 1 94 "late, says @Kim Osei" now`,
		`kpi 1 94 "late" <@U0KIM>`:                      `kpi 1 94 "late" "@Kim Osei"`,
		"promise <@U0WHO|eve> it":                       "promise @eve it",
	} {
		if f.command("U0KIM", "C0SHARED", said); a.last(t).Words != want {
			t.Errorf("%q: got %q, want %q", said, a.last(t).Words, want)
		}
	}
	f.mentions("Ev9", "promise <@U0DANA> it")
	if got := a.last(t).Words; got != `promise "@Dana <Reyes>" it` {
		t.Errorf("mentioned: %q", got)
	}
}
