package web

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// pace is how often something may be done: so many times at once, then once in a while.
type pace struct {
	atOnce int
	every  time.Duration
}

var (
	lettersTo    = pace{3, 10 * time.Minute}  // to one address, asked for from one place: so nobody else uses them up
	lettersAtAll = pace{12, 5 * time.Minute}  // to one address
	lettersFor   = pace{10, 2 * time.Minute}  // asked for from one place
	knocks       = pace{30, 10 * time.Second} // whatever is sent from one place by nobody
)

// mostPaced is how many addresses and places are remembered. Whoever was seen least recently is forgotten first.
const mostPaced = 20_000

// may says whether something can be done once more, and counts it.
func (s *Server) may(what string, p pace) bool {
	s.pacing.Lock()
	defer s.pacing.Unlock()
	limiter, ok := s.paced.Get(what)
	if !ok {
		limiter = rate.NewLimiter(rate.Every(p.every), p.atOnce)
		s.paced.Add(what, limiter)
	}
	return limiter.AllowN(s.cfg.Now(), 1)
}

// remote is where a request comes from, as far as that can be known: what stands in a header is believed of our own
// proxies alone. One household has a whole network of the newer addresses, so it counts as one.
func (v *visit) remote() string {
	at := addressOf(v.r.RemoteAddr)
	said := strings.Split(strings.Join(v.r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0 && v.trusts(at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	if at.Is6() {
		net, _ := at.Prefix(64) // 64 is always a length
		return net.String()
	}
	return at.String()
}

func (v *visit) trusts(at netip.Addr) bool {
	for _, p := range v.cfg.Door.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

func addressOf(remote string) netip.Addr {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// paceful refuses what nobody in particular sends too fast.
func (v *visit) paceful() error {
	if v.cfg.Door == nil || v.who != nil || v.r.Method != http.MethodPost || v.may("knocks of "+v.remote(), knocks) {
		return nil
	}
	return fault{http.StatusTooManyRequests, "Too much came from your network at once. Wait a minute and send it again; nothing was recorded."}
}
