package bot

import (
	"log/slog"
	"sync"
)

// Work is what is done after a platform has its receipt. A fault in one thing that is done ends the process for nobody. Log
// must be set.
type Work struct {
	Log *slog.Logger
	// under is what is under way.
	under sync.WaitGroup
}

// Go does something, beside whoever asks for it.
func (w *Work) Go(do func()) {
	w.under.Go(func() {
		err := Surviving(func() error { do(); return nil })
		if err != nil {
			w.Log.Error("broken off after the receipt", "error", err)
		}
	})
}

// Wait returns when everything is done. It is called once nothing more comes in.
func (w *Work) Wait() { w.under.Wait() }
