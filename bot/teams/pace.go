package teams

import (
	"net/http"
	"strconv"

	"collab/bot"
)

// Limits are what Teams lets a bot call.
type Limits struct {
	// Conversation limits what is said or changed in one conversation; every one of them is kept.
	Conversation [2]bot.Limit
	// Roster limits how often who is in one conversation is asked.
	Roster [2]bot.Limit
	// Tenant limits all calls about the conversations of one tenant.
	Tenant bot.Limit
}

// documented keeps what Microsoft documents for one bot: in one conversation 7 messages in a second, 8 in two, 60 in
// thirty and 1800 in an hour, twice as much for its roster, and 50 calls a second in a tenant. A bucket lets no more
// through in a time than its burst and what its rate adds in that time: the first of each pair keeps the two short
// spans, the second the two long ones, wherever Teams begins to count.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
var documented = Limits{
	Conversation: [2]bot.Limit{{Rate: 1, Burst: 6}, {Rate: 0.48, Burst: 45}},
	Roster:       [2]bot.Limit{{Rate: 2, Burst: 12}, {Rate: 0.96, Burst: 90}},
	Tenant:       bot.Limit{Rate: 40, Burst: 10},
}

// turn is what a call about a conversation has to wait for.
func (c *connector) turn(about reference, q ask) bot.Call {
	named, limits := about.channel(), c.Limits.Conversation
	if q.method == http.MethodGet {
		named, limits = "roster of "+named, c.Limits.Roster
	}
	turn := bot.Call{Name: named, Within: []bot.Bucket{{Name: "tenant " + about.tenant, Limit: c.Limits.Tenant}}}
	for i, limit := range limits {
		turn.Within = append(turn.Within, bot.Bucket{Name: named + " " + strconv.Itoa(i), Limit: limit})
	}
	return turn
}
