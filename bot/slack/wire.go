package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"collab/bot"
)

// Slack drops a receipt of this size without a word, and does not put the parts of one together that was sent in
// several. https://github.com/slack-go/slack/blob/master/socketmode/socketmode.go
const (
	maxReceipt  = 20 << 10
	writeBuffer = 32 << 10
)

// wire is one socket, while it is open.
type wire struct {
	app     *App
	conn    *websocket.Conn
	writing sync.Mutex
	answers sync.WaitGroup
	once    sync.Once
	leaving chan struct{} // closed when another socket must be opened
	why     error         // then: what broke it; nil when Slack said that it would close it
	mu      sync.Mutex
	stopped bool // nothing more is read, by our own will
	broken  error
}

// dial opens a socket. Its address holds a ticket, so it stands in no error.
func (a *App) dial(ctx context.Context) (*wire, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	api := slackgo.New("", slackgo.OptionAppLevelToken(a.AppToken), slackgo.OptionHTTPClient(a.http), slackgo.OptionAPIURL(a.APIURL))
	_, address, err := api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, opening(err)
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: callLimit, WriteBufferSize: writeBuffer}
	conn, res, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("open a socket: %w", withoutAddress(err))
	}
	res.Body.Close()
	conn.SetReadLimit(4 * maxBody)
	return &wire{app: a, conn: conn, leaving: make(chan struct{})}, nil
}

// run reads the socket to its end, and writes the receipts for all that came.
func (w *wire) run(ctx context.Context) {
	defer context.AfterFunc(ctx, w.stop)()
	closed := make(chan struct{})
	go w.ping(closed)
	live, err := w.read(ctx)
	w.broke(err)
	w.leave(err)
	w.answers.Wait()
	close(closed)
	if live {
		w.app.sockets.live.Add(-1)
	}
	w.conn.Close()
}

// broke remembers that nobody is at the other end, unless it is we who stopped.
func (w *wire) broke(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		w.broken = err
	}
}

func (w *wire) brokenBy() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken
}

// leave says that another socket is needed. Only the first reason counts.
func (w *wire) leave(why error) {
	w.once.Do(func() {
		w.why = why
		close(w.leaving)
	})
}

// read takes what comes until nothing can any more. Live says that Slack had greeted us.
func (w *wire) read(ctx context.Context) (live bool, err error) {
	w.conn.SetPingHandler(func(data string) error {
		w.extend()
		return w.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(callLimit))
	})
	w.conn.SetPongHandler(func(string) error { w.extend(); return nil })
	for {
		w.extend()
		_, frame, err := w.conn.ReadMessage()
		if err != nil {
			return live, err
		}
		var r socketmode.Request
		if err := json.Unmarshal(frame, &r); err != nil {
			w.app.Log.Info("slack: ignored what came down the socket", "reason", err)
			continue
		}
		switch r.Type {
		case socketmode.RequestTypeHello:
			if !live {
				w.app.sockets.live.Add(1)
			}
			live = true
			w.app.Log.Info("slack: a socket is open", "open", w.app.Connected())
		case socketmode.RequestTypeDisconnect:
			w.end(r.Reason)
		default:
			w.take(ctx, r)
		}
	}
}

// extend gives Slack time to say something. It pings us, and answers our pings.
func (w *wire) extend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		_ = w.conn.SetReadDeadline(time.Now().Add(w.app.sockets.rhythm.silence)) // a closed connection fails to be read
	}
}

// stop ends the reading.
func (w *wire) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	_ = w.conn.SetReadDeadline(time.Now()) // a closed connection fails to be read
}

// end does what Slack asks when it wants a socket closed. What it sends meanwhile is still answered.
func (w *wire) end(reason string) {
	w.app.Log.Info("slack: a socket will be closed", "reason", reason)
	switch reason {
	case "warning", "refresh_requested":
		w.leave(nil)
	case "link_disabled":
		w.leave(barredError{reason, switchOn})
	default:
		w.leave(fmt.Errorf("Slack closes the socket: %s", reason))
	}
	time.AfterFunc(w.app.sockets.rhythm.linger, w.stop)
}

// ping asks for a sign of life until the socket is closed.
func (w *wire) ping(closed chan struct{}) {
	tick := time.NewTicker(w.app.sockets.rhythm.silence / 3)
	defer tick.Stop()
	for {
		select {
		case <-closed:
			return
		case <-tick.C:
			_ = w.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(callLimit)) // nothing will be read then
		}
	}
}

// take answers one request beside the others, as soon as there is room.
func (w *wire) take(ctx context.Context, r socketmode.Request) {
	w.app.sockets.slots <- struct{}{}
	w.answers.Go(func() {
		defer func() { <-w.app.sockets.slots }()
		said, err := w.app.once(context.WithoutCancel(ctx), r)
		if err != nil {
			w.app.Log.Info("slack: ignored a request", "reason", err, "retry", r.RetryAttempt)
		}
		if !errors.Is(err, bot.ErrNotKept) && r.EnvelopeID != "" {
			w.acknowledge(r.EnvelopeID, said)
		}
	})
}

// acknowledge writes a receipt. When it cannot carry the answer, or does not get through, the answer follows the later
// way.
func (w *wire) acknowledge(id string, said acknowledgement) {
	receipt, err := json.Marshal(socketmode.Response{EnvelopeID: id, Payload: said.json})
	if err == nil && len(receipt) >= maxReceipt {
		receipt, err = json.Marshal(socketmode.Response{EnvelopeID: id})
		defer said.follow()
	}
	if err == nil {
		err = w.write(receipt)
	}
	if err != nil {
		w.app.Log.Warn("slack: could not acknowledge", "error", err)
		w.leave(err)
		w.stop()
		said.follow()
	}
}

func (w *wire) write(receipt []byte) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	if err := cmp.Or(w.brokenBy(), w.conn.SetWriteDeadline(time.Now().Add(callLimit))); err != nil {
		return err
	}
	return w.conn.WriteMessage(websocket.TextMessage, receipt)
}

// receiptsKept is how long Slack may bring the same request again, when it saw no receipt.
const receiptsKept = 5 * time.Minute

// receipt is what was answered to a request, once done is closed.
type receipt struct {
	done chan struct{}
	said acknowledgement
	err  error
}

// once takes a request once: when it comes again, on this socket or the other, it gets the same receipt.
func (a *App) once(ctx context.Context, r socketmode.Request) (acknowledgement, error) {
	mine := &receipt{done: make(chan struct{})}
	if r.EnvelopeID == "" {
		return acknowledgement{}, errUnknown
	}
	first, known := a.sockets.receipts.Put(r.EnvelopeID, mine, time.Now(), receiptsKept)
	if known {
		<-first.done
		return first.said, first.err
	}
	defer close(mine.done)
	mine.err = bot.Surviving(func() (err error) {
		mine.said, err = a.take(ctx, r.Type, r.Payload)
		return err
	})
	if errors.Is(mine.err, bot.ErrNotKept) {
		a.sockets.receipts.Drop(r.EnvelopeID)
	}
	return mine.said, mine.err
}
