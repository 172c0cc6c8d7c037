package slack

// Inbox keeps requests, as they came, that cannot be answered before Slack was asked who did it. What it was given is
// on disk when Receive returns.
type Inbox struct {
	Receive func(raw []byte) (n uint64, err error)
	Waiting func(limit int) []Received
	Done    func(n uint64)
}

// Received is one request that was kept, and its number in the inbox.
type Received struct {
	N   uint64
	Raw []byte
}

// keep puts a request into the inbox, and sees to it that it is worked off.
func (a *App) keep(kind string, payload []byte) error {
	return errNobody
}
