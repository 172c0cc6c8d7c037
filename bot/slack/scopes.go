package slack

// Scope is one thing that the app's bot may do in a workspace, in Slack's word for it, and why we ask for it.
// https://docs.slack.dev/reference/scopes
type Scope struct {
	// Name is Slack's word.
	Name string
	// Why says what does not work without it.
	Why string
	// Optional is true of what a workspace may refuse: one thing is lost then, and says so.
	Optional bool
}

// Scopes are all that the app asks for. The manifest, the link that installs the app and the README say the same,
// because they all read it here.
func Scopes() []Scope {
	return []Scope{
		{Name: "commands", Why: "/collab, and the shortcuts"},
		{Name: "chat:write", Why: "answers, prompts and the card of a check-in"},
		{Name: "app_mentions:read", Why: "whoever cannot use /collab, such as the partner, mentions the app"},
		{Name: "im:write", Why: "prompts come as direct messages"},
		{Name: "im:history", Why: "what people answer in their direct message with the app; it sees no other"},
		{Name: "users:read", Why: "of which organisation somebody is, where Slack does not say it along"},
		{Name: "channels:read", Why: "hearing that the shared channel was archived, unshared, or joined by another organisation"},
		{Name: "groups:read", Why: "the same for a private channel"},
		{Name: "team:read", Why: "what the partner's organisation is called, offered when a relationship begins in the channel shared with it", Optional: true},
		{Name: "channels:history", Why: "logging a message of a thread as evidence, and looking whether a message was sent before sending it again after a crash", Optional: true},
		{Name: "groups:history", Why: "the same in a private channel", Optional: true},
		{Name: "reactions:read", Why: "proposing a message as evidence to whoever put the emoji on it", Optional: true},
		{Name: "files:read", Why: "the hash of a file that hangs on a message logged as evidence, and the calendar file that somebody attaches to a form", Optional: true},
	}
}

// scopeNames are the names of all scopes.
func scopeNames() (names []string) {
	for _, s := range Scopes() {
		names = append(names, s.Name)
	}
	return names
}

// optionalScopes are the names of those that a workspace may refuse.
func optionalScopes() (names []string) {
	for _, s := range Scopes() {
		if s.Optional {
			names = append(names, s.Name)
		}
	}
	return names
}
