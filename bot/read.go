package bot

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"collab/relationship"
)

// typed is what a person wrote, short and on one line, as it stands in a sentence about it.
func typed(s string) string { return `"` + cut(strings.Join(strings.Fields(s), " "), 40) + `"` }

// The most digits a number may have before and after its point.
const (
	wholeDigits = 20
	partDigits  = 9
)

var (
	errLong = errors.New("That number is too long to store: at most 20 digits before the point and 9 after it.")
	groups  = regexp.MustCompile(`^\d{1,3}([ ,.']\d{3})+$`)
	decimal = regexp.MustCompile(`^(\d+(\.\d+)?|\.\d+)$`)
)

// readNumber reads a number as people write it, "94,2 %" or "€ 1,234.50", and gives it back in one canonical form:
// digits, at most one point, a minus if negative, no needless zeros. Currency and percent signs are dropped.
//
// Of two kinds of separator the last is the decimal one. A single comma groups thousands when one to three digits stand
// before it, the first of them not 0, and exactly three behind ("1,234" is 1234); else it is decimal ("1,23" is 1.23).
// A single point is always decimal.
func readNumber(s string) (string, error) {
	text, negative := unsigned(s)
	if len(text) > 60 {
		return "", errLong
	}
	whole, part := separate(text)
	if strings.ContainsAny(whole, " ,.'") {
		if !groups.MatchString(whole) || mixed(whole) {
			return "", badNumber(s)
		}
		whole = strings.NewReplacer(" ", "", ",", "", ".", "", "'", "").Replace(whole)
	}
	number := whole + part
	if !decimal.MatchString(number) {
		return "", badNumber(s)
	}
	return canonical(number, negative)
}

// unsigned drops the sign, the percent sign and the currency of a number, and makes all its spaces plain.
func unsigned(s string) (text string, negative bool) {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u2007', r == '\u2060':
			return ' '
		case r == '’':
			return '\''
		case r == '−', r == '–':
			return '-'
		}
		return r
	}, s)
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	text = trimCurrency(text)
	if rest, minus := strings.CutPrefix(text, "-"); minus {
		return trimCurrency(rest), true
	}
	return trimCurrency(strings.TrimPrefix(text, "+")), false
}

// trimCurrency drops one currency sign at either end.
func trimCurrency(s string) string {
	s = strings.TrimSpace(s)
	for i, r := range s {
		if size := len(string(r)); unicode.Is(unicode.Sc, r) && (i == 0 || i+size == len(s)) {
			return strings.TrimSpace(s[:i] + s[i+size:])
		}
	}
	return s
}

// separate cuts a number at its decimal separator; part begins with a point or is empty.
func separate(text string) (whole, part string) {
	i := strings.LastIndexAny(text, ",.")
	if i < 0 || strings.Count(text, text[i:i+1]) > 1 {
		return text, ""
	}
	if text[i] == ',' && !strings.Contains(text, ".") && text[0] != '0' && groups.MatchString(text) {
		return text, ""
	}
	return text[:i], "." + text[i+1:]
}

// mixed says whether two kinds of separator group one number.
func mixed(whole string) bool {
	kinds := 0
	for _, separator := range []string{" ", ",", ".", "'"} {
		if strings.Contains(whole, separator) {
			kinds++
		}
	}
	return kinds > 1
}

func canonical(number string, negative bool) (string, error) {
	whole, part, _ := strings.Cut(number, ".")
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if len(whole) > wholeDigits || len(part) > partDigits {
		return "", errLong
	}
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole, nil
}

// showNumber writes a canonical number with its thousands grouped: 1,234,567.5. readNumber reads it back.
func showNumber(dec string) string {
	digits, negative := strings.CutPrefix(dec, "-")
	whole, part, pointed := strings.Cut(digits, ".")
	if !decimal.MatchString(digits) || whole == "" {
		return dec
	}
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if pointed {
		b.WriteString("." + part)
	}
	return b.String()
}

// showDate writes a day with its weekday, and with its year unless that is the year of now, in the zone now carries.
func showDate(d relationship.Date, now time.Time) string {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	if d.Year == now.Year() {
		return t.Format("Mon 2 Jan")
	}
	return t.Format("Mon 2 Jan 2006")
}

