package teams

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot"
)

// What Microsoft says may be tried again is, after a while that is not the same twice, and is said once.
func TestWhatMayBeTriedAgainIs(t *testing.T) {
	for _, status := range []int{http.StatusPreconditionFailed, http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		waits := map[time.Duration]bool{}
		for range 10 {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeConnector(t)
				c, in := f.connector(), f.chat(fakeChannel)
				f.Fail(fakeFault{On: "POST", Status: status, Times: 2})
				began := time.Now()
				if _, err := c.post(t.Context(), in, someText); err != nil || len(f.Heard(fakeChannel)) != 1 || f.Called("POST") != 3 {
					t.Errorf("%d: %v, %v", status, err, f.Calls)
				}
				waits[time.Since(began)] = true
				if took := time.Since(began); took <= 0 || took > 1500*time.Millisecond+5*time.Millisecond {
					t.Errorf("%d took %s", status, took)
				}
			})
		}
		if len(waits) < 2 {
			t.Errorf("%d: always waits %v", status, waits)
		}
	}
}

// As long as Teams asks to wait, it is left alone in that conversation, and nowhere else.
func TestTeamsIsLeftAloneAsLongAsItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in, other := f.connector(), f.chat(fakeChannel), f.chat("a:1")
		f.Fail(fakeFault{On: "POST", Status: http.StatusTooManyRequests, After: "2"})
		began := time.Now()
		if _, err := c.post(t.Context(), in, someText); err != nil || time.Since(began) < 2*time.Second || time.Since(began) > 2600*time.Millisecond {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		f.Fail(fakeFault{On: "POST", Status: http.StatusTooManyRequests, After: "90"})
		wait, began := bot.RetryAfter(0), time.Now()
		if _, err := c.post(t.Context(), in, someText); !errors.As(err, &wait) || time.Duration(wait) != 90*time.Second || time.Since(began) != 0 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		asked := f.Called("POST")
		in.conversation += ";messageid=5" // a thread is in the same conversation
		if _, err := c.post(t.Context(), in, someText); !errors.As(err, &wait) || time.Duration(wait) < 90*time.Second || f.Called("POST") != asked {
			t.Errorf("%v, %d", err, f.Called("POST"))
		}
		if _, err := c.post(t.Context(), other, someText); err != nil {
			t.Error(err)
		}
		time.Sleep(91 * time.Second)
		if _, err := c.post(t.Context(), in, someText); err != nil {
			t.Error(err)
		}
	})
}

// What a message ends with, as whoever sends it hears it.
func TestWhatAMessageFailsWith(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault fakeFault
		want  string // "gone", "unsent", "later 30s" or "unknown"
		lost  string
		about string // "us", "this" (another way may do), or neither
		tries int
	}{
		{"removed", fakeFault{Status: 403, Word: "BotNotInConversationRoster"}, "gone", "not_in_channel", "this", 1},
		{"blocked", fakeFault{Status: 403, Word: "ConversationBlockedByUser"}, "gone", "blocked_by_user", "this", 1},
		{"blocked, in other words", fakeFault{Status: 403, Body: `{"error":{"code":"Forbidden","subCode":"MessageWritesBlocked"}}`}, "gone", "blocked_by_user", "this", 1},
		{"not there", fakeFault{Status: 404, Word: "ConversationNotFound"}, "gone", "channel_not_found", "this", 1},
		{"disabled", fakeFault{Status: 403, Word: "BotDisabledByAdmin"}, "unsent", "", "us", 1},
		{"not registered", fakeFault{Status: 401, Word: "BotNotRegistered"}, "unsent", "", "us", 2},
		{"not enough", fakeFault{Status: 403, Word: "NotEnoughPermissions"}, "unsent", "", "us", 1},
		{"unauthorised", fakeFault{Status: 401}, "unsent", "", "us", 2},
		{"too big", fakeFault{Status: 413, Word: "MessageSizeTooBig"}, "unsent", "", "this", 1},
		{"malformed", fakeFault{Status: 400, Word: "BadArgument"}, "unsent", "", "this", 1},
		{"forbidden", fakeFault{Status: 403, Body: "<html>hush</html>"}, "unsent", "", "this", 1},
		{"busy", fakeFault{Status: 503}, "later 30s", "", "", 2},
		{"busy for a while", fakeFault{Status: 503, After: "120"}, "later 2m0s", "", "", 1},
		{"too much", fakeFault{Status: 429}, "later 30s", "", "", 2},
		{"too much for a while", fakeFault{Status: 429, After: "37"}, "later 37s", "", "", 1},
		{"changed meanwhile", fakeFault{Status: 412}, "later 30s", "", "", 2},
		{"gateway", fakeFault{Status: 502}, "unknown", "", "", 2},
		{"gateway waited", fakeFault{Status: 504}, "unknown", "", "", 2},
		{"broken", fakeFault{Status: 500, Word: "ServiceError"}, "unknown", "", "", 1},
		{"dropped", fakeFault{Dropped: true}, "unknown", "", "", 1},
		{"unreachable", fakeFault{Unreachable: true}, "unsent", "", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeConnector(t)
				c, in := f.connector(), f.chat(fakeChannel)
				tt.fault.On, tt.fault.Times = "POST", 1000
				f.Fail(tt.fault)
				began := time.Now()
				_, err := c.post(t.Context(), in, someText)
				if got := meaning(err); got != tt.want || Lost(err) != tt.lost || RefusesUs(err) != (tt.about == "us") || refuses(err) != (tt.about == "this") {
					t.Errorf("%s, lost %q, us %v, this %v: %v", got, Lost(err), RefusesUs(err), refuses(err), err)
				}
				if n := f.Called("POST"); n < tt.tries || tt.tries == 1 && n > 1 || time.Since(began) > persistence {
					t.Errorf("tried %d times in %s", n, time.Since(began))
				}
				if said := err.Error(); strings.Contains(said, "hush") || strings.Contains(said, "Kim") || strings.Contains(said, "token-") || strings.Contains(said, fakeChannel) {
					t.Error(said)
				}
			})
		})
	}
}

