package teams

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"collab/bot"
)

// refusal is an answer of Microsoft's that does not do what was asked.
type refusal struct {
	status int
	word   string        // its own word for why; empty when it gave none
	entra  int           // Entra's number for why, as in AADSTS7000222; 0 when it gave none
	wait   time.Duration // how long it asks to be left alone; 0 when it does not say
	ours   bool          // it is about our credentials: Entra gave no token, and Connector was not called
}

// Error is the status, and the word and number if there are. What else Microsoft says may name people, and is not read.
func (r *refusal) Error() string {
	said := fmt.Sprintf("Microsoft answered %d", r.status)
	if r.word != "" {
		said += " " + r.word
	}
	if r.entra != 0 {
		said += fmt.Sprintf(" (AADSTS%d)", r.entra)
	}
	return said
}

// gone are Microsoft's words for a conversation that stays out of reach until somebody installs or lets us in anew, with
// the word that stands in the record for each.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-codes-from-bot-conversational-apis
var gone = map[string]string{
	"BotNotInConversationRoster": "not_in_channel",
	"ConversationNotFound":       "channel_not_found",
	"ConversationBlockedByUser":  "blocked_by_user",
	"MessageWritesBlocked":       "blocked_by_user",
}

// notThere is Microsoft's word for a message that is to be changed and is not there any more.
const notThere = "ActivityNotFoundInConversation"

// refusing are Microsoft's words for what is wrong with us everywhere, and an administrator can mend.
var refusing = []string{"BotNotRegistered", "BotDisabledByAdmin", "InvalidBotApiHost", "NotEnoughPermissions"}

// ErrDeleted is wrapped by the error of a message that was to be changed, and that people have deleted. The conversation
// is there still: what was to be seen in the message can be said anew.
var ErrDeleted = errors.New("the message was deleted")

// leftAlone is how long Teams is left alone when it does not say how long it wants to be.
const leftAlone = 30 * time.Second

var (
	// errUnanswered is the error of a call of which nobody knows what came.
	errUnanswered = errors.New("no answer came")
	errForeign    = errors.New("not an address of Microsoft's")
	errNowhere    = errors.New("a conversation or a message without an id")
	errUnreadable = errors.New("Microsoft's answer cannot be read")
)

// Word is Microsoft's own word for why it refused a call, such as BotNotInConversationRoster or invalid_client; empty
// when it did not, or gave none.
func Word(err error) string {
	if r := new(refusal); errors.As(err, &r) {
		return r.word
	}
	return ""
}

// Status is the HTTP status with which Microsoft refused a call; 0 for any other error.
func Status(err error) int {
	if r := new(refusal); errors.As(err, &r) {
		return r.status
	}
	return 0
}

// Lost is the word that stands in the record for why a conversation can be written to no more, such as not_in_channel;
// empty for an error that is not about that.
func Lost(err error) string { return gone[Word(err)] }

// RefusesUs says whether an error is about our credentials or registration, not about a place or a person: whoever runs
// the server, or manages the tenant, can mend it.
func RefusesUs(err error) bool {
	r := new(refusal)
	return errors.As(err, &r) && r.final() && (r.ours || r.status == http.StatusUnauthorized || slices.Contains(refusing, r.word))
}

// refuses says whether Microsoft certainly did not do what was asked, for a reason that lies in this conversation, person
// or message: another way may lead there.
func refuses(err error) bool {
	r := new(refusal)
	return errors.As(err, &r) && r.final() && !RefusesUs(err)
}

// failure turns what a call ended with into the errors of package bot. Twice is true of a call that may be made again,
// whatever came of it; what a gateway did with any other is unknown.
func failure(err error, twice bool) error {
	r := new(refusal)
	switch {
	case !errors.As(err, &r):
		return err
	case r.final() && r.word == notThere:
		return fmt.Errorf("%w: %w", ErrDeleted, err)
	case r.final() && gone[r.word] != "":
		return fmt.Errorf("%w: %w", bot.ErrGone, err)
	case r.later() && (twice || !unclear(err)):
		return fmt.Errorf("%w: %w", bot.RetryAfter(cmp.Or(r.wait, leftAlone)), err)
	case r.status < http.StatusInternalServerError:
		return fmt.Errorf("%w: %w", bot.ErrUnsent, err)
	}
	return err
}

// later says whether the same call may be taken a little later.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-code-retry-guidance
func (r *refusal) later() bool {
	return slices.Contains([]int{http.StatusPreconditionFailed, http.StatusTooManyRequests, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout}, r.status)
}

// final says whether the same call will be answered so again.
func (r *refusal) final() bool { return r.status/100 == 4 && !r.later() }

// unclear says whether a call may have been done behind a gateway that heard nothing of it.
func unclear(err error) bool {
	r := new(refusal)
	return errors.As(err, &r) && !r.ours && (r.status == http.StatusBadGateway || r.status == http.StatusGatewayTimeout)
}

// wordForm is what a word of Microsoft's looks like. Anything else may be what somebody wrote.
var wordForm = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{0,59}$`)

// refused reads an answer that is no 2xx. Connector has its word in {"error":{"code"}}, which may say why in a subCode,
// Entra in {"error"}, with numbers in {"error_codes"} that say more.
func refused(res *http.Response, body []byte) *refusal {
	r := &refusal{status: res.StatusCode}
	if r.later() && res.Header.Get("Retry-After") != "" {
		r.wait = bot.AsksFor(res)
	}
	var said struct {
		Error   json.RawMessage
		Numbers []int `json:"error_codes"`
	}
	var inner struct{ Code, SubCode string }
	json.Unmarshal(body, &said) // whoever answers no JSON gives no word
	if json.Unmarshal(said.Error, &r.word) != nil {
		json.Unmarshal(said.Error, &inner)
		r.word = inner.Code
		if gone[inner.SubCode] != "" {
			r.word = inner.SubCode
		}
	}
	if !wordForm.MatchString(r.word) {
		r.word = ""
	}
	if len(said.Numbers) > 0 && said.Numbers[0] > 0 {
		r.entra = said.Numbers[0]
	}
	return r
}

// idIn is the id in an answer; empty when there is none.
func idIn(body []byte) string {
	var said struct{ ID string }
	json.Unmarshal(body, &said) // it was done all the same
	return said.ID
}
