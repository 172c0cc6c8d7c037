package relationship

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// A replay is mostly the reading of JSON that encode wrote, in one order and without blanks. A scan reads exactly that
// form, in one pass and nearly without memory of its own. Whatever is spelled otherwise it leaves to encoding/json, so
// it never decides what is right, only what is quick.
type scan struct {
	rest   []byte
	failed bool
}

// skip takes a literal if it stands next.
func (s *scan) skip(literal string) bool {
	if len(s.rest) < len(literal) || string(s.rest[:len(literal)]) != literal {
		return false
	}
	s.rest = s.rest[len(literal):]
	return true
}

// want takes a literal that has to stand next.
func (s *scan) want(literal string) { s.failed = !s.skip(literal) || s.failed }

// number takes a whole number of up to nine digits.
func (s *scan) number() (n int) {
	i := 0
	for ; i < min(len(s.rest), 10) && '0' <= s.rest[i] && s.rest[i] <= '9'; i++ {
		n = n*10 + int(s.rest[i]-'0')
	}
	if i == 0 || i > 9 || i > 1 && s.rest[0] == '0' {
		s.failed = true
		return 0
	}
	s.rest = s.rest[i:]
	return n
}

// text takes what stands up to the next quotation mark, and the mark: valid UTF-8 in which nothing is escaped.
func (s *scan) text() []byte {
	i := bytes.IndexByte(s.rest, '"')
	if i < 0 {
		s.failed = true
		return nil
	}
	t := s.rest[:i]
	s.rest = s.rest[i+1:]
	ascii := true
	for _, c := range t {
		if c < ' ' || c == '\\' {
			s.failed = true
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	s.failed = s.failed || !ascii && !utf8.Valid(t)
	return t
}

// nonceEnd is how facts end: the 16 random bytes have 22 characters.
const nonceEnd = len(`,"r":"AAAAAAAAAAAAAAAAAAAAAA"}`)

// lexicon keeps one copy of each word that facts repeat: authors, parties, kinds.
type lexicon map[string]string

func (l lexicon) of(b []byte) string {
	if s, ok := l[string(b)]; ok {
		return s
	}
	s := string(b)
	l[s] = s
	return s
}

// scanFacts reads facts in the form encode gives them. It looks at everything but the data: whether those are JSON is
// for the caller to see.
func scanFacts(b []byte, known lexicon) (f facts, ok bool) {
	if len(b) < nonceEnd {
		return f, false
	}
	s := scan{rest: b[:len(b)-nonceEnd]}
	s.want(`{"v":1,"n":`)
	f.V, f.N = version, s.number()
	if s.skip(`,"after":`) {
		n := s.number()
		f.After = &n
	}
	s.want(`,"at":"`)
	var err error
	if f.At.Time, err = scanStamp(s.text()); err != nil {
		return f, false
	}
	if s.skip(`,"by":"`) {
		f.By = known.of(s.text())
	}
	if s.skip(`,"party":"`) {
		f.Party = known.of(s.text())
	}
	s.want(`,"kind":"`)
	f.Kind = known.of(s.text())
	s.want(`,"data":`)
	f.Data = json.RawMessage(s.rest)
	end := scan{rest: b[len(b)-nonceEnd:], failed: s.failed}
	end.want(`,"r":"`)
	end.text()
	end.want(`}`)
	return f, !end.failed
}

// scanStamp reads an instant. Of RFC 3339 the standard library reads the usual form quickly; that it has exactly three
// decimals and is in UTC, the places of its marks tell.
func scanStamp(b []byte) (time.Time, error) {
	if len(b) != len(stampLayout) || b[19] != '.' || b[23] != 'Z' {
		return time.Parse(stampLayout, string(b))
	}
	return time.Parse(time.RFC3339, string(b))
}

// scanWords reads words in the form encode gives them, as long as no character in them is escaped.
func scanWords(b []byte, known lexicon) (words map[string]string, ok bool) {
	s := scan{rest: b}
	s.want(`{"`)
	words = map[string]string{}
	for !s.failed {
		field := known.of(s.text())
		s.want(`:"`)
		words[field] = string(s.text())
		if s.skip(`}`) {
			return words, !s.failed && len(s.rest) == 0
		}
		s.want(`,"`)
	}
	return nil, false
}
