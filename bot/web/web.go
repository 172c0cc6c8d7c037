// Package web is the conversation in a browser: the demo, and the place of whoever has no chat. In the demo one chooses
// who to be; everywhere else one comes in by a [Door].
//
// It draws what [bot] says and turns what people do into [bot.Request]s, as every platform does; beyond that it
// is a small chat of its own: channels, a direct message with the bot, a home page per person and a page per
// relationship. What was said is kept by whoever made the [Server], through two functions.
//
// Pages are drawn on the server and need no script: buttons and forms are plain POST forms, a form opens as a page,
// and what cannot be undone is confirmed in a fold. The one script makes it smoother (forms open as dialogs, new
// messages appear by themselves) by fetching the same pages. There is no second interface to keep in step.
//
// What it never does: a GET changes nothing; a POST without the token of its own session is refused; a request for
// a host name that is not ours is refused, so that a foreign page cannot reach a demo through a name it controls;
// nothing is loaded from elsewhere; nothing a person wrote is ever markup. Each drawing of a button or form carries
// a nonce that becomes part of [bot.Request.Key], so pressing twice does once.
//
// Who may see what is decided in a few lines: who may enter a channel, whom an answer is for, who is shown it, that a
// direct message is the person's own surface, and at the door who a session or a link is. They are marked.
package web

import (
	"context"
	"crypto/rand"
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"collab/bot"
)

// Platform is how this platform is called in accounts and places.
const Platform = "web"

//go:embed templates static
var files embed.FS

// Config is everything a [Server] is made of. Answer, Say and Said are needed; the rest may be left out.
type Config struct {
	// Title stands in the header and in the title of each page; empty means "collab".
	Title string
	// BaseURL is where people reach the server, e.g. "https://collab.example.org": requests for another host are
	// refused. Empty, or a loopback address, admits every loopback name and nothing else.
	BaseURL string
	// Answer is the conversation.
	Answer func(context.Context, bot.Request) bot.Reply
	// Home is what a person finds first: what waits for them, and their relationships; nil leads to the direct message.
	Home func(context.Context, bot.Account) bot.Message
	// Relationship is the page of one relationship as this person may see it; false when there is none for them.
	Relationship func(ctx context.Context, who bot.Account, slug string) (bot.Message, bool)
	// Held is all that is held about this person, as lines of JSON to take away; nil offers no such copy.
	Held func(context.Context, bot.Account) ([]byte, error)
	// Relationships names the relationships this person may open, for the links beside each page.
	Relationships func(context.Context, bot.Account) []Link
	// Say keeps one thing said and gives it the next number of its place; one with a Ref that the place already
	// holds replaces it there, with its number and instant.
	Say func(context.Context, Said) error
	// Said lists what was said in a place, as [bot.Place.String] names it, after a number, in order.
	Said func(ctx context.Context, place string, after int) ([]Said, error)
	// Post delivers what a reply says in places of other platforms; the key makes a repeat harmless. Nil refuses.
	Post func(ctx context.Context, key string, p bot.Post) error
	// People are those a visitor may choose to be; they are also who may enter channels.
	People []Person
	// Channels are the places in which one can talk.
	Channels []Channel
	// Door is how people come in where nobody may choose who to be; nil in the demo.
	Door *Door
	// Clock is the demo's clock; nil where time cannot be moved.
	Clock *Clock
	// Now is the clock where there is no Clock; nil means [time.Now].
	Now func() time.Time
	// Secret signs sessions, so that they outlive a restart; nil takes a fresh one from Random.
	Secret []byte
	// Random gives nonces, tokens and references and is safe for concurrent use; nil means [crypto/rand.Reader].
	Random io.Reader
	// Log receives what went wrong, without contents of messages; nil means [slog.Default].
	Log *slog.Logger
}

