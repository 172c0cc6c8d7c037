package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// screen is what local-slack shows, to everybody.
type screen struct {
	ui      *websocket.Conn
	mu      sync.Mutex
	more    chan struct{} // closed when something changed
	n       int           // how many changes there were
	all     []*posting
	form    view
	formAt  int
	refused map[string]string // what stands at the fields of the form
	homes   map[string]view
	dms     map[string]string // direct message with the bot → person
	// at which change that was
	refusedAt int
	homeAt    map[string]int
}

// posting is a message as it stands in a channel.
type posting struct {
	TS       string
	Channel  string
	User     string
	Thread   string `json:"thread_ts"`
	Text     string
	To       string `json:"ephemeral_to"`
	Blocks   json.RawMessage
	Edited   json.RawMessage
	at       int // the change it was last shown by
	versions int
}

// view is a modal or Home.
type view struct {
	Callback string `json:"callback_id"`
	Title    struct{ Text string }
	Blocks   json.RawMessage
}

// watch opens the screen.
func watch(t *testing.T, base string) *screen {
	t.Helper()
	ui, _, err := websocket.DefaultDialer.DialContext(t.Context(), strings.Replace(base, "http", "ws", 1)+"/ui", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ui.Close() })
	s := &screen{ui: ui, more: make(chan struct{}), homes: map[string]view{}, homeAt: map[string]int{}, dms: map[string]string{}}
	go func() {
		for {
			_, frame, err := ui.ReadMessage()
			if err != nil {
				return
			}
			s.show(frame)
		}
	}()
	return s
}

// show takes in what changed.
func (s *screen) show(frame []byte) {
	var f struct {
		T       string
		Message *posting
		Stack   []view
		Errors  map[string]string
		User    string
		View    view
		Channel struct {
			ID      string
			IM      bool `json:"is_im"`
			Members []string
		}
	}
	if json.Unmarshal(frame, &f) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	switch f.T {
	case "message", "message_update":
		s.post(f.Message)
	case "channel":
		if f.Channel.IM {
			s.dms[f.Channel.ID] = f.Channel.Members[0]
		}
	case "view":
		s.form, s.formAt = view{}, s.n
		if len(f.Stack) > 0 {
			s.form = f.Stack[len(f.Stack)-1]
		}
	case "view_errors":
		s.refused, s.refusedAt = f.Errors, s.n
	case "home":
		s.homes[f.User], s.homeAt[f.User] = f.View, s.n
	}
	close(s.more)
	s.more = make(chan struct{})
}

func (s *screen) post(m *posting) {
	m.at, m.versions = s.n, 1
	for i, old := range s.all {
		if old.Channel == m.Channel && old.TS == m.TS {
			m.versions = old.versions + 1
			s.all[i] = m
			return
		}
	}
	s.all = append(s.all, m)
}

// find is the newest message that was posted or edited after a change and fits; nil when there is none.
func (s *screen) find(after int, fits func(*posting) bool) *posting {
	for _, m := range slices.Backward(s.all) {
		if m.at > after && fits(m) {
			return m
		}
	}
	return nil
}

// holds says whether the message has these words.
func (m *posting) holds(want string) bool { return strings.Contains(m.Text+"\n"+reads(m.Blocks), want) }

// changes is how many there were.
func (s *screen) changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// patience is how long something may take to be seen, on a machine that has much else to do.
const patience = 90 * time.Second

// until waits until something is seen; look is called with the screen held still.
func (s *screen) until(t *testing.T, what string, look func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		s.mu.Lock()
		seen, more := look(), s.more
		s.mu.Unlock()
		if seen {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("never seen: %s. There is\n%s", what, s)
		}
	}
}

// String is everything that stands there.
func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, m := range s.all {
		fmt.Fprintf(&b, "%d %s\n", m.at, m)
	}
	fmt.Fprintf(&b, "%d form %s: %s\n", s.formAt, s.form.Title.Text, oneLine(s.form.Blocks))
	return b.String()
}

// String is who says what to whom.
func (m *posting) String() string {
	return fmt.Sprintf("%s %s→%s: %s | %s", m.Channel, m.User, m.To, m.Text, oneLine(m.Blocks))
}

func oneLine(blocks json.RawMessage) string { return strings.ReplaceAll(reads(blocks), "\n", " | ") }

// elements are all objects in blocks, however deep.
func elements(blocks json.RawMessage) (all []map[string]any) {
	var tree any
	_ = json.Unmarshal(blocks, &tree)
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			all = append(all, v)
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key])
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(tree)
	return all
}

// reads are the words in blocks.
func reads(blocks json.RawMessage) string {
	var words []string
	for _, e := range elements(blocks) {
		if text, ok := e["text"].(string); ok {
			words = append(words, text)
		}
	}
	return strings.Join(words, "\n")
}

// buttonIn is the sentence that a button carries; empty when there is none of that name.
func buttonIn(blocks json.RawMessage, label string) string {
	for _, e := range elements(blocks) {
		text, _ := e["text"].(map[string]any)
		if e["type"] == "button" && text["text"] == label {
			value, _ := e["value"].(string)
			return value
		}
	}
	return ""
}
