package config

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// Web is what is said about the web pages of people who have no chat.
type Web struct {
	// On says whether the pages are served.
	On bool
	// Proxies are the addresses of the proxies in front, which say truly whom they ask for; nobody else is believed.
	Proxies []netip.Prefix
}

// webOf understands the addresses of proxies: single ones, and ranges.
func webOf(g Given) (w Web, err error) {
	w.On = g.Web
	for _, text := range strings.FieldsFunc(g.WebProxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, bad := netip.ParsePrefix(text)
		if address, single := netip.ParseAddr(text); single == nil {
			prefix, bad = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if bad != nil {
			err = fault("web-proxies", "holds what is not an address", "Give those of your proxies, such as 10.0.0.7 or 10.0.0.0/8, with commas between them.")
		}
		w.Proxies = append(w.Proxies, prefix)
	}
	return w, err
}

// checkWeb sees that links lead to us over https, and that sessions can be signed and what people wrote is sealed.
func checkWeb(c Config, keyGiven bool) error {
	if !c.Web.On {
		return nil
	}
	const or = ", or unset COLLAB_WEB."
	var faults []error
	if u, err := url.Parse(c.BaseURL); c.BaseURL == "" || err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		faults = append(faults, fault("base-url", "is not an https address, at which people open the web pages",
			"Give the one they reach this server by, such as https://collab.example.org, or http://127.0.0.1:8080 to try it on this machine"+or))
	} else if err == nil && strings.Trim(u.Path, "/") != "" {
		faults = append(faults, fault("base-url", "has a path, and the web pages have none", "Give them a host name of their own"+or))
	}
	if !keyGiven {
		faults = append(faults, fault("secret-key", "is missing, which signs the sessions of the web pages and seals what people write",
			"Make one with openssl rand -base64 32"+or))
	}
	return errors.Join(faults...)
}
