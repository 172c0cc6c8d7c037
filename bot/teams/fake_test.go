package teams

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"

	"collab/trial/botframework"
)

// What package botframework has, as it is called here.
const (
	appID      = botframework.AppID
	fakeSecret = botframework.Secret
	ourTenant  = botframework.OurTenant
	partners   = botframework.Partners  // a tenant on the list
	strangers  = botframework.Strangers // and one that is not
)

type (
	papers     = botframework.Papers
	fakeMember = botframework.Member
	fakeSaid   = botframework.Said
	fakeFault  = botframework.Fault
)

var (
	privateKey, pair = botframework.PrivateKey, botframework.Pair
	with, by, set    = botframework.With, botframework.By, botframework.Set
	callName, doneBy = botframework.CallName, botframework.Done
	invokeOf         = botframework.Invoke
	standsIn         = botframework.Typed
)

// microsoft is the half of the Bot Framework that brings activities.
type microsoft struct{ *botframework.Microsoft }

func newMicrosoft(t testing.TB) *microsoft { return &microsoft{botframework.New(t)} }

// cloud is Microsoft's public cloud, on this machine.
func (m *microsoft) cloud() Cloud {
	c := Public
	c.OpenIDURL, c.ServiceURL, c.ServiceHosts = m.URL+"/openid", m.URL+"/teams", []string{"127.0.0.1"}
	c.TokenURL = m.URL + "/%s/oauth2/v2.0/token"
	return c
}

func (m *microsoft) config() Config {
	return Config{Now: m.Now, Log: slog.New(slog.DiscardHandler), AppID: appID, AppPassword: fakeSecret, Tenant: ourTenant,
		AllowedTenants: []string{partners}, Cloud: m.cloud()}
}

func (m *microsoft) judge(c Config) *judge {
	return newJudge(c, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
}

// read is an activity as it is understood.
func read(t testing.TB, raw []byte) activity {
	t.Helper()
	a, err := readActivity(raw)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", raw, err))
	}
	return a
}

// fakeCloud is where fakeConnector is: an address that only its own transport leads to, on this machine.
var fakeCloud = Cloud{
	OpenIDURL: "http://127.0.0.1/openid", Issuer: botframework.Issuer, TokenURL: "http://127.0.0.1/%s/oauth2/v2.0/token",
	Scope: botframework.Scope, ServiceURL: "http://127.0.0.1/teams", ServiceHosts: []string{"127.0.0.1", "smba.trafficmanager.net"},
}

// fakeConnector is the half that we write to.
type fakeConnector struct{ *botframework.Connector }

func newFakeConnector(t testing.TB) *fakeConnector {
	return &fakeConnector{botframework.NewConnector(t)}
}

// config is what an adapter needs to talk with this Teams.
func (f *fakeConnector) config() Config {
	return Config{AppID: appID, AppPassword: fakeSecret, Tenant: ourTenant, Cloud: fakeCloud, Transport: f}
}

// connector is a connector to this Teams.
func (f *fakeConnector) connector() *connector { return newConnector(f.config(), client(f)) }

// chat makes a conversation.
func (f *fakeConnector) chat(id string, members ...fakeMember) reference {
	f.Chat(id, members...)
	return reference{serviceURL: fakeCloud.ServiceURL, conversation: id, tenant: ourTenant}
}

// admit says why an activity that came with an Authorization header is not believed; nil when it is.
func (j *judge) admit(ctx context.Context, authorization string, act activity) error {
	said, err := j.hear(ctx, authorization)
	if err != nil {
		return err
	}
	return j.match(said, act)
}
