package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot"
)

// However many messages wait for a token, it is asked for once; and again before it ends, while it still serves.
func TestATokenIsRenewedEarlyAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		var asked []time.Duration
		began := time.Now()
		slow := func() {
			asked = append(asked, time.Since(began).Round(time.Second)) // one renewal at a time
			time.Sleep(time.Second)
		}
		serves := func() string { token, _, _ := c.pass.look(true, time.Now()); return token }
		f.Fail(fakeFault{On: "token", Times: 10, Meanwhile: slow})
		all := func() {
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() { c.pass.token(t.Context()) })
			}
			wg.Wait()
		}
		all()
		first := serves()
		time.Sleep(54 * time.Minute)
		all() // not yet
		time.Sleep(time.Minute)
		all() // the old one serves meanwhile
		if _, err := c.post(t.Context(), in, someText); err != nil || serves() != first {
			t.Error(err)
		}
		synctest.Wait()
		time.Sleep(time.Minute)
		if _, err := c.post(t.Context(), in, someText); err != nil || serves() == first {
			t.Error(err)
		}
		if len(asked) != 2 || asked[0] != 0 || asked[1] < 55*time.Minute || asked[1] > 56*time.Minute || len(f.Heard(fakeChannel)) != 2 {
			t.Errorf("asked at %v", asked)
		}
	})
}

// A token that Connector takes no more is renewed once for a call, and not with every call when it is us that are refused.
func TestATokenThatIsTakenNoMoreIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		for i := range 3 {
			if _, err := c.post(t.Context(), in, someText); err != nil || f.Called("token") != i+1 || f.Called("POST") != 2*i+1 {
				t.Errorf("%d: %v, %v", i, err, f.Calls)
			}
			f.Expire()
			time.Sleep(breather)
		}
		f.Fail(fakeFault{On: "POST", Status: http.StatusUnauthorized, Times: 6})
		for range 5 {
			if _, err := c.post(t.Context(), in, someText); !RefusesUs(err) || meaning(err) != "unsent" {
				t.Error(err)
			}
		}
		if f.Called("token") != 4 || f.Called("POST") != 5+6 {
			t.Errorf("called %v", f.Calls)
		}
		time.Sleep(breather)
		if _, err := c.post(t.Context(), in, someText); err != nil || len(f.Heard(fakeChannel)) != 4 {
			t.Errorf("%v, %v", err, f.Calls)
		}
	})
}

// Many whose token is refused at once have one new one between them.
func TestManyRefusedTokensAreRenewedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		if _, err := c.post(t.Context(), in, someText); err != nil {
			t.Fatal(err)
		}
		f.Expire()
		var wg sync.WaitGroup
		for i := range 20 {
			in := f.chat(fmt.Sprint("a:", i))
			wg.Go(func() {
				if _, err := c.post(t.Context(), in, someText); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if f.Called("token") != 2 || len(f.All) != 21 {
			t.Errorf("called %v", f.Calls)
		}
	})
}

// While Entra cannot be reached what we have serves to its end. Then nothing is sent, and Entra not pressed.
func TestEntraIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		say := func() error { _, err := c.post(t.Context(), in, someText); return err }
		if err := say(); err != nil {
			t.Fatal(err)
		}
		f.Fail(fakeFault{On: "token", Unreachable: true, Times: 2}, fakeFault{On: "token", Status: http.StatusServiceUnavailable, After: "60"})
		time.Sleep(58 * time.Minute)
		if err := say(); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Minute)
		for range 5 {
			if err := say(); meaning(err) != "unsent" || strings.Contains(err.Error(), "127.0.0.1") || RefusesUs(err) {
				t.Error(err)
			}
		}
		if n := f.Called("token"); n != 3 {
			t.Errorf("asked %d times", n)
		}
		time.Sleep(breather)
		say()
		time.Sleep(59 * time.Second)
		if err := say(); meaning(err) != "later 1m0s" || f.Called("token") != 4 || len(f.Heard(fakeChannel)) != 2 {
			t.Errorf("%v, %v", err, f.Calls)
		}
		time.Sleep(time.Second)
		if err := say(); err != nil {
			t.Error(err)
		}
	})
}

func TestEntraRefusesUs(t *testing.T) {
	f := newFakeConnector(t)
	in := f.chat(fakeChannel)
	for name, tt := range map[string]struct {
		change func(*Config)
		fault  []fakeFault
		word   string
	}{
		"secret":   {func(c *Config) { c.AppPassword = "hush~old" }, nil, "invalid_client"},
		"tenant":   {func(c *Config) { c.Tenant = "a/../b" }, nil, "invalid_client"},
		"consent":  {func(*Config) {}, []fakeFault{{On: "token", Status: 400, Body: `{"error":"interaction_required"}`}}, "interaction_required"},
		"no JSON":  {func(*Config) {}, []fakeFault{{On: "token", Status: 200, Body: "hush"}}, ""},
		"no token": {func(*Config) {}, []fakeFault{{On: "token", Status: 200, Body: `{"expires_in":3600}`}}, ""},
		"no end":   {func(*Config) {}, []fakeFault{{On: "token", Status: 200, Body: `{"access_token":"hush"}`}}, ""},
	} {
		config := f.config()
		tt.change(&config)
		f.Fail(tt.fault...)
		_, err := newConnector(config, client(f)).post(t.Context(), in, someText)
		if Word(err) != tt.word || RefusesUs(err) != (tt.word != "") || refuses(err) || meaning(err) != "unsent" || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.Fail(fakeFault{On: "token", Status: http.StatusBadGateway})
	if _, err := f.connector().post(t.Context(), in, someText); meaning(err) != "later 30s" || RefusesUs(err) || refuses(err) {
		t.Error(err)
	}
	if f.Called("POST") != 0 {
		t.Errorf("called %v", f.Calls)
	}
}

// Who gives up waiting for a token has sent nothing; the others get it.
func TestWaitingForATokenCanBeGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		f.Fail(fakeFault{On: "token", Meanwhile: func() { time.Sleep(3 * time.Second) }})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.post(ctx, in, someText)
		if !errors.Is(err, bot.ErrUnsent) || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if _, err := c.post(t.Context(), in, someText); err != nil || f.Called("token") != 1 {
			t.Error(err)
		}
	})
}
