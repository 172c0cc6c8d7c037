package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"collab/scheduler"
	"collab/store"
)

// slow is a program with one request under way that ends when it is told to.
func slow(t *testing.T) (r *running, entered, leave chan struct{}) {
	t.Helper()
	s := freshStore(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, leave = make(chan struct{}), make(chan struct{})
	log := slog.New(slog.DiscardHandler)
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		begin(t, s) // the store is open until the last request is answered
		_, _ = io.WriteString(w, "done")
	})
	return &running{log: log, listener: l, handler: handler, store: s,
		scheduler: scheduler.New(scheduler.Config{Store: s, Now: s.Now, Log: log})}, entered, leave
}

func TestStoppingFinishesWhatWasBegun(t *testing.T) {
	r, entered, leave := slow(t)
	waited := false
	r.wait = func() { waited = true }
	ctx, cancel := context.WithCancel(t.Context())
	ended, answered := make(chan error, 1), make(chan string, 1)
	go func() { ended <- r.run(ctx) }()
	go func() {
		_, body := get(t, "http://"+r.listener.Addr().String())
		answered <- body
	}()
	<-entered
	cancel()
	close(leave)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if body := <-answered; body != "done" || !waited {
		t.Errorf("%q, waited for deliveries: %v", body, waited)
	}
	found, err := store.VerifyFile(r.store.Path(), nil)
	if err != nil || found.Relationships != 1 {
		t.Errorf("%+v %v", found, err)
	}
}

// A part that fails ends the program, in order, and is the error.
func TestAPartThatFailsEndsTheProgram(t *testing.T) {
	r, _, leave := slow(t)
	close(leave)
	if err := r.listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.run(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
	if _, err := store.VerifyFile(r.store.Path(), nil); err != nil {
		t.Error(err)
	}
}

func TestClientsCannotBeSlowForEver(t *testing.T) {
	r, _, _ := slow(t)
	web := r.web()
	for name, d := range map[string]time.Duration{"headers": web.ReadHeaderTimeout, "request": web.ReadTimeout, "answer": web.WriteTimeout, "idle": web.IdleTimeout} {
		if d <= 0 {
			t.Errorf("no limit on %s", name)
		}
	}
	if web.Shutdown(t.Context()) != nil || r.listener.Close() != nil {
		t.Error("it does not close")
	}
}
