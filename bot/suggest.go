package bot

import "github.com/agnivade/levenshtein"

// nearest is the candidate a mistyped word most likely meant, empty if none is near: at most two letters off, and less
// than half of the word. It is for suggesting; nothing runs by guess. Of equals the first one wins.
func nearest(word string, among []string) string {
	const longest = 40
	best, least := "", 3
	length := len([]rune(word))
	if length > longest {
		return ""
	}
	for _, candidate := range among {
		if off := apart(word, candidate); off < least && 2*off < length {
			best, least = candidate, off
		}
	}
	return best
}

// apart counts the letters to add, drop or change; two neighbours in the wrong order count once.
func apart(a, b string) int {
	if swapped([]rune(a), []rune(b)) {
		return 1
	}
	return levenshtein.ComputeDistance(a, b)
}

// swapped says whether two words differ only in the order of two neighbours.
func swapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
	}
	return false
}
