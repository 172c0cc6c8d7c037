package store

import (
	"container/list"
	"sync"
)

// cache keeps the states of the ledgers used last. A state may leave it while somebody still reads it: whoever comes
// next replays it from disk and from what is pending.
type cache struct {
	mu           sync.Mutex
	size         int
	order        *list.List // of shelved, the one used last in front
	hits, misses uint64
	at           map[shelf]*list.Element
}

// shelf names the state of one ledger; until is 0 for the whole ledger, else the last entry folded.
type shelf struct {
	rel, ledger string
	until       int
}

type shelved struct {
	shelf
	state any
}

func newCache(size int) *cache {
	return &cache{size: size, order: list.New(), at: map[shelf]*list.Element{}}
}

func (c *cache) get(k shelf) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[k]
	if e == nil {
		c.misses++
		return nil
	}
	c.hits++
	c.order.MoveToFront(e)
	return e.Value.(*shelved).state
}

func (c *cache) put(k shelf, state any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.at[k]; e != nil {
		e.Value.(*shelved).state = state
		c.order.MoveToFront(e)
		return
	}
	c.at[k] = c.order.PushFront(&shelved{k, state})
	for c.order.Len() > c.size {
		c.remove(c.order.Back())
	}
}

func (c *cache) drop(k shelf) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.at[k]; e != nil {
		c.remove(e)
	}
}

// dropCut forgets the states of joint that end before its newest entry: an entry behind it may have erased words in them.
func (c *cache) dropCut(rel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, e := range c.at {
		if k.rel == rel && k.until > 0 {
			c.remove(e)
		}
	}
}

func (c *cache) remove(e *list.Element) {
	c.order.Remove(e)
	delete(c.at, e.Value.(*shelved).shelf)
}

// used is how often a state was there, and how often not.
func (c *cache) used() (hits, misses uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits, c.misses
}
