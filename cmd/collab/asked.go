package main

import (
	"errors"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"collab/bot"
)

// How many letters people can ask for at once, and how long it takes until there is one more: all together, each of them
// by invitations and the like, and to one address by these. Whoever runs the server answers for what it sends, and an
// invitation goes wherever somebody says.
const (
	mostAsked, askedEvery     = 60, time.Minute
	mostByOne, byOneEvery     = 20, 30 * time.Minute
	mostToOne, toOneEvery     = 4, 3 * time.Hour
	mostCounted           int = 10_000 // people and addresses that are remembered
)

// asked counts the letters that people asked for.
type asked struct {
	mu  sync.Mutex
	all *rate.Limiter
	of  *lru.Cache[string, *rate.Limiter]
}

func newAsked() *asked {
	of, _ := lru.New[string, *rate.Limiter](mostCounted) // it refuses a size below one alone
	return &asked{all: rate.NewLimiter(rate.Every(askedEvery), mostAsked), of: of}
}

// may counts a letter, or says why it is not sent.
func (a *asked) may(now time.Time, l bot.Letter) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if l.By != (bot.Account{}) {
		switch {
		case !a.one("by "+l.By.String(), mostByOne, byOneEvery).AllowN(now, 1):
			return errors.New("you asked for many letters today; there can be one more within half an hour")
		case !a.one("to "+l.To, mostToOne, toOneEvery).AllowN(now, 1):
			return errors.New("that address was written to several times; there can be one more within three hours")
		}
	}
	if !a.all.AllowN(now, 1) {
		return errors.New("too many letters were asked for within an hour")
	}
	return nil
}

func (a *asked) one(what string, most int, every time.Duration) *rate.Limiter {
	limiter, ok := a.of.Get(what)
	if !ok {
		limiter = rate.NewLimiter(rate.Every(every), most)
		a.of.Add(what, limiter)
	}
	return limiter
}
