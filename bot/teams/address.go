package teams

import (
	"fmt"
	"net/url"
	"strings"

	"collab/bot"
)

// address is a place below the address of Connector.
type address struct {
	path  string // escaped
	query url.Values
}

// below is the address of one thing after another: each name is one segment, whatever stands in it.
func below(names ...string) address {
	a := address{path: "/v3", query: url.Values{}}
	for _, name := range names {
		if name == "" || name == "." || name == ".." {
			return address{query: url.Values{}} // goes nowhere, where it would have gone astray
		}
		a.path += "/" + url.PathEscape(name)
	}
	return a
}

// in is the address of something in the conversation.
func (r reference) in(names ...string) address {
	return below(append([]string{"conversations", r.conversation}, names...)...)
}

// activities is where things are said in the conversation, or what was said under an id.
func (r reference) activities(id ...string) address {
	return r.in(append([]string{"activities"}, id...)...)
}

// channel is the conversation without its thread: what Teams counts messages by.
func (r reference) channel() string {
	channel, _, _ := strings.Cut(r.conversation, ";messageid=")
	return channel
}

// at is an address of Connector where a conversation is written to. Where that is not one of Microsoft's hosts, there is
// none: our token goes along.
func (c *connector) at(to reference, a address) (string, error) {
	service := to.serviceURL
	if service == "" {
		service = c.Cloud.ServiceURL
	}
	if !c.Cloud.serves(service) || strings.ContainsAny(service, "?#") {
		return "", fmt.Errorf("%w: %w", bot.ErrUnsent, errForeign)
	}
	if a.path == "" {
		return "", fmt.Errorf("%w: %w", bot.ErrUnsent, errNowhere)
	}
	at := strings.TrimRight(service, "/") + a.path
	if len(a.query) > 0 {
		at += "?" + a.query.Encode()
	}
	return at, nil
}

// sealed says whether what is sent to an address is read there alone: it is encrypted, or does not leave this machine.
func sealed(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}
