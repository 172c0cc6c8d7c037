package bot

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one letter keeps. No orthography needs more; towers of them hide other lines.
const maxMarks = 8

// clean makes what people wrote fit to be kept and shown: valid UTF-8 in NFC, without control characters (line breaks
// and tabs stay), without what turns the direction of a line or stands there unseen, trimmed. It is applied to all
// text from people before anything else reads it; cleaning twice changes nothing.
func clean(s string) string {
	if s == "" || ordinary(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = norm.NFC.String(returns.Replace(s))
	runes := []rune(s)
	kept := make([]rune, 0, len(runes))
	marks := 0
	for i, r := range runes {
		r = spaced(r)
		if unicode.Is(unicode.M, r) && !unicode.Is(unicode.Variation_Selector, r) {
			marks++
		} else {
			marks = 0
		}
		if marks <= maxMarks && belongs(kept, r, runes[i+1:]) {
			kept = append(kept, r)
		}
	}
	return strings.TrimSpace(norm.NFC.String(string(kept)))
}

var returns = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// spaced turns the rarer line breaks into plain ones, and the blank that looks like a letter into a space.
func spaced(r rune) rune {
	switch r {
	case '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\u2800':
		return ' '
	}
	return r
}

// belongs says whether a character may stay between what was kept before it and what follows.
func belongs(before []rune, r rune, after []rune) bool {
	switch {
	case r == '\n', r == '\t':
		return true
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		return joins(before, r, after)
	case unicode.Is(tags, r):
		return len(before) > 0 && (before[len(before)-1] == blackFlag || unicode.Is(tags, before[len(before)-1]))
	}
	return !unicode.IsControl(r) && !unicode.Is(unicode.Co, r) && !unicode.Is(unseen, r)
}

const (
	zeroWidthNonJoiner = '\u200C'
	zeroWidthJoiner    = '\u200D'
	blackFlag          = '\U0001F3F4' // with tags behind it: the flags of England, Scotland and Wales
)

// unseen are the characters that only deceive: they turn the direction of text, or take a place without a sign.
var unseen = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
	{Lo: 0x034F, Hi: 0x034F, Stride: 1}, // combining grapheme joiner
	{Lo: 0x061C, Hi: 0x061C, Stride: 1}, // Arabic letter mark
	{Lo: 0x115F, Hi: 0x1160, Stride: 1}, // Hangul fillers
	{Lo: 0x17B4, Hi: 0x17B5, Stride: 1}, // Khmer inherent vowels
	{Lo: 0x180E, Hi: 0x180E, Stride: 1}, // Mongolian vowel separator
	{Lo: 0x200B, Hi: 0x200B, Stride: 1}, // zero width space
	{Lo: 0x200E, Hi: 0x200F, Stride: 1}, // direction marks
	{Lo: 0x202A, Hi: 0x202E, Stride: 1}, // direction embeddings and overrides
	{Lo: 0x2060, Hi: 0x206F, Stride: 1}, // word joiner, invisible operators, direction isolates
	{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // Hangul filler
	{Lo: 0xFDD0, Hi: 0xFDEF, Stride: 1}, // no characters
	{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
	{Lo: 0xFFA0, Hi: 0xFFA0, Stride: 1}, // halfwidth Hangul filler
	{Lo: 0xFFF0, Hi: 0xFFFB, Stride: 1}, // interlinear annotation
	{Lo: 0xFFFE, Hi: 0xFFFF, Stride: 1}, // no characters
}, R32: []unicode.Range32{
	{Lo: 0x1D173, Hi: 0x1D17A, Stride: 1}, // musical formatting
	{Lo: 0xE0000, Hi: 0xE001F, Stride: 1}, // language tags
	{Lo: 0xE0080, Hi: 0xE00FF, Stride: 1}, // unassigned, not drawn
	{Lo: 0xE01F0, Hi: 0xE0FFF, Stride: 1}, // unassigned, not drawn
}, LatinOffset: 1}

var tags = &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0xE0020, Hi: 0xE007F, Stride: 1}}}

// joined are the scripts whose spelling needs joiners between letters (the cases RFC 5892 allows in names).
var joined = []*unicode.RangeTable{unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
	unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer}

// joins says whether a joiner stands where writing has one: inside an emoji sequence, or between letters of one of the
// joined scripts.
func joins(before []rune, r rune, after []rune) bool {
	if len(before) == 0 || len(after) == 0 {
		return false
	}
	last, next := before[len(before)-1], after[0]
	if unicode.In(last, joined...) && unicode.In(next, joined...) {
		return true
	}
	return r == zeroWidthJoiner && pictured(next) && (pictured(last) || unicode.Is(unicode.Variation_Selector, last))
}

// pictured says whether a character can be part of an emoji sequence.
func pictured(r rune) bool {
	return unicode.Is(unicode.So, r) || r == '↔' || r == '↕' || r >= 0x1F3FB && r <= 0x1F3FF
}

// cut shortens a text to max characters as people count them, the last then being "…". One that is drawn from a great
// many code points counts for more than one.
func cut(s string, max int) string {
	width, fits := 0, 0 // fits: how many bytes stay if the text must be cut
	for clusters := uniseg.NewGraphemes(s); clusters.Next(); {
		_, to := clusters.Positions()
		width += 1 + len(clusters.Runes())/16
		if width > max {
			return ellipsis(s[:fits], max)
		}
		if width < max {
			fits = to
		}
	}
	return s
}

func ellipsis(s string, max int) string {
	if max <= 0 {
		return ""
	}
	return strings.TrimRightFunc(s, unicode.IsSpace) + "…"
}
