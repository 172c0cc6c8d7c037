package teams

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"collab/bot"
)

// activity is one thing that Teams says happened, as far as we look at it. Whatever kind of value stands where another was
// expected is as good as nothing: Microsoft's own services differ in that, and an activity that fails is sent again.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
type activity struct {
	// typ is "message", "invoke", "conversationUpdate", "installationUpdate" or a word that we may never have heard; name is
	// which invoke or event, action what happened to an installation.
	typ, name, action string
	// id is unique in its conversation, replyTo is the activity that it answers: of a press of a button, its card.
	id, replyTo string
	// channelID is "msteams" where Teams is what it came from; serviceURL is where answers go.
	channelID, serviceURL string
	// tenant is whose conversation it is, in lower case; tenants are all that are said to be.
	tenant       string
	tenants      []string
	from         account
	recipient    account
	conversation conversation
	text         string
	// value is what a button or an invoke carries; of any kind, or nil.
	value json.RawMessage
	// event is Teams' word for what happened to a conversation, concerned the channel that it happened to, if it is told in
	// another one, and team the Entra group of the team.
	event, concerned, team string
	// zone is the time zone of whoever did it, such as Europe/London.
	zone           string
	mentions       []mention
	added, removed []account // members of the conversation
}

// account is a person, or a bot, as Teams tells of them. Only the tenant and the Entra object id, both in lower case, say
// who somebody is; the name is theirs to choose.
type account struct {
	id          string // the MRI: "29:…" of a person, "28:…" of a bot
	aadObjectID string
	tenant      string
	name        string
	role        string
}

// conversation is where it happened.
type conversation struct {
	// id is that of the conversation; in a channel followed by ";messageid=" and the root of the thread.
	id string
	// kind is "personal", "groupChat" or "channel".
	kind  string
	group bool
	name  string
}

// mention is somebody named in a text, which stands in it as text.
type mention struct {
	text string
	who  account
}

// The types of activities that the Bot Framework's library knows too.
const (
	messageType = "message"
	updateType  = "conversationUpdate"
	invokeType  = "invoke"
)

const (
	longestID   = 512   // bytes; ids stand in keys
	longestURL  = 2_048 // bytes
	longestName = 200   // characters
)

var (
	errNoActivity = errors.New("not an activity")
	errOddID      = errors.New("it is called by something that is no id")
)

// readActivity reads the body of a request. Its errors say what makes it no activity at all, or one that could not be told
// from others.
func readActivity(raw []byte) (activity, error) {
	var w wire
	if err := json.Unmarshal(raw, &w); err != nil {
		return activity{}, fmt.Errorf("%w: %w", errNoActivity, unquoted(err))
	}
	if w.Type == "" {
		return activity{}, fmt.Errorf("%w: it has no type", errNoActivity)
	}
	a := w.activity()
	for _, id := range a.ids() {
		if oddID(id) {
			return activity{}, errOddID
		}
	}
	if len(a.serviceURL) > longestURL {
		return activity{}, fmt.Errorf("%w: its service URL is too long", errNoActivity)
	}
	return a, nil
}

// oddID says whether something that is to name a thing could be no id.
func oddID(id string) bool {
	return len(id) > longestID || strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsPrint(r) })
}

// unquoted is an error of reading JSON without what was read.
func unquoted(err error) error {
	if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
		return fmt.Errorf("no JSON from byte %d on", syntax.Offset)
	}
	return errors.New("no JSON object")
}

// ids are all the words of an activity that name something.
func (a activity) ids() []string {
	all := []string{a.typ, a.name, a.action, a.id, a.replyTo, a.channelID, a.event, a.concerned, a.team, a.zone, a.conversation.id, a.conversation.kind}
	all = append(all, a.tenants...)
	people := slices.Concat([]account{a.from, a.recipient}, a.added, a.removed)
	for _, m := range a.mentions {
		people = append(people, m.who)
	}
	for _, p := range people {
		all = append(all, p.id, p.aadObjectID, p.tenant, p.role)
	}
	return all
}

const (
	rootOf       = ";messageid="
	personalChat = "personal"
)

// channel is the id of the conversation, without the thread.
func (a activity) channel() string {
	id, _, _ := strings.Cut(a.conversation.id, rootOf)
	return id
}

// thread is the root message of the thread in a channel in which it happened; "" elsewhere.
func (a activity) thread() string {
	_, root, _ := strings.Cut(a.conversation.id, rootOf)
	return root
}

// between says whether two people talk there without us: somebody used what we add to the menu of their messages, or
// pressed what one of them put there. Our own chats with people have ids that begin with "a:", or name us.
func (a activity) between() bool {
	if a.conversation.kind != personalChat || strings.HasPrefix(a.conversation.id, "a:") || a.namesUs() {
		return false
	}
	return a.typ == invokeType || strings.HasSuffix(a.conversation.id, "@unq.gbl.spaces")
}

// namesUs says whether the id of a chat of two has ours in it: "19:KIM_COLLAB@unq.gbl.spaces".
func (a activity) namesUs() bool {
	us := strings.TrimPrefix(a.recipient.id, "28:")
	return us != "" && strings.Contains(strings.ToLower(a.conversation.id), "_"+strings.ToLower(us)+"@")
}

// place is where it happened, for the account that did it.
func (a activity) place(by bot.Account) bot.Place {
	p := bot.Place{Platform: Platform, Home: a.tenant, Channel: a.channel(), Thread: a.thread(), Kind: bot.Shared}
	switch {
	case a.between(): // audience: what two people say to each other is not between one and us; mutate: s/a.between()/false/
		p.Kind = bot.Between
	case a.conversation.kind == personalChat && !a.conversation.group: // audience: only in a chat of their own with us is somebody alone; mutate: s/a.conversation.kind == personalChat && !a.conversation.group/true/
		p = bot.DirectTo(by)
		p.Own = a.heldBy(by.Home) // audience: such a chat is of the person's own side where their own tenant holds it; mutate: s/a.heldBy(by.Home)/true/
	}
	return p
}

// heldBy says whether a tenant holds the conversation. One that is said to be of two is held by nobody.
func (a activity) heldBy(tenant string) bool {
	return a.tenant == tenant && !slices.ContainsFunc(a.tenants, func(t string) bool { return t != tenant })
}

// key names what somebody did so that its repetition is recognised. Ids are unique in their conversation alone, and may have
// any sign in them that is seen.
func (a activity) key(by bot.Account) string {
	return by.String() + "/did/" + digest(a.channel()+"\x00"+a.id)
}
