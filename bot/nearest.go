package bot

// Nearest is, of a person's accounts, the one by which they are told something: where they talk rather than by mail, and
// by mail rather than on a page that they have to open; of two alike the one they had first. Reaches says whether an account
// can be reached now; without it all can be, at once, so the first one is.
func Nearest(accounts []string, reaches func(Account) bool) (nearest Account, ok bool) {
	for _, key := range accounts {
		a, known := AccountOf(key)
		switch {
		case known && reaches == nil:
			return a, true
		case known && reaches(a) && (!ok || a.distance() < nearest.distance()):
			nearest, ok = a, true
		}
	}
	return nearest, ok
}

// distance grows with how long it may take until somebody reads what is said to an account.
func (a Account) distance() int {
	switch {
	case a.Platform == byMail:
		return 1
	case a.Platform == byDoor:
		return 2
	}
	return 0
}
