package relationship

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// nonEmpty refuses an empty text, or one of more than limit characters.
func nonEmpty(field, text string, limit int) error {
	if strings.TrimSpace(text) == "" {
		return refuse(field, "Please fill this in.")
	}
	return atMost(field, text, limit)
}

// atMost refuses a text of more than limit characters, or one that is not valid UTF-8.
func atMost(field, text string, limit int) error {
	if !utf8.ValidString(text) {
		return refuse(field, "This text has characters I cannot store. Please type it again.")
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return refuse(field, fmt.Sprintf("This is %d characters long; %d fit here. Please shorten it.", n, limit))
	}
	return nil
}

// firstError is the first error that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// asField turns a plain error into a refusal at a field; a refusal stays as it is.
func asField(field string, err error) error {
	var r *Refusal
	if err == nil || errors.As(err, &r) {
		return err
	}
	return refuse(field, err.Error())
}

// nameMost is how long a name may be, in characters.
const nameMost = 80

// called checks what somebody or something is called. Names stand in letters, whose readers' programs would make a link of
// an address in them: one that whoever wrote the name chose.
func called(field, name string) error {
	return firstError(nonEmpty(field, name, nameMost), addressless(field, name))
}

func addressless(field, name string) error {
	if strings.Contains(name, "://") {
		return refuse(field, "A name holds no web address. Please leave it out.")
	}
	return nil
}

var partyID = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$`)

// reserved names cannot be party ids: they name ledgers and authors.
var reserved = map[string]bool{Joint: true, ByClock.Person: true, ByOperator.Person: true}

func validParty(id, name string) error {
	if err := called("party", name); err != nil {
		return err
	}
	if !partyID.MatchString(id) || reserved[id] {
		return refuse("party", fmt.Sprintf("%q cannot be the short name of an organisation. Use small letters, digits and hyphens.", id))
	}
	return nil
}
