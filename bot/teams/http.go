package teams

import "net/http"

// maxBody is more than Teams sends: a message has at most about 100 kB.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
const maxBody = 1 << 20

// answer is what goes back in the HTTP response: nothing, or something in JSON. A status of 0 is 200.
type answer struct {
	status int
	body   any
}

// ServeHTTP takes what Teams posts to [MessagesPath]. Nothing of it is read before its token is found good.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
}
