package teams

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"collab/bot"
)

// window is how many calls Teams takes in how long.
type window struct {
	most int
	in   time.Duration
}

// crowded is a span of a window in which there were more calls than it takes.
func (w window) crowded(at []time.Time) (from time.Time, found bool) {
	for i := range at[:max(len(at)-w.most, 0)] {
		if at[i+w.most].Sub(at[i]) < w.in {
			return at[i], true
		}
	}
	return time.Time{}, false
}

// clocked is a Teams that notes when it was called, by what.
func clocked(f *fakeConnector, at map[string][]time.Time, by func(*http.Request) string) roundTrip {
	var mu sync.Mutex
	return func(r *http.Request) (*http.Response, error) {
		if !strings.HasPrefix(callName(r), "token") {
			mu.Lock()
			at[by(r)] = append(at[by(r)], time.Now())
			mu.Unlock()
		}
		return f.RoundTrip(r)
	}
}

// insists makes a call until it was made, waiting as it is told.
func insists(t *testing.T, call func() error) {
	for {
		err := call()
		wait := bot.RetryAfter(0)
		if err == nil {
			return
		}
		if !errors.As(err, &wait) {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(wait))
	}
}

// Wherever Teams begins to count, a conversation gets no more than it documents, and not much less.
func TestTheLimitsOfAConversationAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, at := newFakeConnector(t), map[string][]time.Time{}
		c, in := f.connector(), f.chat(fakeChannel)
		c.http.Transport = clocked(f, at, func(r *http.Request) string { return r.Method })
		id, began := "", time.Now()
		for i := range 1900 {
			in.conversation = fakeChannel + fmt.Sprint(";messageid=", i%7)
			if i%10 == 1 {
				insists(t, func() error {
					return c.put(t.Context(), reference{conversation: fakeChannel + ";messageid=0", tenant: ourTenant}, id, someText)
				})
				continue
			}
			insists(t, func() (err error) {
				said, err := c.post(t.Context(), in, someText)
				if i%7 == 0 && err == nil {
					id = said
				}
				return err
			})
		}
		all := merged(at)
		for _, w := range []window{{7, time.Second}, {8, 2 * time.Second}, {60, 30 * time.Second}, {1800, time.Hour}} {
			if from, found := w.crowded(all); found {
				t.Errorf("more than %d in %s, from %s", w.most, w.in, from.Sub(began))
			}
		}
		if took := time.Since(began); took > 70*time.Minute {
			t.Errorf("1900 took %s", took)
		}
	})
}

func TestTheLimitsOfATenantAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, at := newFakeConnector(t), map[string][]time.Time{}
		c := f.connector()
		c.http.Transport = clocked(f, at, func(*http.Request) string { return "" })
		for i := range 300 {
			in := f.chat(fmt.Sprint("a:", i))
			insists(t, func() error { _, err := c.post(t.Context(), in, someText); return err })
		}
		if from, found := (window{50, time.Second}).crowded(at[""]); found || len(at[""]) != 300 {
			t.Errorf("%d calls, more than 50 in a second from %s", len(at[""]), from)
		}
		began, other := time.Now(), f.chat("a:other")
		other.tenant = partners
		if _, err := c.post(t.Context(), other, someText); err != nil || time.Since(began) != 0 {
			t.Errorf("another tenant waits %s: %v", time.Since(began), err)
		}
	})
}

// Rosters are read twice as often, and keep nobody from talking.
func TestRostersHaveLimitsOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, at := newFakeConnector(t), map[string][]time.Time{}
		c, in := f.connector(), f.chat(fakeChannel, fakeMember{ID: kimMRI})
		c.http.Transport = clocked(f, at, func(r *http.Request) string { return r.Method })
		for range 200 {
			insists(t, func() error { _, err := c.member(t.Context(), in, kimMRI); return err })
		}
		began := time.Now()
		if _, err := c.post(t.Context(), in, someText); err != nil || time.Since(began) != 0 {
			t.Errorf("a message waits %s: %v", time.Since(began), err)
		}
		for _, w := range []window{{14, time.Second}, {16, 2 * time.Second}, {120, 30 * time.Second}, {3600, time.Hour}} {
			if from, found := w.crowded(at[http.MethodGet]); found {
				t.Errorf("more than %d in %s, from %s", w.most, w.in, from)
			}
		}
	})
}

func TestBucketsOfTeamsKeepTheirWindows(t *testing.T) {
	for _, tt := range []struct {
		limits [2]bot.Limit
		times  float64
	}{{documented.Conversation, 1}, {documented.Roster, 2}} {
		for _, w := range []struct{ most, seconds float64 }{{7, 1}, {8, 2}, {60, 30}, {1800, 3600}} {
			kept := false
			for _, l := range tt.limits {
				kept = kept || float64(l.Burst)+float64(l.Rate)*w.seconds <= w.most*tt.times
			}
			if !kept {
				t.Errorf("%v do not keep %v in %v s", tt.limits, w.most*tt.times, w.seconds)
			}
		}
	}
	if l := documented.Tenant; float64(l.Rate)+float64(l.Burst) > 50 {
		t.Errorf("%v", l)
	}
}

func merged(at map[string][]time.Time) (all []time.Time) {
	for _, some := range at {
		all = append(all, some...)
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}