// meaning is what the scheduler makes of an error.
func meaning(err error) string {
	wait := bot.RetryAfter(0)
	switch {
	case err == nil:
		return "sent"
	case errors.As(err, &wait):
		return "later " + time.Duration(wait).String()
	case errors.Is(err, bot.ErrGone):
		return "gone"
	case errors.Is(err, bot.ErrUnsent):
		return "unsent"
	}
	return "unknown"
}

// A message of which nobody knows whether it was said is not said again; what may be done twice is.
func TestADroppedAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		id, err := c.post(t.Context(), in, someText)
		if err != nil {
			t.Fatal(err)
		}
		f.Fail(fakeFault{On: "POST", Dropped: true})
		if _, err := c.post(t.Context(), in, someText); meaning(err) != "unknown" || len(f.Heard(fakeChannel)) != 2 {
			t.Errorf("%v, %v", err, f.Heard(fakeChannel))
		}
		f.Fail(fakeFault{On: "PUT", Dropped: true, Times: 2})
		if err := c.put(t.Context(), in, id, someCard); err != nil || f.Heard(fakeChannel)[0].Puts != 3 {
			t.Errorf("%v, %v", err, f.Heard(fakeChannel))
		}
		f.Fail(fakeFault{On: "PUT", Status: http.StatusGatewayTimeout, Times: 1000})
		if err := c.put(t.Context(), in, id, someCard); meaning(err) != "later 30s" {
			t.Error(err)
		}
		f.Fail(fakeFault{On: "DELETE", Dropped: true})
		if err := c.remove(t.Context(), in, id); err != nil || len(f.Heard(fakeChannel)) != 1 {
			t.Errorf("%v, %v", err, f.Heard(fakeChannel))
		}
		if n := f.Called("POST"); n != 2 {
			t.Errorf("posted %d times", n)
		}
	})
}

// What a gateway may have done stays unknown, however sure the next try is that it did nothing.
func TestADoubtStays(t *testing.T) {
	for _, then := range []fakeFault{{Unreachable: true}, {Status: 403, Word: "ConversationBlockedByUser"}, {Status: 429, After: "90"}, {Status: 413}} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeConnector(t)
			c, in := f.connector(), f.chat(fakeChannel)
			then.On = "POST"
			f.Fail(fakeFault{On: "POST", Status: http.StatusGatewayTimeout}, then)
			if _, err := c.post(t.Context(), in, someText); meaning(err) != "unknown" || f.Called("POST") != 2 {
				t.Errorf("%+v: %v", then, err)
			}
		})
	}
}

// Who gives up waiting has said nothing.
func TestATryCanBeGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		f.Fail(fakeFault{On: "POST", Status: http.StatusTooManyRequests, After: "3"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := c.post(ctx, in, someText); meaning(err) != "later 3s" || time.Since(began) != time.Second || len(f.Heard(fakeChannel)) != 0 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// A Teams that never answers is not waited for for ever, and may have heard it all the same.
func TestAnAnswerThatNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel)
		c.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			if res, err := f.RoundTrip(r); strings.HasPrefix(callName(r), "token") {
				return res, err
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		began := time.Now()
		if _, err := c.post(t.Context(), in, someText); meaning(err) != "unknown" || time.Since(began) != callLimit || f.Called("POST") != 1 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// A roster that is put off keeps nobody from talking.
func TestARosterIsPutOffAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeConnector(t)
		c, in := f.connector(), f.chat(fakeChannel, fakeMember{ID: kimMRI})
		f.Fail(fakeFault{On: "GET", Status: http.StatusTooManyRequests, After: "60"})
		for range 2 {
			if _, err := c.member(t.Context(), in, kimMRI); !strings.HasPrefix(meaning(err), "later 1m") || f.Called("GET") != 1 {
				t.Error(err)
			}
		}
		if _, err := c.post(t.Context(), in, someText); err != nil {
			t.Error(err)
		}
	})
}

// What was taken is said, although its id is lost on the way.
func TestAnIDIsLost(t *testing.T) {
	f := newFakeConnector(t)
	c, in := f.connector(), f.chat(fakeChannel)
	for _, body := range []string{"", "{", "[]", `{"id":7}`} {
		f.Fail(fakeFault{On: "POST", Status: http.StatusCreated, Body: body})
		if id, err := c.post(t.Context(), in, someText); id != "" || err != nil {
			t.Errorf("%q: %q, %v", body, id, err)
		}
		f.Fail(fakeFault{On: "POST", Status: http.StatusOK, Body: body})
		if _, err := c.personal(t.Context(), "", ourTenant, kimMRI); !errors.Is(err, errUnreadable) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
