package slack

import (
	"net/http"
	"path"
	"strings"

	"collab/bot"
)

// Limits are what Slack lets one installation call. https://docs.slack.dev/apis/web-api/rate-limits
type Limits struct {
	// Channel limits what is posted in one conversation, Workspace in all of them.
	Channel, Workspace bot.Limit
	// Tiers limit every other method, each on its own; Tiers[3] is Slack's tier 4.
	Tiers [4]bot.Limit
}

// SlackLimits are what Slack documents. It calls 240 messages a minute "several hundred", and leaves open how many it
// takes at once beyond "generous".
var SlackLimits = Limits{
	Channel: bot.Limit{Rate: 1, Burst: 5}, Workspace: bot.Limit{Rate: 4, Burst: 20},
	Tiers: [4]bot.Limit{{Rate: 1. / 60, Burst: 1}, {Rate: 20. / 60, Burst: 5}, {Rate: 50. / 60, Burst: 10}, {Rate: 100. / 60, Burst: 20}},
}

// tiers are the methods we call whose tier Slack documents.
// https://docs.slack.dev/reference/methods/conversations.history, and so on
var tiers = map[string]int{
	"views.open": 4, "views.update": 4, "views.publish": 4, "chat.postEphemeral": 4, "users.info": 4, "files.info": 4,
	"chat.update": 3, "conversations.history": 3, "conversations.replies": 3, "conversations.info": 3, "conversations.open": 3,
	"team.info": 3, "auth.teams.list": 2,
}

const posting = "chat.postMessage"

// hurried are the methods that somebody looks at the screen for: their trigger lives three seconds, so they go at once,
// on the burst that Slack calls generous.
func hurried(method string) bool {
	return strings.HasPrefix(method, "views.") && method != "views.publish"
}

// pace keeps Slack's limits for one installation.
type pace struct {
	Limits
	bot.Pace
}

func newPace(l Limits) *pace { return &pace{Limits: l} }

// calling is what a method has to wait for. Channel is where something is to be posted.
func (p *pace) calling(method, channel string) bot.Call {
	return bot.Call{Name: method, Within: p.limiting(method, channel), Hurried: hurried(method)}
}

// limiting are the buckets that a call takes from: by method, and by channel for what is posted.
func (p *pace) limiting(method, channel string) []bot.Bucket {
	if method == posting {
		return []bot.Bucket{{Name: channel, Limit: p.Channel}, {Name: method, Limit: p.Workspace}}
	}
	if tier := tiers[method]; tier > 0 {
		return []bot.Bucket{{Name: method, Limit: p.Tiers[tier-1]}}
	}
	return nil
}

// paced makes a call of the Web API in its turn.
func (p *pace) paced(do func(*http.Request) (*http.Response, error), r *http.Request, channel string) (*http.Response, error) {
	method := path.Base(r.URL.Path)
	if err := p.Turn(r.Context(), p.calling(method, channel)); err != nil {
		return nil, err
	}
	res, err := do(r)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		p.Heed(method, bot.AsksFor(res))
	}
	return res, err
}
