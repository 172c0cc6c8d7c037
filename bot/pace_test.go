package bot

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestACallWaitsForAllItsBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pace
		one, all := Bucket{"one", Limit{1, 2}}, Bucket{"all", Limit{2, 4}}
		var at []time.Duration
		for began, i := time.Now(), 0; i < 4; i++ {
			if err := p.Turn(t.Context(), Call{Name: "say", Within: []Bucket{one, all}}); err != nil {
				t.Fatal(err)
			}
			at = append(at, time.Since(began).Round(100*time.Millisecond))
		}
		if got := fmt.Sprint(at); got != "[0s 0s 1s 2s]" {
			t.Error(got)
		}
	})
}

// What is put off costs no bucket anything, and other names go on.
func TestWhatIsPutOffIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pace
		within := []Bucket{{"b", Limit{0.001, 1}}}
		p.Heed("say", 10*time.Second)
		p.Heed("say", time.Second) // a shorter wait shortens none
		var wait RetryAfter
		if err := p.Turn(t.Context(), Call{Name: "say", Within: within}); !errors.As(err, &wait) || time.Duration(wait) != 10*time.Second {
			t.Errorf("%v", err)
		}
		if err := p.Turn(t.Context(), Call{Name: "ask", Within: within}); err != nil {
			t.Error(err)
		}
		time.Sleep(9 * time.Second)
		began := time.Now()
		if err := p.Turn(t.Context(), Call{Name: "say"}); err != nil || time.Since(began) < time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

func TestPutOffAndBucketsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pace
		for i := range mostBuckets + 10 {
			p.Turn(t.Context(), Call{Within: []Bucket{{fmt.Sprint(i), Limit{1, 5}}}})
			p.Heed(fmt.Sprint(i), time.Second)
		}
		time.Sleep(time.Minute)
		p.Turn(t.Context(), Call{Within: []Bucket{{"new", Limit{1, 5}}}})
		p.Heed("new", time.Second)
		if len(p.buckets) > 20 || len(p.frozen) > 20 {
			t.Errorf("%d buckets and %d names are remembered", len(p.buckets), len(p.frozen))
		}
	})
}

func TestHowLongAPlatformAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
		for said, want := range map[string]time.Duration{
			"37": 37 * time.Second, "0": 0, "": unsaid, "-1": unsaid, "soon": unsaid, "99999999999999999999": unsaid, "2147483647": longest,
			in: 90 * time.Second, "Sat, 02 Jan 1999 15:04:05 GMT": 0,
		} {
			if got := AsksFor(&http.Response{Header: http.Header{"Retry-After": {said}}}); got != want {
				t.Errorf("%q: %s, not %s", said, got, want)
			}
		}
	})
}
