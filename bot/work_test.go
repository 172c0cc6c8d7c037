package bot_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"collab/bot"
)

// What breaks after a receipt breaks alone, and what people wrote does not come into the log with it.
func TestWorkSurvivesAFault(t *testing.T) {
	var log bytes.Buffer
	w := bot.Work{Log: slog.New(slog.NewTextHandler(&log, nil))}
	done := make(chan bool, 1)
	w.Go(func() { panic("dana's secret") })
	w.Go(func() { done <- true })
	w.Wait()
	if !<-done || !strings.Contains(log.String(), "work_test.go") || strings.Contains(log.String(), "secret") {
		t.Error(log.String())
	}
}
