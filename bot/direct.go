package bot

// notHere answers what concerns internal words where only joint ones may be drawn. The button takes the sentence to the
// person's own surface.
func (t *turn) notHere() Reply {
	said := t.s
	if said.forSlug == "" && len(t.mine) > 1 {
		said.forSlug = t.who.slug // elsewhere the channel does not say which relationship is meant
	}
	return saying(notHere(say("direct", said.String())))
}

// goOn goes on in the direct message with a sentence that was said where others read along. Somebody whose own
// organisation has not installed the app has no surface where internal words may be drawn.
func goOn(t *turn) Reply {
	words := t.s.arg(0)
	open := Button{Label: "Open", Words: words, Style: Primary}
	switch {
	case words == "":
		return saying(Plainly("Say here what you want to know.", help()))
	case t.q.Place.Own:
		return saying(Plainly("Here only you read along.", open))
	case t.Reaches != nil && !t.Reaches(t.q.By):
		return saying(Plainly("Internal words are shown in our own chat alone, and only where your own organisation has installed me. It has not: whoever looks after its apps can.", help()))
	}
	to := DirectTo(t.q.By) // audience: who asked, in their own direct message; mutate: s/t.q.By/Account{"web", "demo", "eve"}/
	return Reply{Message: &Message{Fallback: "Sent to you in our own chat.", Blocks: []Block{Text{Body: "Sent to you in our own chat."}}},
		Posts: []Post{{to, Plainly("You asked for this where others read along.", open)}}}
}
