package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"collab/relationship"
)

// review shows the quarterly review that is open or comes next, and does with it whatever its state allows: prepare,
// hold, decide, minute, agree. With a number behind it, it is about that one.
func review(t *turn) Reply {
	if t.saidAll() {
		return t.show(t.reviewList)
	}
	id, numbered := t.s.number(0)
	var none *Message
	t.read(func(v relationship.View) {
		r := reviewFor(v.Shared, id)
		if r == nil {
			m := t.noReview(v, id)
			none = &m
			return
		}
		id = r.ID
	})
	if none != nil || t.err != nil {
		return Reply{Message: none}
	}
	if !numbered { // from here on every sentence names its review
		t.s.args = slices.Insert(slices.Clone(t.s.args), 0, word{text: strconv.Itoa(id)})
	}
	return t.reviewVerb(id)
}

// reviewFor is the review meant: by its number, or the newest that was opened; nil when there is none.
func reviewFor(s *relationship.Shared, id int) *relationship.Review {
	if id == 0 {
		return s.LatestReview()
	}
	return s.Reviews[id]
}

// reviewVerb does one thing with one review, or shows it.
func (t *turn) reviewVerb(id int) Reply {
	switch verb := strings.ToLower(t.s.arg(1)); verb {
	case "", "show":
		return t.show(func(v relationship.View) Message { return t.reviewPage(v, v.Shared.Reviews[id]) })
	case "agenda":
		return t.show(func(v relationship.View) Message { return t.reviewAgenda(v, v.Shared.Reviews[id]) })
	case "pack":
		return t.show(func(v relationship.View) Message { return t.reviewPack(v, v.Shared.Reviews[id]) })
	case "answer":
		return t.answerReview(id)
	case "day", "move":
		return t.moveReview(id)
	case "delegate":
		return t.reviewDelegate(id)
	case "held", "hold":
		return t.holdReview(id)
	case "decide":
		return t.deciding(id)
	case "action":
		return t.pledging(id, 2)
	case "minutes":
		return t.reviewMinutes(id)
	case "agree":
		return t.agreeMinutes(id)
	case "refuse":
		return t.because(t.refusingMinutes(id))
	}
	return t.unknownVerb("review", fmt.Sprintf("review %d", id),
		"agenda", "pack", "answer", "day", "delegate", "held", "decide", "action", "minutes", "agree", "refuse")
}

// showReview is the button to a review.
func showReview(id int) Button {
	return Button{Label: fmt.Sprintf("Show review %d", id), Words: fmt.Sprintf("review %d", id)}
}

// reviewThing is how the record names a review.
func reviewThing(id int) string { return fmt.Sprintf("review %d", id) }

// noReview says which review comes, when none of that number was opened yet.
func (t *turn) noReview(v relationship.View, id int) Message {
	if id > 0 {
		return noSuch(fmt.Sprintf("review %d", id), Button{Label: "Reviews", Words: "review all", Style: Primary})
	}
	next, ok := v.Shared.NextReview(t.now)
	switch {
	case v.Shared.Pause != nil:
		return Plainly(v.Shared.Name+" is paused, so no review is planned.", Button{Label: "Resume", Words: "settings resume"}, help())
	case !ok:
		return Plainly("No review is planned. They come at the end of every quarter once both sides have joined.", help())
	}
	return Message{Fallback: "No review is open yet.", Blocks: []Block{
		Text{Body: "No review is open yet. The first one looks back at " + t.span(next.Quarter) + "; its agenda and evidence are put together two weeks before."},
		t.nextReview(next)}}
}

// span is the days of a period, both counted in.
func (t *turn) span(p relationship.Period) string {
	return t.day(p.From) + " to " + t.day(p.To.AddDays(-1))
}

// reviewList lists the reviews there were, the newest first.
func (t *turn) reviewList(v relationship.View) Message {
	ids := sortedIDs(v.Shared.Reviews)
	slices.Reverse(ids)
	if len(ids) == 0 {
		return t.noReview(v, 0)
	}
	page, more, rest := paged(t, ids, "Show older reviews", "review all")
	items := Items{Title: "Reviews, the newest first", More: more, Rest: rest}
	for _, id := range page {
		r := v.Shared.Reviews[id]
		items.Items = append(items.Items, Item{Title: fmt.Sprintf("Review %d, %s", id, t.span(r.Quarter)), Detail: t.reviewState(v.Shared, r), Button: showReview(id)})
	}
	m := Message{Fallback: counted(len(ids), "review"), Blocks: []Block{items}}
	if next, ok := v.Shared.NextReview(t.now); ok {
		m.Blocks = append(m.Blocks, t.nextReview(next))
	}
	return m
}
