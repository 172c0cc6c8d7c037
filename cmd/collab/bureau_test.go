package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/bot/slack"
	"collab/relationship"
	"collab/store"
)

// bureau is collab in Slack on a real store, behind a real listener. The Web API says whose the token is, and is silent
// to every other call until the bureau closes: no acknowledgement may wait for one.
type bureau struct {
	testing.TB
	at    time.Time // the store's clock
	store *store.Store
	slack *slack.App
	door  *httptest.Server
}

func openBureau(t testing.TB) *bureau {
	o := &bureau{TB: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	var err error
	o.store, err = store.Open("bolt:"+t.TempDir()+"/speed.db", store.Options{Now: func() time.Time { return o.at }, Next: relationship.View.Next})
	if err != nil {
		t.Fatal(err)
	}
	speaks := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/auth.test") {
			<-speaks
		}
		io.WriteString(w, ourTeam)
	}))
	quiet := slog.New(slog.DiscardHandler)
	b := &bot.Bot{Store: o.store, Log: quiet}
	o.slack, err = slack.New(t.Context(), slack.Config{Answer: b.Answer, Now: time.Now, Log: quiet, SigningSecret: speedSecret,
		BotToken: "xoxb-x", APIURL: web.URL + "/", ResponseHost: strings.TrimPrefix(web.URL, "http://"),
		Channels: bot.Channels{Bound: func(p bot.Place) bool { _, _, ok := o.store.At(p.String()); return ok }}})
	if err != nil {
		t.Fatal(err)
	}
	o.door = httptest.NewServer(o.slack)
	t.Cleanup(func() {
		close(speaks)
		o.door.Close()
		o.slack.Wait()
		web.Close()
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *bureau) do(rel string, by relationship.By, c relationship.Command) {
	o.Helper()
	if _, err := o.store.Record(rel, store.Key{}, by, c); err != nil {
		o.Fatalf("%T by %s: %v", c, by.Person, err)
	}
}

// begin begins a relationship in a channel, with as many people on either side; their accounts count on from first.
func (o *bureau) begin(channel string, people, first int) (rel string) {
	rel = o.beginAs(channel, people, first, func(i int) string {
		return bot.Account{Platform: slack.Platform, Home: "T0ACME", User: user(first + i)}.String()
	})
	o.do(rel, relationship.By{Person: "p1", Party: "acme"}, &relationship.BindPlace{Place: bot.Place{Platform: slack.Platform, Home: "T0ACME", Channel: channel}.String()})
	return rel
}

// beginAs begins a relationship of people with these accounts.
func (o *bureau) beginAs(channel string, people, first int, account func(int) string) (rel string) {
	o.Helper()
	person := func(i int) relationship.NewPerson {
		return relationship.NewPerson{Name: "Person " + strconv.Itoa(first+i), Zone: "Europe/London"}
	}
	rel, _, err := o.store.Begin(store.Key{ID: channel}, &relationship.BeginRelationship{Name: "Acme × Borealis", Party: "acme", PartyName: "Acme",
		Person: person(0), Account: account(0), Cadence: relationship.Cadence{Days: 14, First: relationship.Date{Year: 2026, Month: 3, Day: 12},
			At: relationship.Clock{Hour: 10}, Zone: "Europe/London"}})
	if err != nil {
		o.Fatal(err)
	}
	kim, dana := relationship.By{Person: "p1", Party: "acme"}, relationship.By{Person: "p2", Party: "borealis"}
	o.do(rel, kim, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	o.do(rel, relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis", Person: person(1), Account: account(1)})
	for i := 2; i < 2*people; i++ {
		o.do(rel, []relationship.By{kim, dana}[i%2], &relationship.AddPerson{Person: person(i), Role: relationship.Member, Account: account(i)})
	}
	return rel
}

func user(i int) string { return fmt.Sprintf("U%07d", i) }

// fill brings a relationship to so many entries of joint, of the kinds that status speaks of.
func (o *bureau) fill(rel string, entries int) {
	kim, dana := relationship.By{Person: "p1", Party: "acme"}, relationship.By{Person: "p2", Party: "borealis"}
	for i := 1; i <= 3; i++ {
		o.do(rel, kim, &relationship.ShareObjective{Ours: true, Goal: relationship.Goal{Title: fmt.Sprint("Fewer late trucks ", i), Good: "The dock is empty by six",
			Category: "time", Target: "95", Unit: "%", Baseline: "80", Due: relationship.Date{Year: 2027, Month: 9, Day: 30}}})
		o.do(rel, dana, &relationship.ConfirmObjective{Objective: i})
	}
	for i := 1; ; i++ {
		if h, err := o.store.Head(rel, relationship.Joint); err != nil || h.N >= entries {
			return
		}
		o.at = o.at.Add(time.Hour)
		o.do(rel, kim, &relationship.OfferCommitment{Promise: relationship.Promise{What: "The forecast of the week", Due: relationship.DateOf(o.at, time.UTC).AddDays(7)},
			Receiver: relationship.Side{Person: "p2"}})
		o.do(rel, dana, &relationship.AgreeCommitment{Commitment: i})
		if i%10 > 0 {
			o.do(rel, kim, &relationship.ClaimCommitmentDone{Commitment: i})
			o.do(rel, dana, &relationship.AcceptDelivery{Commitment: i})
		}
		o.do(rel, kim, &relationship.LogEvidence{Exhibit: relationship.Exhibit{Kind: relationship.Document, What: "the dock log", Grade: 2, About: []string{"objective 1"}}})
	}
}

// wire is one request as it goes over the wire, signed.
func wire(host string, form url.Values) []byte {
	body, stamp := form.Encode(), strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(speedSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return fmt.Appendf(nil, "POST /slack/events HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"+
		"X-Slack-Request-Timestamp: %s\r\nX-Slack-Signature: v0=%s\r\n\r\n%s", host, len(body), stamp, hex.EncodeToString(mac.Sum(nil)), body)
}

func statusOf(i int) url.Values {
	return url.Values{"command": {"/collab"}, "text": {"status"}, "team_id": {"T0ACME"}, "user_id": {user(0)}, "user_name": {"kim"},
		"channel_id": {"C0SPEED"}, "trigger_id": {strconv.Itoa(i)}}
}

// asked opens a check-in in so many relationships, and is what everybody who is asked will send.
func (o *bureau) asked(rels, people int) (all []string, requests [][]byte) {
	for r := range rels {
		all = append(all, o.begin(fmt.Sprint("C", r), people, r*2*people))
	}
	o.at = time.Date(2026, 3, 12, 10, 1, 0, 0, time.UTC)
	for r, rel := range all {
		o.do(rel, relationship.ByClock, &relationship.OpenCheckIn{})
		for i := range 2 * people {
			requests = append(requests, wire("x", submitted(r*2*people+i, fmt.Sprint("C", r))))
		}
	}
	return all, requests
}

// answered checks that everybody's answer to check-in 1 stands on record.
func (o *bureau) answered(rel string, want int) {
	o.Helper()
	_, err := o.store.Read(rel, "", func(v relationship.View) {
		if _, got := v.Shared.CheckIns[1].Totals(); got != want {
			o.Errorf("%d of %d stand on record", got, want)
		}
	})
	if err != nil {
		o.Error(err)
	}
}
