package relationship

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// strictJSON is a JSON object that was read strictly: the same bytes mean the same to every reader of JSON, so nobody can
// be shown one thing and verify another.
type strictJSON map[string]any

// has says whether the object has these keys and no others.
func (o strictJSON) has(keys ...string) bool {
	for _, k := range keys {
		if _, ok := o[k]; !ok {
			return false
		}
	}
	return len(o) == len(keys)
}

// parseStrictly reads one JSON object that fills the line: valid UTF-8, no key twice at any depth, no half of a
// surrogate pair (RFC 8259 leaves open what readers make of these).
func parseStrictly(line []byte) (strictJSON, error) {
	if len(line) < 2 || line[0] != '{' || line[len(line)-1] != '}' {
		return nil, errors.New("not an object, or spaces around it")
	}
	if !utf8.Valid(line) {
		return nil, errors.New("it is not UTF-8")
	}
	if err := pairedSurrogates(line); err != nil {
		return nil, err
	}
	if !json.Valid(line) { // the decoder's tokens alone would let some commas and colons pass
		return nil, errors.New("it is not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	v, err := strictValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is something behind the object")
	}
	return v.(strictJSON), nil
}

func strictValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return strictObject(d)
	case json.Delim('['):
		return strictList(d)
	}
	return t, nil
}

func strictObject(d *json.Decoder) (strictJSON, error) {
	o := strictJSON{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key := t.(string)
		if _, twice := o[key]; twice {
			return nil, fmt.Errorf("duplicate key %q", key)
		}
		if o[key], err = strictValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return o, err
}

func strictList(d *json.Decoder) ([]any, error) {
	list := []any{}
	for d.More() {
		v, err := strictValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

// pairedSurrogates refuses escapes such as \ud800 without their other half, which encoding/json would replace.
func pairedSurrogates(b []byte) error {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		unit, ok := surrogate(b[i:])
		if !ok {
			i++ // an escape of one character, or nothing the JSON reader accepts
			continue
		}
		i += 5
		if unit < 0xd800 || unit > 0xdfff {
			continue
		}
		low, ok := surrogate(b[i+1:])
		if unit > 0xdbff || !ok || low < 0xdc00 || low > 0xdfff {
			return errors.New("half a surrogate pair")
		}
		i += 6
	}
	return nil
}

// surrogate is the unit of an escape such as \u00e9 at the start of b.
func surrogate(b []byte) (unit uint64, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return unit, err == nil
}

// wholeNumber is a number without fraction or exponent, from 0 on.
func wholeNumber(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(n.String())
	return i, err == nil && i >= 0
}

// jsonText is the text of a value; empty when it is none.
func jsonText(v any) string {
	s, _ := v.(string)
	return s
}
