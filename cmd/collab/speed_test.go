package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const speedSecret = "a signing secret of the benchmark"

// bare is a handler that only verifies the signature and answers a constant.
func bare(answer []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		mac := hmac.New(sha256.New, []byte(speedSecret))
		fmt.Fprintf(mac, "v0:%s:%s", r.Header.Get("X-Slack-Request-Timestamp"), body)
		if err != nil || !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(r.Header.Get("X-Slack-Signature"))) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer)
	})
}

// fire sends requests over so many connections, and says how long each answer took, the shortest first, and all
// together. Every answer must be a 200.
func fire(t testing.TB, address string, connections int, requests [][]byte) (each []time.Duration, whole time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	began := time.Now()
	for c := range connections {
		all.Go(func() {
			conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			read := bufio.NewReaderSize(conn, 1<<16)
			var took []time.Duration
			for i := c; i < len(requests); i += connections {
				at := time.Now()
				if err := exchange(conn, read, requests[i]); err != nil {
					t.Error(err)
					return
				}
				took = append(took, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			each = append(each, took...)
		})
	}
	all.Wait()
	whole = time.Since(began)
	slices.Sort(each)
	return each, whole
}

func exchange(conn net.Conn, read *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	res, err := http.ReadResponse(read, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err = io.Copy(io.Discard, res.Body); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", res.Status)
	}
	return err
}

func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// BenchmarkSignedStatus defends that a signed /collab status, with its real answer from 500 entries, reaches 0.7 of what
// a handler does that only verifies the signature and answers a constant as long, and that 99 in 100 are answered
// within 50 ms. Both are asked in turn, over 16 connections.
func BenchmarkSignedStatus(b *testing.B) {
	o := openBureau(b)
	o.fill(o.begin("C0SPEED", 2, 0), 500)
	var sample answered
	sample.read(b, o.door.URL, wire("x", statusOf(0)))
	floor := httptest.NewServer(bare(sample.body))
	defer floor.Close()
	compare(b, floor.URL, o.door.URL, len(sample.body), func(n int) []byte { return wire("x", statusOf(n)) })
}

// compare reports how the program fares beside a handler that does nothing: each round asks both the same, in turn.
func compare(b *testing.B, floor, door string, bytes int, request func(int) []byte) {
	const rounds, requests = 5, 4_000
	var ratios, rates, bares []float64
	var slowest []time.Duration
	for range b.N {
		for round := range rounds {
			made := make([][]byte, requests)
			for i := range made {
				made[i] = request(1 + round*requests + i)
			}
			_, alone := fire(b, floor, 16, made)
			each, whole := fire(b, door, 16, made)
			ratios = append(ratios, alone.Seconds()/whole.Seconds())
			rates = append(rates, requests/whole.Seconds())
			bares = append(bares, requests/alone.Seconds())
			slowest = append(slowest, percentile(each, 99))
		}
	}
	for _, of := range [][]float64{ratios, rates, bares} {
		slices.Sort(of)
	}
	slices.Sort(slowest)
	b.ReportMetric(ratios[len(ratios)/2], "of_bare")
	b.ReportMetric(rates[len(rates)/2], "status/s")
	b.ReportMetric(bares[len(bares)/2], "bare/s")
	b.ReportMetric(slowest[len(slowest)/2].Seconds()*1000, "p99_ms")
	b.ReportMetric(float64(bytes), "bytes")
}

// answered is what came back for one request.
type answered struct{ body []byte }

func (a *answered) read(t testing.TB, address string, request []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Write(request)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if a.body, err = io.ReadAll(res.Body); err != nil || !strings.Contains(string(a.body), "romises") {
		t.Fatalf("%s %v: %s", res.Status, err, a.body)
	}
}

// submitted is somebody's check-in, as Slack sends a form.
func submitted(i int, channel string) url.Values {
	typed := func(text string) any { return map[string]any{"value": map[string]any{"value": text}} }
	payload, _ := json.Marshal(map[string]any{
		"type": "view_submission", "team": map[string]any{"id": "T0ACME"}, "user": map[string]any{"id": user(i), "team_id": "T0ACME"},
		"view": map[string]any{"id": "V" + strconv.Itoa(i), "callback_id": "collab", "app_installed_team_id": "T0ACME",
			"private_metadata": `{"w":"checkin 1","c":"` + channel + `"}`,
			"blocks":           []any{map[string]any{"type": "input", "block_id": "confidence"}},
			"state": map[string]any{"values": map[string]any{"confidence": map[string]any{"value": map[string]any{"selected_option": map[string]any{"value": "on track"}}},
				"part": typed("We confirm slots by noon"), "need": typed("The revised forecast")}}},
	})
	return url.Values{"payload": {string(payload)}}
}

// BenchmarkBurst defends that of 2,000 check-ins sent within one second every one is committed, and acknowledged within
// Slack's three seconds, 99 in 100 within one; over 200 connections, each of which sends its next when the one before is
// acknowledged, and over 2,000 at once. Each is on record when it is acknowledged, unless that took 1.5 seconds.
func BenchmarkBurst(b *testing.B) {
	const rels, people = 20, 50 // of either side
	for _, connections := range []int{200, 2_000} {
		b.Run(strconv.Itoa(connections), func(b *testing.B) {
			for range b.N {
				o := openBureau(b)
				all, requests := o.asked(rels, people)
				each, whole := fire(b, o.door.URL, connections, requests)
				for _, rel := range all {
					o.answered(rel, 2*people)
				}
				b.ReportMetric(whole.Seconds(), "s/burst")
				b.ReportMetric(percentile(each, 99).Seconds()*1000, "p99_ms")
				b.ReportMetric(each[len(each)-1].Seconds()*1000, "slowest_ms")
			}
		})
	}
}
