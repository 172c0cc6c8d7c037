package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
)

// Installation is the app as one workspace, or one whole Enterprise organisation, has installed it.
// https://docs.slack.dev/authentication/installing-with-oauth/
type Installation struct {
	// Team is the workspace; empty when a whole organisation installed the app, which Enterprise then names.
	Team, Enterprise string
	// Name is what the workspace or organisation is called.
	Name string
	// Teams are the workspaces of an organisation that installed the app as a whole.
	Teams []string `json:",omitempty"`
	// User is the app's bot user, Installer the person who installed it; empty when the token was configured.
	User, Installer string
	// Token speaks for the bot; Refresh, when tokens are rotated, gets the next one once Expires has come.
	Token, Refresh string
	Expires        time.Time `json:",omitzero"`
	// Scopes are what the bot may do.
	Scopes []string
}

// home is the name under which places of the installation are known.
func (i Installation) home() string { return cmp.Or(i.Team, i.Enterprise) }

// Shelf keeps installations where the program keeps what lasts, sealed, by the id of the workspace or organisation.
type Shelf struct {
	All  func() (map[string][]byte, error)
	Put  func(home string, installation []byte) error
	Drop func(home string)
}

// office is an installation at work.
type office struct {
	app     *App
	home    string
	direct  directs
	pace    *pace
	plain   plainness
	turning sync.Mutex // held while the installation is replaced, gets its next token, or is given up
	mu      sync.Mutex
	in      Installation
	client  *slackgo.Client
	refused string      // Slack's word for why it takes the token no more; empty while it does
	spent   string      // Slack's word for why it gives no next token
	next    time.Time   // when a next token may be asked for again
	listed  time.Time   // when the workspaces of the organisation were last asked for
	pastes  atomic.Bool // Slack refused a form that files could be attached to
	closed  bool        // the app was removed, and the relationships were told
}

// installation is the office as it stands on the shelf.
func (o *office) installation() Installation {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.in
}

// api calls the Web API in the name of the installation, with a token that is still good.
func (o *office) api() *slackgo.Client {
	o.app.freshen(o)
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.client
}

// token is the one that speaks for the bot, still good.
func (o *office) token() string {
	o.app.freshen(o)
	return o.installation().Token
}

func (o *office) user() string { return o.installation().User }

// covers says whether a person of a workspace is one of the installation's own.
func (o *office) covers(home string) bool {
	in := o.installation()
	return home != "" && (home == in.home() || slices.Contains(in.Teams, home))
}

// employs is what the organisation is called of which somebody's workspace is; empty when that is not the installation's.
func (o *office) employs(home string) string {
	if !o.covers(home) {
		return ""
	}
	return o.installation().Name
}

// offices are all installations at work.
type offices struct {
	mu sync.RWMutex
	of []*office
}

func (all *offices) all() []*office {
	all.mu.RLock()
	defer all.mu.RUnlock()
	return all.of
}

// covering is the office of which a workspace is; nil when the app is not installed there.
func (all *offices) covering(home string) *office {
	if o := all.at(home); o != nil {
		return o
	}
	for _, o := range all.all() {
		if o.covers(home) {
			return o
		}
	}
	return nil
}

// receiving is the office through which something came: the first of these workspaces and organisations that has one,
// in the order in which Slack's own libraries look. Everything that reaches us is signed for our app, so where there
// is one office alone it is that one.
func (all *offices) receiving(candidates ...string) *office {
	for _, home := range candidates {
		if o := all.covering(home); o != nil {
			return o
		}
	}
	if of := all.all(); len(of) == 1 {
		return of[0]
	}
	return nil
}

// put adds an office, or replaces the one of the same home.
func (all *offices) put(o *office) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.of = append(slices.DeleteFunc(slices.Clone(all.of), func(old *office) bool { return old.home == o.home }), o)
}

// at is the office of exactly this workspace or organisation; nil when there is none.
func (all *offices) at(home string) *office {
	for _, o := range all.all() {
		if o.home == home {
			return o
		}
	}
	return nil
}

func (all *offices) drop(home string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.of = slices.DeleteFunc(slices.Clone(all.of), func(o *office) bool { return o.home == home })
}

// Installed says whether people of a workspace can be reached through an installation of their own.
func (a *App) Installed(home string) bool { return a.offices.covering(home) != nil }

// Homes are the workspaces and organisations that have installed the app.
func (a *App) Homes() (homes []string) {
	for _, o := range a.offices.all() {
		homes = append(homes, o.home)
	}
	return homes
}

// configured opens the office of the token in the settings.
func (a *App) configured(ctx context.Context) error {
	who, err := a.caller(a.BotToken).AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("Slack refused the bot token: %w", failure(err))
	}
	if who.TeamID == "" || who.UserID == "" {
		return errors.New("Slack does not say whose the bot token is: it must be a bot's, and begins with xoxb-")
	}
	a.enter(Installation{Team: who.TeamID, Enterprise: who.EnterpriseID, Name: who.Team, User: who.UserID, Token: a.BotToken,
		Scopes: scopeList(who.Header.Get("X-OAuth-Scopes"))})
	a.logAbsent(a.offices.covering(who.TeamID))
	return nil
}

// unshelve opens the offices of the installations that people made. The one that is configured is not opened twice.
func (a *App) unshelve() error {
	if a.Shelf.All == nil {
		return nil
	}
	kept, err := a.Shelf.All()
	if err != nil {
		return fmt.Errorf("installations: %w", err)
	}
	for home, row := range kept {
		var in Installation
		if err := json.Unmarshal(row, &in); err != nil {
			return fmt.Errorf("installation in %s: %w", home, err)
		}
		if a.offices.at(home) == nil {
			a.enter(in)
		}
	}
	return nil
}

// enter opens the office of an installation.
func (a *App) enter(in Installation) {
	o := a.newOffice(in.home())
	a.furnish(o, in)
	a.offices.put(o)
}

func (a *App) newOffice(home string) *office {
	return &office{app: a, home: home, pace: newPace(a.Limits)}
}

// furnish lets an office work with an installation.
func (a *App) furnish(o *office, in Installation) {
	client := slackgo.New(in.Token, slackgo.OptionHTTPClient(listening{a, o}), slackgo.OptionAPIURL(a.APIURL))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.in, o.client, o.refused, o.spent, o.next = in, client, "", "", time.Time{}
}

func (a *App) caller(token string) *slackgo.Client {
	return slackgo.New(token, slackgo.OptionHTTPClient(a.http), slackgo.OptionAPIURL(a.APIURL))
}