// splitBy cuts "the revised forecast by Friday" into what is promised and the day, as typed. It is the last "by" that
// counts, and only if a day stands behind it: "the review by the board" stays whole.
func splitBy(text string) (what, by string) {
	text = strings.TrimSpace(text)
	for i := len(text) - len("by x"); i >= 0 && len(text)-i <= maxDay+len("by "); i-- {
		if !strings.EqualFold(text[i:i+2], "by") || i > 0 && !isSpace(text[i-1]) || !isSpace(text[i+2]) {
			continue
		}
		day := strings.TrimRight(strings.TrimSpace(text[i+2:]), ".,;")
		if looksLikeDay(day) {
			return strings.TrimSpace(text[:i]), day
		}
	}
	return text, ""
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' }

var (
	clockSpan = regexp.MustCompile(`^(?:for |in )?(?:(\d{1,3}) ?(?:h|hrs?|hours?))? ?(?:(\d{1,3}) ?(?:m|mins?|minutes?))?$`)
	daySpan   = regexp.MustCompile(`^(?:for |in )?(\d{1,3}) ?(d|days?|w|weeks?)$`)
)

// readSpan reads how long something may wait: "2h" and "30m" are a duration, "tomorrow" and "Monday" a day after
// today, in loc. Exactly one of the two is set.
func readSpan(s string, now time.Time, loc *time.Location) (wait time.Duration, day relationship.Date, err error) {
	text, today := plainDay(s), relationship.DateOf(now, loc)
	if text == "an hour" {
		text = "1h"
	}
	if m := clockSpan.FindStringSubmatch(text); m != nil {
		wait = time.Duration(count(m[1]))*time.Hour + time.Duration(count(m[2]))*time.Minute
	}
	if wait > 0 {
		return wait, day, nil
	}
	if m := daySpan.FindStringSubmatch(text); m != nil {
		days := count(m[1])
		if m[2][0] == 'w' {
			days *= 7
		}
		day = today.AddDays(days)
	} else if day, err = readDay(s, today); err != nil {
		return 0, relationship.Date{}, fmt.Errorf("%s isn't a time I can wait for. Try 2h, tomorrow or Monday.", typed(s))
	}
	if !day.After(today) {
		return 0, relationship.Date{}, errors.New("That is not after today. Try 2h, tomorrow or Monday.")
	}
	return 0, day, nil
}

// count reads up to nine digits; anything else is none.
func count(digits string) int {
	n, _ := digitsOf(digits)
	return n
}

var (
	sharedMonth = regexp.MustCompile(`^(\d{1,2}) ?[-–] ?(\d{1,2}) ([a-z].*)$`)                      // 4-15 Aug
	monthFirst  = regexp.MustCompile(`^([a-z]+) (\d{1,2}) ?[-–] ?(\d{1,2})(.*)$`)                   // Aug 4-15
	between     = regexp.MustCompile(`^(?:from )?(.+?)(?: to | until | till | ?– ?| - |\.\.)(.+)$`) // 28 Dec to 4 Jan
	withYear    = regexp.MustCompile(`\b\d{4}\b`)
)

// readRange reads the first and the last day of an absence: "4-15 Aug", "28 Dec to 4 Jan", "next week" (Monday to
// Sunday), or one day alone. The second day is counted from the first; a year given only at the end holds for both.
func readRange(s string, now time.Time, loc *time.Location) (from, to relationship.Date, err error) {
	text, today := plainDay(s), relationship.DateOf(now, loc)
	if len(text) > 2*maxDay {
		return from, to, badRange(s)
	}
	if text == "this week" || text == "next week" {
		from = monday(today).AddDays(7 * strings.Count(text, "next"))
		return from, from.AddDays(6), nil
	}
	first, last := ends(text)
	if last == "" {
		from, err = readDay(first, today)
		return from, from, err
	}
	from, to, err = readEnds(first, last, today)
	if err == nil && to.Before(from) {
		err = fmt.Errorf("%s ends before it starts.", typed(s))
	}
	return from, to, err
}

// ends cuts a range into the texts of its two days; last is empty when there is only one.
func ends(text string) (first, last string) {
	if m := sharedMonth.FindStringSubmatch(text); m != nil {
		return m[1] + " " + m[3], m[2] + " " + m[3]
	}
	if m := monthFirst.FindStringSubmatch(text); m != nil {
		return m[1] + " " + m[2] + m[4], m[1] + " " + m[3] + m[4]
	}
	if m := between.FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return text, ""
}

// readEnds reads the two days of a range. The last day's year, if given, tells that of the first.
func readEnds(first, last string, today relationship.Date) (from, to relationship.Date, err error) {
	if withYear.MatchString(last) && !withYear.MatchString(first) {
		if to, err = readDay(last, today); err != nil {
			return from, to, err
		}
		for year := to.Year; year >= to.Year-1; year-- {
			from, err = readDay(fmt.Sprintf("%s %d", first, year), today)
			if err == nil && !to.Before(from) {
				return from, to, nil
			}
		}
	}
	if from, err = readDay(first, today); err != nil {
		return from, to, err
	}
	to, err = readDay(last, from)
	return from, to, err
}
