package config

import (
	"cmp"
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Teams is what stands in the Azure Bot, and in the registration of its app in Microsoft Entra. A bot of a single tenant
// is what Microsoft still lets one make, since 2025-07-31.
// https://learn.microsoft.com/azure/bot-service/bot-service-quickstart-registration
type Teams struct {
	// AppID is the id of the app, Tenant that of the directory it is registered in; both in small letters.
	AppID       string
	AppPassword Secret
	Tenant      string
	// AllowedTenants are the directories whose people may speak with the bot besides those of Tenant, in small letters.
	AllowedTenants []string
	// Cloud is whose services are used: public, usgov or china.
	Cloud string
	// The rest is empty, or stands for what the cloud has: addresses, and the hosts that a token is sent to. In TokenURL %s
	// stands for the tenant.
	OpenIDURL, Issuer, TokenURL, Scope, ServiceURL string
	ServiceHosts                                   []string
}

// On says whether Teams is configured.
func (t Teams) On() bool { return t.AppID != "" }

// teams says whether anything was said about Teams.
func (g Given) teams() bool {
	return cmp.Or(g.TeamsAppID, g.TeamsAppPassword.Reveal(), g.TeamsTenant, g.TeamsAllowedTenants, g.TeamsCloud, g.TeamsOpenIDURL, g.TeamsIssuer,
		g.TeamsTokenURL, g.TeamsScope, g.TeamsServiceURL, g.TeamsServiceHosts) != ""
}

func teamsOf(g Given) Teams {
	id := func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
	return Teams{
		AppID: id(g.TeamsAppID), AppPassword: pasted(g.TeamsAppPassword), Tenant: id(g.TeamsTenant), AllowedTenants: listed(id(g.TeamsAllowedTenants)),
		Cloud:     cmp.Or(id(g.TeamsCloud), "public"),
		OpenIDURL: g.TeamsOpenIDURL, Issuer: g.TeamsIssuer, TokenURL: g.TeamsTokenURL, Scope: g.TeamsScope,
		ServiceURL: strings.TrimRight(g.TeamsServiceURL, "/"), ServiceHosts: listed(id(g.TeamsServiceHosts)),
	}
}

// listed are the words of a list, with commas or blanks between them.
func listed(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
}

// Where the values stand in Azure, https://portal.azure.com.
const (
	onBot    = "under Configuration of the Azure Bot at portal.azure.com"
	onSecret = "Make a client secret under Certificates & secrets of its app registration at entra.microsoft.com, and take the column Value"
	aGUID    = ": 8-4-4-4-12 digits and letters a to f"
)

// guid is how Microsoft writes ids.
var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// MicrosoftID is the id of an app or a tenant in small letters, without what came along when it was copied; false when it is
// none.
func MicrosoftID(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	return s, guid.MatchString(s)
}

// checkTeams reports what is missing or wrong.
func checkTeams(c Config, given bool) error {
	if !given {
		return nil
	}
	t := c.Teams
	return errors.Join(checkApp(t), checkPassword(t), checkTenants(t), checkCloud(t))
}

func checkApp(t Teams) error {
	switch {
	case t.AppID == "":
		return fault("teams-app-id", "is missing", "Take the Microsoft App ID "+onBot+", or unset every COLLAB_TEAMS_….")
	case !guid.MatchString(t.AppID):
		return fault("teams-app-id", "is not the id of an app"+aGUID, "Take the Microsoft App ID "+onBot+".")
	}
	return nil
}

// checkPassword sees that a secret is there, and not the id that stands beside it.
func checkPassword(t Teams) error {
	switch {
	case t.AppPassword == "":
		return fault("teams-app-password", "is missing", onSecret+".")
	case guid.MatchString(strings.ToLower(t.AppPassword.Reveal())):
		return fault("teams-app-password", "is the id of a client secret, not its value", onSecret+"; it is shown once.")
	}
	return nil
}

func checkTenants(t Teams) error {
	var faults []error
	switch {
	case t.Tenant == "":
		faults = append(faults, fault("teams-tenant", "is missing", "Take the App Tenant ID "+onBot+"."))
	case !guid.MatchString(t.Tenant):
		faults = append(faults, fault("teams-tenant", "is not the id of a tenant"+aGUID, "Take the App Tenant ID "+onBot+"."))
	}
	for _, other := range t.AllowedTenants {
		if !guid.MatchString(other) {
			return errors.Join(append(faults, fault("teams-allowed-tenants", "holds what is not the id of a tenant"+aGUID,
				"Give the ids of the partners' tenants with commas between them, or leave it out: the bot then speaks with its own tenant alone."))...)
		}
	}
	return errors.Join(faults...)
}

// host is the name of a host, or all names below one that somebody can own: not all of .com.
var host = regexp.MustCompile(`^([a-z0-9.:\[\]-]+|\*(\.[a-z0-9-]+){2,})$`)

// checkCloud sees that what stands for a cloud's own addresses is of their kind.
func checkCloud(t Teams) error {
	var faults []error
	if t.Cloud != "public" && t.Cloud != "usgov" && t.Cloud != "china" {
		faults = append(faults, fault("teams-cloud", "is no cloud of Microsoft's", "Give public, usgov or china, or leave it out."))
	}
	for _, one := range t.ServiceHosts {
		if !host.MatchString(one) {
			faults = append(faults, fault("teams-service-hosts", "holds what is not the name of a host", "Give names such as smba.trafficmanager.net or *.botframework.com, with commas between them, or leave it out."))
			break
		}
	}
	return errors.Join(append(faults,
		checkSealed("teams-openid-url", t.OpenIDURL, "https://login.botframework.com/v1/.well-known/openidconfiguration"),
		checkSealed("teams-token-url", strings.ReplaceAll(t.TokenURL, "%s", "tenant"), "https://login.microsoftonline.com/%s/oauth2/v2.0/token"),
		checkSealed("teams-service-url", t.ServiceURL, "https://smba.trafficmanager.net/teams"))...)
}

// checkSealed sees that nobody on the way reads what is sent to an address: it is https, or on this machine.
func checkSealed(flag, address, example string) error {
	if err := checkURL(flag, address, example); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if ip, no := netip.ParseAddr(u.Hostname()); err == nil && u.Scheme == "http" && (no != nil || !ip.IsLoopback()) {
		return fault(flag, "is not https", "Give one such as "+example+", or leave it out.")
	}
	return nil
}
