package relationship

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// readFacts checks the envelope of an entry's facts; what its data mean is not checked here.
func (x *export) readFacts(b []byte, n int) error {
	f, err := parseStrictly(b)
	if err != nil {
		return fmt.Errorf("facts: %w", err)
	}
	if err := x.envelope(f, n); err != nil {
		return err
	}
	x.at = jsonText(f["at"])
	if after, ok := wholeNumber(f["after"]); ok {
		x.after = after
	}
	data, _ := f["data"].(strictJSON)
	if f["kind"] == (*partyLeft)(nil).kind() && data["party"] == x.audience {
		x.leftAt = x.at
	}
	if f["kind"] != "words redacted" {
		return nil
	}
	gone, ok := wholeNumber(data["n"])
	if !ok || gone < 1 || gone >= n {
		return errors.New("redacts no entry before it")
	}
	x.redacts[gone] = true
	return nil
}

func (x *export) envelope(f strictJSON, n int) error {
	always := []string{"v", "n", "at", "kind", "data", "r"}
	if x.head.Ledger != Joint {
		always = append(always, "after")
	}
	for _, key := range []string{"by", "party"} {
		if _, there := f[key]; there {
			always = append(always, key)
		}
	}
	v, isV := wholeNumber(f["v"])
	number, isN := wholeNumber(f["n"])
	at, kind := jsonText(f["at"]), jsonText(f["kind"])
	_, err := time.Parse(stampLayout, at)
	_, isObject := f["data"].(strictJSON)
	switch {
	case !f.has(always...):
		return errors.New("facts: unknown or missing keys")
	case !isV || v != version || !isN || number != n:
		return errors.New("facts of another version or number")
	case err != nil || !stampPattern.MatchString(at):
		return errors.New("at is no instant")
	case at < x.at:
		return errors.New("at is earlier than before")
	case !jsonLine(f["kind"]) || kind != strings.ToLower(kind):
		return errors.New("kind is not a lower-case phrase")
	case !isObject || !noncePattern.MatchString(jsonText(f["r"])):
		return errors.New("data is no object, or r not 16 bytes")
	}
	return firstError(x.ordered(f), authored(f))
}

func (x *export) ordered(f strictJSON) error {
	value, there := f["after"]
	if after, ok := wholeNumber(value); there && (!ok || after < x.after) {
		return errors.New("after is smaller than before")
	}
	return nil
}

// authored checks that the facts name an author exactly when they may, and a party exactly when the author is a person.
func authored(f strictJSON) error {
	by, named := f["by"]
	party, ofParty := f["party"]
	switch {
	case named == (f["kind"] == "participation counted"):
		return errors.New("by is missing, or names whom nobody may name")
	case named && !jsonLine(by) || ofParty && !isParty(jsonText(party)):
		return errors.New("by or party is nobody")
	case named && ofParty == (by == ByClock.Person || by == ByOperator.Person):
		return errors.New("by and party do not fit together")
	}
	return nil
}

func isParty(id string) bool {
	return ledgerName.MatchString(id) && id != Joint && id != ByClock.Person && id != ByOperator.Person
}
