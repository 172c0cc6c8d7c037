package slack

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

// called makes a call in its turn, and says how long that took.
func (p *pace) called(ctx context.Context, method, channel string) (time.Duration, error) {
	began := time.Now()
	err := p.Turn(ctx, p.calling(method, channel))
	return time.Since(began), err
}

func TestCallsWaitForTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(SlackLimits)
		for i, want := range []time.Duration{0, 0, 0, 0, 0, 1001 * time.Millisecond, time.Second} { // five at once, then one a second and a rounding
			if took, err := p.called(t.Context(), posting, "C1"); err != nil || took != want {
				t.Errorf("%d took %s: %v", i, took, err)
			}
		}
		if took, err := p.called(t.Context(), posting, "C2"); err != nil || took != 0 {
			t.Errorf("another channel took %s: %v", took, err)
		}
		for range 20 {
			p.called(t.Context(), "views.open", "")
		}
		if took, err := p.called(t.Context(), "views.open", ""); err != nil || took != 0 {
			t.Errorf("a form that somebody waits for took %s: %v", took, err)
		}
	})
}

// What would have to wait longer than two seconds is not made, and costs nothing.
func TestACallThatWouldWaitLongIsNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, wait := newPace(SlackLimits), bot.RetryAfter(0)
		for range 10 {
			p.called(t.Context(), "chat.update", "C1")
		}
		time.Sleep(300 * time.Millisecond)
		for range 3 { // the next comes after 1.2 s, the one after that too late
			go p.called(t.Context(), "chat.update", "C1")
			synctest.Wait()
		}
		took, err := p.called(t.Context(), "chat.update", "C1")
		if took != 0 || !errors.As(err, &wait) || time.Duration(wait) < 2*time.Second {
			t.Errorf("took %s: %v", took, err)
		}
		if took, err := p.called(t.Context(), "conversations.history", ""); err != nil || took != 0 {
			t.Errorf("another method took %s: %v", took, err)
		}
		time.Sleep(3 * time.Second)
	})
}

// answeringCalls says yes, or asks to wait.
type answeringCalls struct {
	calls []string
	ask   string
}

func (a *answeringCalls) Do(r *http.Request) (*http.Response, error) {
	a.calls = append(a.calls, r.URL.Path)
	res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody}
	if a.ask != "" {
		res.StatusCode = http.StatusTooManyRequests
		res.Header.Set("Retry-After", a.ask)
	}
	return res, nil
}

func TestSlackIsLeftAloneWithWhatItAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, slack := newPace(SlackLimits), &answeringCalls{ask: "37"}
		call := func(method string) error {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://slack.com/api/"+method, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.paced(slack.Do, r, "C1")
			return err
		}
		if err := call("chat.update"); err != nil {
			t.Fatal(err)
		}
		slack.ask = ""
		for _, c := range []struct {
			after  time.Duration
			method string
			made   bool
		}{
			{0, "chat.update", false}, {0, posting, true}, {34 * time.Second, "chat.update", false}, {3 * time.Second, "chat.update", true},
		} {
			time.Sleep(c.after)
			slack.calls = nil
			wait, err := bot.RetryAfter(0), call(c.method)
			if made := len(slack.calls) == 1; made != c.made || made != (err == nil) || !made && !errors.As(err, &wait) {
				t.Errorf("%s after %s: %v, %v", c.method, c.after, slack.calls, err)
			}
		}
	})
}

// Whoever gives up waiting does not post.
func TestWaitingForATurnCanBeGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(SlackLimits)
		for range 5 {
			p.called(t.Context(), posting, "C1")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		wait := bot.RetryAfter(0)
		if took, err := p.called(ctx, posting, "C1"); took != 300*time.Millisecond || !errors.As(err, &wait) {
			t.Errorf("took %s: %v", took, err)
		}
	})
}

func TestEveryLimitOfOursKeepsBelowSlacks(t *testing.T) {
	for method, tier := range tiers {
		if tier < 1 || tier > 4 || !strings.Contains(method, ".") {
			t.Errorf("%s is of tier %d", method, tier)
		}
	}
	for i, most := range []float64{1, 20, 50, 100} {
		if got := float64(SlackLimits.Tiers[i].Rate) * 60; got > most+1e-9 {
			t.Errorf("tier %d: %g a minute", i+1, got)
		}
	}
}
