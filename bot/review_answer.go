package bot

import (
	"fmt"
	"slices"
	"strings"

	"collab/relationship"
)

// reviewAsk is one of the questions every review asks, in our own words, and what the line behind it is for.
type reviewAsk struct{ label, hint string }

// reviewAsks is how a question of the review is put. Each is put so that yes means that nothing has to change.
func reviewAsks(q relationship.ReviewQuestion) reviewAsk {
	switch q {
	case relationship.AskProjection:
		return reviewAsk{"Is what we expected of working together being met?", "What is met, and what is not"}
	case relationship.AskRelevance:
		return reviewAsk{"Is it still what our organisation needs, as things are now?", "What has changed around us"}
	case relationship.AskCharter:
		return reviewAsk{"Does our charter still fit?", "What in it should change, and why"}
	case relationship.AskOutcomes:
		return reviewAsk{"Are the outcomes on course?", "Which have to be steered back, and how"}
	case relationship.AskFramework:
		return reviewAsk{"Does the way we run this help more than it costs?", "What helps, and what is in the way"}
	}
	return reviewAsk{"Are our targets the right ones?", "Which should be others"}
}

// toReview is one answer as it is filled in or said.
type toReview struct {
	question relationship.ReviewQuestion
	verdict  relationship.ReviewVerdict
	words    string
}

// answerReview is "review answer", which asks all questions at once, or one of them in a sentence: "review answer
// targets partly "the second is too low"".
func (t *turn) answerReview(id int) Reply {
	q := relationship.ReviewQuestion(strings.ToLower(t.s.arg(2)))
	switch {
	case t.submitted():
		return t.answersFilled(id)
	case slices.Contains(relationship.ReviewQuestions, q) && t.s.arg(3) != "":
		return t.answerAll(id, []toReview{{q, relationship.ReviewVerdict(strings.ToLower(t.s.arg(3))), t.s.rest(4)}})
	}
	if r, no := t.refusedAnyway(&relationship.AnswerReview{Review: id}, "question"); no {
		return r
	}
	return t.open(func(v relationship.View) Form { return t.answerForm(v, v.Shared.Reviews[id]) })
}

// behind is the field for the words behind a verdict.
func behind(q relationship.ReviewQuestion) string { return string(q) + "-words" }

// answersFilled reads the form. A question left alone stays unanswered; words alone answer none.
func (t *turn) answersFilled(id int) Reply {
	var answers []toReview
	wrong := map[string]string{}
	for _, q := range relationship.ReviewQuestions {
		a := toReview{q, relationship.ReviewVerdict(t.value(string(q))), t.value(behind(q))}
		switch {
		case a.verdict != "":
			answers = append(answers, a)
		case a.words != "":
			wrong[string(q)] = "Choose yes, partly or no, so that your words have an answer to stand behind."
		}
	}
	if len(wrong) > 0 {
		return Reply{Errors: wrong}
	}
	return t.answerAll(id, answers)
}

// answerAll records the answers that are new, each with a key of its own, in the name of the person's party.
func (t *turn) answerAll(id int, answers []toReview) Reply {
	var keys []string
	if err := t.mayTell(&relationship.AnswerReview{}); err != nil {
		return t.refused(err)
	}
	for _, a := range answers {
		key := "/" + string(a.question)
		if t.holdsAnswer(id, a) && !t.recorded(key) {
			continue
		}
		got, err := t.step(key, &relationship.AnswerReview{Review: id, Question: a.question, Verdict: a.verdict, Words: a.words})
		if err != nil {
			return t.back(1).refused(err).movedErrors(map[string]string{"verdict": string(a.question), "words": behind(a.question)})
		}
		if got.Differs {
			return t.show(t.differs)
		}
		keys = append(keys, t.q.Key+key)
	}
	return t.show(func(v relationship.View) Message { return t.reviewAnswered(v, v.Shared.Reviews[id], keys) })
}

// holdsAnswer says whether exactly this is what the person's party answers now.
func (t *turn) holdsAnswer(id int, a toReview) (same bool) {
	t.read(func(v relationship.View) {
		now := v.Shared.Reviews[id].Answers[t.who.Party][a.question]
		same = now != nil && now.Verdict == a.verdict && now.Words == a.words
	})
	return same
}

// recorded says whether this request was recorded under such a key by an earlier try.
func (t *turn) recorded(key string) bool {
	_, known := t.Store.Recorded(t.who.Relationship, t.q.Key+key)
	return known
}

// reviewAnswered confirms what was answered; one undo takes all of it back.
func (t *turn) reviewAnswered(v relationship.View, r *relationship.Review, keys []string) Message {
	if len(keys) == 0 {
		return Plainly(fmt.Sprintf("Review %d: nothing has changed, so nothing was recorded.", r.ID), showReview(r.ID))
	}
	given := len(r.Answers[t.who.Party])
	text := fmt.Sprintf("Review %d: %s answers %d of %d questions.", r.ID, v.Shared.PartyName(t.who.Party), given, len(relationship.ReviewQuestions))
	if r.Minutes != nil {
		text += fmt.Sprintf(" Version %d of the minutes was proposed before; propose them again to take it in.", r.Minutes.Version)
	}
	return withUndo(t.everybody(v, text, showReview(r.ID)), keys...)
}

// answerForm asks the questions of the review; what one's party answered before stands in the fields, in this review or
// else, as far as the verdict goes, in the last one.
func (t *turn) answerForm(v relationship.View, r *relationship.Review) Form {
	f := Form{Title: fmt.Sprintf("Review %d: our answers", r.ID), Words: fmt.Sprintf("review %d answer", r.ID), Submit: "Answer", Audience: t.joint(v.Shared),
		Intro: fmt.Sprintf("For %s, about %s. Answer what you can; it can be changed until the minutes are agreed. Your name stands beside it.",
			v.Shared.PartyName(t.who.Party), t.span(r.Quarter))}
	for _, q := range relationship.ReviewQuestions {
		asks := reviewAsks(q)
		verdict := Field{Name: string(q), Label: asks.label, Kind: Choice, Options: verdicts(), Optional: true}
		words := Field{Name: behind(q), Label: asks.hint, Optional: true, Max: 2000}
		if a := r.Answers[t.who.Party][q]; a != nil {
			verdict.Value, words.Value = string(a.Verdict), a.Words
		} else if last := v.Shared.Reviews[r.ID-1]; last != nil && last.Answers[t.who.Party][q] != nil {
			before := last.Answers[t.who.Party][q]
			verdict.Value = string(before.Verdict)
			words.Hint = cut("Last time: "+answerWords(before), 140)
		}
		f.Fields = append(f.Fields, verdict, words)
	}
	return f
}

// verdicts are the answers one can choose from.
func verdicts() (out []Option) {
	for _, w := range relationship.ReviewVerdicts {
		out = append(out, Option{string(w), upper(string(w))})
	}
	return out
}
