package bot_test

import (
	"context"
	"testing"
	"time"

	"collab/bot"
	"collab/relationship"
)

// A status that is kept is said again only to whoever would be told the same: each person, on each surface, reads what a
// bot that keeps nothing would say at that instant, whoever asked before and whatever a party noted for itself meanwhile.
func TestNonInterferenceOfAStatusThatIsKept(t *testing.T) {
	w := build(t, nil)
	defer w.close()
	w.do(noor, &relationship.SetZone{Zone: kim.zone}) // the same days, and whose is whose the other way round
	again := 0
	for _, meanwhile := range []func(){
		func() {},
		func() { w.do(kim, &relationship.DraftObjective{Goal: goal("only acme " + hush("acme"))}) },
		func() { w.do(dana, &relationship.ShareObjective{Ours: true, Goal: goal("New, " + aloud)}) },
		func() { w.do(dana, &relationship.DraftObjective{Goal: goal("only borealis " + hush("borealis"))}) },
		func() { w.at = w.at.Add(9 * time.Hour) },
		func() { w.pass(10 * 24 * time.Hour) },
		func() { w.do(kim, &relationship.PauseRelationship{Why: aloud}) },
		func() { w.do(dana, &relationship.LeaveRelationship{Why: aloud}) },
	} {
		meanwhile()
		for range 2 {
			for _, who := range cast {
				for _, where := range []bot.Place{who.direct(), common, inside("acme"), inside("borealis")} {
					again += w.sameStatus(who, where)
				}
			}
		}
	}
	if again < 200 {
		t.Errorf("%d messages said again are too few to tell", again)
	}
}

// sameStatus asks the bot twice, and one that keeps nothing once. It is 1 if the second message was the first.
func (w *world) sameStatus(who somebody, where bot.Place) int {
	w.t.Helper()
	q := bot.Request{Key: "status", By: who.account(), Place: where, Words: "status for acme"}
	fresh := &bot.Bot{Store: w.store, Log: w.bot.Log, MayBegin: w.bot.MayBegin, Host: w.bot.Host}
	first, second := w.bot.Answer(context.Background(), q), w.bot.Answer(context.Background(), q)
	want := shown(fresh.Answer(context.Background(), q))
	if shown(first) != want || shown(second) != want {
		w.t.Errorf("%s in %v is told\n%s\n%s\nand not\n%s", who.id, where, shown(first), shown(second), want)
	}
	if first.Message != nil && first.Message == second.Message {
		return 1
	}
	return 0
}
