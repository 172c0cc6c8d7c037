package teams

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

// internet leads to Microsoft, and to whatever is at our public address; nil is nothing.
type internet struct{ ours http.Handler }

func (i internet) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "collab.example.org" {
		return http.DefaultTransport.RoundTrip(r)
	}
	if i.ours == nil {
		return nil, errors.New("no such host")
	}
	w := httptest.NewRecorder()
	i.ours.ServeHTTP(w, r)
	return w.Result(), nil
}

func answering(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
}

// examined is what is found in a scene, besides what is well, of settings that were changed.
func (s *scene) examined(change func(*Config), ours http.Handler, served bool) (wrong []string, all string) {
	c := s.config()
	c.Now, c.BaseURL, c.Transport = time.Now, "https://collab.example.org", internet{ours}
	if change != nil {
		change(&c)
	}
	for _, f := range Examine(s.t.Context(), c, served) {
		all += string(f.Grade) + ": " + f.Text + "\n"
		if f.Grade != bot.Fine {
			wrong = append(wrong, string(f.Grade)+": "+f.Text)
		}
	}
	return wrong, all
}

func TestExaminationOfWhatIsWell(t *testing.T) {
	s := newScene(t, nil)
	wrong, all := s.examined(nil, s.app, true)
	if len(wrong) > 0 {
		t.Error(wrong)
	}
	for _, want := range []string{"gets its token from 127.0.0.1", "1 of them sign for Teams", "agrees with Microsoft's", "https://collab.example.org/api/messages is reached", "own tenant and of 1 more"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing is said of %q:\n%s", want, all)
		}
	}
	if _, all := s.examined(func(c *Config) { c.AllowedTenants = nil }, s.app, true); !strings.Contains(all, "only people of the bot's own tenant") {
		t.Error(all)
	}
}

func TestExaminationFindsWhatIsWrong(t *testing.T) {
	refuses := func(body string) func(*scene) {
		return func(s *scene) { s.teams.Fail(fakeFault{On: "token", Status: 401, Body: body}) }
	}
	for _, one := range []struct {
		name   string
		breaks func(*scene)
		change func(*Config)
		ours   http.Handler // the app itself when nil
		idle   bool         // the server does not run
		want   []string
	}{
		{name: "a secret that is none", breaks: refuses(`{"error":"invalid_client"}`), want: []string{"fault: the bot of Teams gets no token: Microsoft answered 401 invalid_client. The client secret is wrong, or"}},
		{name: "a wrong secret", breaks: refuses(`{"error":"invalid_client","error_codes":[7000215]}`), want: []string{"invalid_client (AADSTS7000215). The client secret is wrong: it may be the Secret ID"}},
		{name: "a secret that has ended", breaks: refuses(`{"error":"invalid_client","error_codes":[7000222]}`), want: []string{"The client secret has ended. Make a new one"}},
		{name: "no service principal", breaks: refuses(`{"error":"invalid_client","error_codes":[7000229]}`), want: []string{"az ad sp create"}},
		{name: "a disabled app", breaks: refuses(`{"error":"unauthorized_client","error_codes":[7000112]}`), want: []string{"Enable it"}},
		{name: "the app of another tenant", breaks: refuses(`{"error":"unauthorized_client","error_codes":[700016]}`), want: []string{"There is no such app in that tenant"}},
		{name: "no tenant", breaks: refuses(`{"error":"invalid_request","error_codes":[90002]}`), want: []string{"There is no such tenant"}},
		{name: "another refusal", breaks: refuses(`{"error":"odd"}`), want: []string{"gets no token: Microsoft answered 401 odd. Compare COLLAB_TEAMS_"}},
		{name: "no luck", breaks: func(s *scene) { s.teams.Fail(fakeFault{On: "token", Status: 503}) }, want: []string{"gets no token: Microsoft answered 503. That is Microsoft's trouble"}},
		{name: "no way to Microsoft", change: func(c *Config) { c.Cloud.TokenURL = "http://127.0.0.1:1/%s" }, want: []string{"gets no token: 127.0.0.1:1 cannot be reached: token: dial tcp"}},
		{name: "no keys", breaks: func(s *scene) { s.Publish() }, want: []string{"fault: the keys that Microsoft signs with are not to be had"}},
		{name: "keys of another channel", breaks: func(s *scene) { s.Publish(pair(1, "second", "webchat")) }, want: []string{"fault: no key of the 1 at 127.0.0.1"}},
		{name: "a clock that is ahead", change: func(c *Config) { c.Now = func() time.Time { return time.Now().Add(6*time.Minute + 30*time.Second) } }, want: []string{"fault: the clock is 6m"}},
		{name: "a clock that is a little off", change: func(c *Config) { c.Now = func() time.Time { return time.Now().Add(-2*time.Minute - 30*time.Second) } }, want: []string{"warning: the clock is 2m"}},
		{name: "no address", change: func(c *Config) { c.BaseURL = "" }, want: []string{"warning: COLLAB_BASE_URL is not set"}},
		{name: "in the open", change: func(c *Config) { c.BaseURL = "http://collab.example.org" }, want: []string{"fault: COLLAB_BASE_URL is not https"}},
		{name: "another server", ours: answering(http.StatusOK), want: []string{"fault: https://collab.example.org/api/messages takes what nobody signed"}},
		{name: "a server without Teams", ours: answering(http.StatusNotFound), want: []string{"fault: https://collab.example.org/api/messages answers 404"}},
		{name: "a proxy that leads nowhere", ours: internetless{}, want: []string{"fault: https://collab.example.org/api/messages cannot be reached from here: no such host"}},
		{name: "before the first start", ours: internetless{}, idle: true, want: []string{"warning: https://collab.example.org/api/messages reaches nothing that knows Teams. Start collab serve"}},
		{name: "nothing at all", change: func(c *Config) { c.AppID = "" }, want: []string{"fault: Teams needs the app id"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := newScene(t, nil)
			if one.breaks != nil {
				one.breaks(s)
			}
			ours := one.ours
			switch ours {
			case nil:
				ours = s.app
			case internetless{}:
				ours = nil
			}
			wrong, _ := s.examined(one.change, ours, !one.idle)
			if len(wrong) != len(one.want) || !slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, one.want[0]) }) {
				t.Errorf("found %q, want %q", wrong, one.want)
			}
			if strings.Contains(strings.Join(wrong, ""), fakeSecret) {
				t.Error("the secret is printed")
			}
		})
	}
}

// internetless stands for no server at all.
type internetless struct{ http.Handler }
