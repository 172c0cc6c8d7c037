package teams

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Cloud is where Microsoft's services are: one of [Public], [USGovernment] and [China], or any of them with something
// changed.
type Cloud struct {
	// OpenIDURL is the document that says where the keys are that Teams signs with.
	OpenIDURL string
	// Issuer is who says to have made the tokens that come with activities.
	Issuer string
	// TokenURL gives the tokens that we write with; %s in it stands for the tenant. Scope is what they are asked for.
	TokenURL, Scope string
	// ServiceURL is where to write while nobody has written yet; empty where Microsoft publishes none.
	ServiceURL string
	// ServiceHosts are the only hosts that a token of ours is sent to; "*.x" stands for all below x.
	ServiceHosts []string
}

// The clouds that Microsoft runs. Only in the first can organisations of every country meet.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
// https://learn.microsoft.com/microsoftteams/platform/concepts/app-fundamentals-overview (government)
// https://learn.microsoft.com/azure/bot-service/how-to-deploy-china-cloud
var (
	Public = Cloud{
		OpenIDURL:    "https://login.botframework.com/v1/.well-known/openidconfiguration",
		Issuer:       "https://api.botframework.com",
		TokenURL:     "https://login.microsoftonline.com/%s/oauth2/v2.0/token",
		Scope:        "https://api.botframework.com/.default",
		ServiceURL:   "https://smba.trafficmanager.net/teams",
		ServiceHosts: []string{"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com", "*.botframework.com"},
	}
	USGovernment = Cloud{
		OpenIDURL:    "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
		Issuer:       "https://api.botframework.us",
		TokenURL:     "https://login.microsoftonline.us/%s/oauth2/v2.0/token",
		Scope:        "https://api.botframework.us/.default",
		ServiceURL:   "https://smba.infra.gov.teams.microsoft.us/teams",
		ServiceHosts: []string{"smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us", "*.botframework.azure.us"},
	}
	China = Cloud{
		OpenIDURL:    "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
		Issuer:       "https://api.botframework.azure.cn",
		TokenURL:     "https://login.partner.microsoftonline.cn/%s/oauth2/v2.0/token",
		Scope:        "https://api.botframework.azure.cn/.default",
		ServiceHosts: []string{"*.botframework.azure.cn"},
	}
)

// serves says whether an address is one of the Connector's, which may have a token of ours: over https, on its own port,
// on one of the hosts.
func (c Cloud) serves(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	return c.trusted(u) && c.lists(u.Hostname())
}

// keeps says whether an address may say which keys are Microsoft's: that of the OpenID document, or of the Connector.
func (c Cloud) keeps(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	home, err := url.Parse(c.OpenIDURL)
	return err == nil && c.trusted(u) && (strings.EqualFold(u.Host, home.Host) || c.lists(u.Hostname()))
}

// trusted says whether nobody on the way can read or change what is sent to an address. A cloud that is on this machine
// itself needs no https. A host is written as DNS has it: what else there is in one, each library reads in its own way.
func (c Cloud) trusted(u *url.URL) bool {
	if !hostForm.MatchString(u.Hostname()) {
		return false
	}
	home, err := url.Parse(c.OpenIDURL)
	if err == nil && loopback(home.Hostname()) && loopback(u.Hostname()) {
		return u.Scheme == "http" || u.Scheme == "https"
	}
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443")
}

// hostForm is a name in DNS, or the number of a host.
// https://www.rfc-editor.org/rfc/rfc1123#section-2.1
var hostForm = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$|^[0-9a-fA-F:.]+$`)

// lists says whether a host is one of the cloud's.
func (c Cloud) lists(host string) bool {
	host = strings.ToLower(host)
	for _, h := range c.ServiceHosts {
		h = strings.ToLower(h)
		below, wide := strings.CutPrefix(h, "*")
		if host == h || wide && len(host) > len(below) && strings.HasSuffix(host, below) {
			return true
		}
	}
	return false
}

// loopback says whether a host is this machine, by its number: a name could be made to lead elsewhere.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