// Person is somebody who uses the pages: in the demo, one of the cast.
type Person struct {
	Account bot.Account
	Name    string
	// Party and PartyName are the organisation: its id, and its name as shown.
	Party, PartyName string
	// Role is what the person is in it, in words: "relationship manager".
	Role string
	// Zone is the IANA zone in which the person reads times; empty means UTC.
	Zone string
}

// Channel is a place in which several people talk. Its address is /channel/ and the channel of its place.
type Channel struct {
	Place bot.Place
	Title string
	// Parties are the organisations whose people may enter; everybody else is told that there is no such page.
	Parties []string
	// Note says who reads along: "Shared with Borealis", "Internal to Acme".
	Note string
}

// Link leads to the page of one relationship.
type Link struct{ Slug, Title string }

// Clock is a clock that can be moved forward. Both movements return what happened on the way, in a sentence that
// everybody in the demo may read.
type Clock struct {
	Now func() time.Time
	// Next moves to the next instant at which something is due.
	Next func(context.Context) (happened string, err error)
	// Later moves by a number of days, stopping at everything due on the way.
	Later func(ctx context.Context, days int) (happened string, err error)
}

// Server serves the pages.
type Server struct {
	cfg     Config
	secret  []byte
	pages   *template.Template
	handler http.Handler
	zones   map[string]*time.Location
	letters chan wanted // that people asked for

	pacing sync.Mutex // guards paced
	paced  *lru.Cache[string, *rate.Limiter]

	moving   sync.Mutex // one movement of the clock at a time
	moved    string     // nonce of the last movement
	happened string     // what happened during it
}

// New makes a server. It panics if the templates it carries are broken or randomness fails.
func New(cfg Config) *Server {
	if cfg.Title == "" {
		cfg.Title = "collab"
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Clock != nil {
		cfg.Now = cfg.Clock.Now
	}
	s := &Server{cfg: cfg, secret: cfg.Secret, zones: zonesOf(cfg.People), letters: make(chan wanted, mostWaiting)}
	s.paced, _ = lru.New[string, *rate.Limiter](mostPaced) // it refuses a size below one alone
	if s.secret == nil {
		s.secret = []byte(s.nonce())
	}
	s.pages = template.Must(template.ParseFS(files, "templates/*.html"))
	s.handler = s.guard(s.routes())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Send says a message of the bot in a web place: a notice, a prompt, a living message. The same key replaces what
// was said under it before. The reference is the key.
func (s *Server) Send(ctx context.Context, to bot.Place, key string, m bot.Message) (ref string, err error) {
	return key, s.cfg.Say(ctx, Said{Place: to.String(), At: s.cfg.Now(), Message: &m, Ref: key})
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	if s.cfg.Door != nil {
		s.doorRoutes(mux)
	} else {
		mux.HandleFunc("GET /{$}", s.anybody((*visit).choose))
		mux.HandleFunc("POST /be", s.anybody((*visit).be))
		mux.HandleFunc("POST /clock", s.somebody((*visit).clock))
	}
	mux.HandleFunc("GET /home", s.somebody((*visit).home))
	mux.HandleFunc("GET /direct", s.somebody((*visit).direct))
	mux.HandleFunc("GET /channel/{id}", s.somebody((*visit).channel))
	mux.HandleFunc("GET /relationship/{slug}", s.somebody((*visit).relationship))
	mux.HandleFunc("GET /held.jsonl", s.somebody((*visit).held))
	mux.HandleFunc("POST /say", s.somebody((*visit).say))
	mux.HandleFunc("POST /press", s.somebody((*visit).press))
	mux.HandleFunc("POST /submit", s.somebody((*visit).submit))
	mux.HandleFunc("POST /evidence", s.somebody((*visit).evidence))
	for _, name := range []string{"style.css", "app.js", "icon.svg"} {
		mux.HandleFunc("GET /"+name, s.asset(name))
	}
	mux.HandleFunc("/", s.anybody((*visit).lost))
	return mux
}

func (s *Server) asset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, files, "static/"+name)
	}
}
