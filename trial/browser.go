package trial

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// Browser is one browser for all tests of a package, started for the first that looks at a page. Its zero value is ready.
type Browser struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

func (b *Browser) start() {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, done := chromedp.NewContext(ctx)
	b.ctx, b.stop = ctx, func() { done(); stop() }
	b.err = chromedp.Do(ctx) // starts it, to live as long as all tests
}

// Close ends the browser, if it was started, after the last test.
func (b *Browser) Close() {
	if b.stop != nil {
		b.stop()
	}
}

// names are what a browser that can be driven is called on machines.
var names = []string{"headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "/usr/bin/chromium"}

// Window is a window of its own until the test ends: it knows nothing of the windows of other tests.
func (b *Browser) Window(t *testing.T) context.Context {
	t.Helper()
	if !slices.ContainsFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil }) {
		Missing(t, "no browser found")
	}
	b.once.Do(b.start)
	if b.err != nil {
		t.Fatal(b.err)
	}
	ctx, done := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	if err := chromedp.Do(ctx); err != nil { // opens it, to live as long as the test
		t.Fatal(err)
	}
	return ctx
}

// Keep puts a picture of what is seen into $COLLAB_SCREENSHOTS, for people, if it names a directory.
func Keep(t *testing.T, name string, png []byte) {
	t.Helper()
	dir := os.Getenv("COLLAB_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)); err != nil {
		t.Error(err)
	}
}
