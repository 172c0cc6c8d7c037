package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"

	smtp "github.com/wneessen/go-mail"
)

// errDoubt is the error of a letter that the server may have taken: the connection ended before it said so.
var errDoubt = errors.New("the mail server took the letter and did not say what it made of it")

// failure is what came of a letter that was not taken, as a kind and the server's number for it.
type failure struct {
	kind   error
	code   int
	status string // such as 5.1.1, RFC 3463; empty when the server gave none
	cause  error  // for Check alone: it may hold what the server said
}

// Error says what happened, without what a server or a person wrote.
func (f *failure) Error() string {
	if word := f.word(); word != "" {
		return fmt.Sprintf("%v (%s)", f.kind, word)
	}
	return f.kind.Error()
}

// Unwrap is the kind.
func (f *failure) Unwrap() error { return f.kind }

func (f *failure) word() string {
	if f.code == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", f.code, f.status))
}

// Word is the mail server's number for what went wrong, such as "550 5.1.1"; empty when it gave none.
func Word(err error) string {
	if f := (*failure)(nil); errors.As(err, &f) {
		return f.word()
	}
	return ""
}

// Cause is what exactly went wrong between us and the mail server before any letter was spoken of, in the words of the
// library or the server; err itself when there is no more to say.
func Cause(err error) error {
	if f := (*failure)(nil); errors.As(err, &f) && f.cause != nil {
		return f.cause
	}
	return err
}

// greeted understands what went wrong before a letter was spoken of. A server that is busy says 421 or another number that
// begins with 4; who has neither a number nor a broken connection disagrees with us on encryption or on signing in.
func greeted(err error) error {
	f := &failure{kind: ErrRefused, cause: err}
	var said *textproto.Error
	var broken net.Error
	switch {
	case errors.As(err, &said):
		if f.code = said.Code; said.Code/100 == 4 {
			f.kind = ErrDown
		}
	case errors.As(err, &broken), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f.kind = ErrDown
	}
	return f
}

// handed understands what became of a letter that was spoken of. Until the server has seen the end of a letter it takes none
// (https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4); from then on, without an answer, nobody knows.
func handed(err error) error {
	said := (*smtp.SendError)(nil)
	if !errors.As(err, &said) {
		return &failure{kind: ErrLater}
	}
	f := &failure{kind: ErrLater, code: said.ErrorCode(), status: said.EnhancedStatusCode()}
	switch {
	case f.code == 0 && said.Reason == smtp.ErrSMTPDataClose:
		return errDoubt
	case f.code == 0, f.code == 421:
		f.kind = ErrDown
	case f.code == 530, f.code/100 == 5 && said.Reason == smtp.ErrSMTPMailFrom:
		f.kind = ErrRefused
	case said.Reason == smtp.ErrSMTPRcptTo && f.nobody():
		f.kind = ErrGone
	}
	return f
}

// nobody says whether a refused recipient is one that is not there. Servers say 550, 551 and 553 also of what their policy
// does not allow, and then 5.7 (https://www.rfc-editor.org/rfc/rfc3463#section-3.8), which may change.
func (f *failure) nobody() bool {
	return (f.code == 550 || f.code == 551 || f.code == 553) && !strings.HasPrefix(f.status, "5.7.") && !strings.HasPrefix(f.status, "4.")
}
