package teams

import (
	"testing"

	"collab/bot"
)

// Internal words reach people in their own chat, and nobody of a tenant that is not let in, any more.
func TestPrivacyOfWhoCanBeWrittenTo(t *testing.T) {
	met := map[string]string{ourTenant + "/@known": ownSide, ourTenant + "/@guest": hostSide, partners + "/@known": ownSide, strangers + "/@known": ownSide, partners + "/@shared": ""}
	a := &App{Config: Config{Tenant: ourTenant, AllowedTenants: []string{partners}, Peers: Peers{Get: func(p bot.Place) ([]byte, bool) {
		side, ok := met[p.Home+"/"+p.Channel]
		return []byte(`{"chat":"a:1","side":"` + side + `"}`), ok
	}}}}
	for by, want := range map[bot.Account]bool{
		{Platform: Platform, Home: ourTenant, User: "known"}:   true,
		{Platform: Platform, Home: ourTenant, User: "unknown"}: false,
		{Platform: Platform, Home: ourTenant, User: "guest"}:   false,
		{Platform: Platform, Home: partners, User: "shared"}:   false,
		{Platform: Platform, Home: partners, User: "known"}:    true,
		{Platform: Platform, Home: partners, User: "unknown"}:  false,
		{Platform: Platform, Home: strangers, User: "known"}:   false,
		{Platform: "slack", Home: ourTenant, User: "known"}:    false,
	} {
		if a.Reaches(by) != want {
			t.Errorf("%v can be written to: %v", by, !want)
		}
	}
}
