package teams

import "testing"

func TestServiceHosts(t *testing.T) {
	here := Public
	here.OpenIDURL, here.ServiceHosts = "http://127.0.0.1:1/openid", []string{"127.0.0.1"}
	mixed, proxied := here, Public
	mixed.ServiceHosts, proxied.ServiceHosts = []string{"127.0.0.1", "smba.trafficmanager.net"}, []string{"127.0.0.1"}
	for _, c := range []struct {
		cloud   Cloud
		address string
		serves  bool
	}{
		{Public, "https://smba.trafficmanager.net/teams/", true},
		{Public, "https://smba.trafficmanager.net/emea/0b00/", true},
		{Public, "https://SMBA.TrafficManager.net/teams", true},
		{Public, "https://smba.trafficmanager.net:443/teams", true},
		{Public, "https://smba.infra.gcc.teams.microsoft.com/teams", true},
		{Public, "https://europe.api.botframework.com", true},
		{Public, "http://smba.trafficmanager.net/teams/", false},
		{Public, "https://smba.trafficmanager.net:8443/teams/", false},
		{Public, "https://evil.trafficmanager.net/teams/", false},
		{Public, "https://smba.trafficmanager.net.evil.example/", false},
		{Public, "https://smba.trafficmanager.net@evil.example/", false},
		{Public, "https://kim@smba.trafficmanager.net/", false},
		{Public, "https://evil.example/smba.trafficmanager.net/", false},
		{Public, "https://evil.example#smba.trafficmanager.net/", false},
		{Public, "https://evilbotframework.com", false},
		{Public, "https://.botframework.com", false},
		{Public, "https://botframework.com", false},
		{Public, "https://smba.infra.gov.teams.microsoft.us/teams", false},
		{Public, "http://127.0.0.1/teams", false},
		{Public, "https://127.0.0.1/teams", false},
		{Public, "//smba.trafficmanager.net/teams", false},
		{Public, "smba.trafficmanager.net/teams", false},
		{Public, "https:smba.trafficmanager.net", false},
		{Public, "", false},
		{Public, "://", false},
		{Public, "https://evil.example%EF%BC%8Fx.botframework.com", false},
		{Public, "https://evil.example／x.botframework.com", false},
		{Public, "https://evil.example\\.botframework.com", false},
		{Public, "https://evil.example%00.botframework.com", false},
		{Public, "https://evil.example%2f.botframework.com", false},
		{Public, "https://evil.example%5c.botframework.com", false},
		{Public, "https://evil.example .botframework.com", false},
		{Public, "https://evil.example:443:443.botframework.com", false},
		{Public, "https://[::1%25.botframework.com]/", false},
		{Public, "https://[evil.botframework.com]/", false},
		{Public, "https://x.botframewor\u212a.com", false},
		{Public, "https://\u017fmba.trafficmanager.net", false},
		{Public, "https://smba.trafficmanager.net.", false},
		{Public, "https://smba.trafficmanager\u3002net", false},
		{Public, "https://smba%E3%80%82trafficmanager.net", false},
		{Public, "https://xn--smba-.trafficmanager.net", false},
		{Public, "https://..botframework.com", false},
		{Public, "https://x..botframework.com", false},
		{Public, "https://smba.trafficmanager.net:0443/teams", false},
		{Public, "https://smba.trafficmanager.net:https/teams", false},
		{Public, "HTTPS://smba.trafficmanager.net/teams", true},
		{Public, "https://smba.trafficmanager.net:/teams", true},
		{USGovernment, "https://smba.infra.gov.teams.microsoft.us/teams", true},
		{USGovernment, "https://smba.infra.dod.teams.microsoft.us/teams", true},
		{USGovernment, "https://smba.trafficmanager.net/teams", false},
		{China, "https://api.botframework.azure.cn", true},
		{China, "https://smba.trafficmanager.net/teams", false},
		{here, "http://127.0.0.1:9/teams", true},
		{here, "http://127.0.0.2:9/teams", false},
		{here, "http://localhost:9/teams", false},
		{here, "http://smba.trafficmanager.net/teams", false},
		{mixed, "https://smba.trafficmanager.net/teams", true},
		{mixed, "http://smba.trafficmanager.net/teams", false},
		{proxied, "http://127.0.0.1/teams", false},
		{Cloud{}, "https://smba.trafficmanager.net/teams", false},
	} {
		if got := c.cloud.serves(c.address); got != c.serves {
			t.Errorf("%q: %v", c.address, got)
		}
	}
}

func TestEveryCloudIsWhole(t *testing.T) {
	for _, c := range []Cloud{Public, USGovernment, China} {
		if !c.keeps(c.OpenIDURL) || c.Issuer == "" || c.Scope == "" || c.TokenURL == "" {
			t.Errorf("%+v lacks something", c)
		}
		if c.ServiceURL != "" && !c.serves(c.ServiceURL) {
			t.Errorf("%s is none of its own hosts", c.ServiceURL)
		}
	}
}

func TestWhereKeysAreKept(t *testing.T) {
	here := Public
	here.OpenIDURL, here.ServiceHosts = "http://127.0.0.1:1/openid", nil
	for _, c := range []struct {
		cloud   Cloud
		address string
		keeps   bool
	}{
		{Public, "https://login.botframework.com/v1/.well-known/keys", true},
		{Public, "https://LOGIN.botframework.com/v1/.well-known/keys", true},
		{Public, "http://login.botframework.com/v1/.well-known/keys", false},
		{Public, "https://login.botframework.com.evil.example/keys", false},
		{Public, "https://login.botframework.com@evil.example/keys", false},
		{Public, "https://evil.example/keys", false},
		{Public, "https://login.botframewor\u212a.com/keys", false},
		{Public, "https://evil.example%EF%BC%8F.botframework.com/keys", false},
		{Public, "http://127.0.0.1/keys", false},
		{USGovernment, "https://login.botframework.azure.us/v1/.well-known/keys", true},
		{USGovernment, "https://login.botframework.com/v1/.well-known/keys", false},
		{China, "https://login.botframework.azure.cn/v1/.well-known/keys", true},
		{here, "http://127.0.0.1:1/keys", true},
		{here, "http://127.0.0.1:2/keys", false},
		{here, "http://localhost:1/keys", false},
		{Cloud{}, "", false},
	} {
		if got := c.cloud.keeps(c.address); got != c.keeps {
			t.Errorf("%q: %v", c.address, got)
		}
	}
}
