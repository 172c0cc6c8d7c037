package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"collab/scheduler"
	"collab/store"
)

// running is a store with what works on it while the program runs.
type running struct {
	log       *slog.Logger
	listener  net.Listener
	handler   http.Handler
	store     *store.Store
	scheduler *scheduler.Scheduler
	beside    []func(context.Context) error // what else is done until ctx ends
	wait      func()                        // returns when what was begun after a request is done; may be nil
}

const (
	// grace is how long requests and deliveries may take to finish once the program is to stop. Orchestrators kill after
	// ten seconds or more.
	grace = 10 * time.Second
	// The slowest a client may be. A platform waits three seconds for an answer; a demo's clock may take longer to move.
	headersWithin, requestWithin, answerWithin, idleFor = 5 * time.Second, 15 * time.Second, time.Minute, 2 * time.Minute
)

// run serves until ctx ends or a part fails, then stops in order: what was begun is finished, and the store comes last.
func (r *running) run(ctx context.Context) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	web := r.web()
	var parts sync.WaitGroup
	for _, part := range append([]func(context.Context) error{
		func(context.Context) error { return served(web.Serve(r.listener)) },
		func(ctx context.Context) error { return store.Listen(ctx, r.store) },
		r.scheduler.Run,
	}, r.beside...) {
		parts.Go(func() {
			if err := part(ctx); err != nil {
				fail(err)
			}
		})
	}
	<-ctx.Done()
	r.log.Info("stopping")
	err := r.stop(web, &parts)
	r.log.Info("stopped")
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

func (r *running) web() *http.Server {
	return &http.Server{Handler: r.handler, ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin,
		IdleTimeout: idleFor, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(r.log.Handler(), slog.LevelWarn)}
}

// served is nothing when a web server ended because it was told to.
func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// stop takes no more requests, and waits for those under way, the scheduler and deliveries; then it closes the store.
// When that takes too long, the store is left as a crash would leave it: everything acknowledged is on disk.
func (r *running) stop(web *http.Server, parts *sync.WaitGroup) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		err := web.Shutdown(ctx)
		parts.Wait()
		if r.wait != nil {
			r.wait()
		}
		stopped <- errors.Join(err, r.store.Close())
	}()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
		return errors.New("something was still under way after ten seconds; what was acknowledged is on disk")
	}
}
