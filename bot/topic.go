package bot

import (
	"fmt"
	"strings"

	"collab/relationship"
)

// topic is "checkin topic "late invoices"", "checkin topic 3 done "credit note"", or the list of what there is to talk
// about.
func (t *turn) topic() Reply {
	id, numbered := t.s.number(1)
	switch said := strings.ToLower(t.s.arg(2)); {
	case numbered && (said == "done" || said == "close"):
		return t.closeTopic(id)
	case numbered && said == "":
		return t.show(t.topics)
	case numbered && t.s.arg(3) == "" && t.carried(id): // a slip, not something to share
		return t.unknownVerb("checkin", fmt.Sprintf("checkin topic %d", id), "done")
	case t.submitted():
		return t.bringUp(t.value("topic"))
	case strings.EqualFold(t.s.arg(1), "new"):
		return t.reply(func(v relationship.View) Reply { return Reply{Form: t.topicForm(v)} })
	case t.s.arg(1) == "":
		return t.show(t.topics)
	}
	return t.bringUp(t.s.rest(1))
}

func (t *turn) carried(id int) (known bool) {
	t.read(func(v relationship.View) { known = v.Shared.Carried[id] != nil })
	return known
}

// topicAlone is "topic" without the word before it.
func topicAlone(t *turn) Reply {
	t.s.noun, t.s.args = "checkin", append([]word{{text: "topic"}}, t.s.args...)
	return checkin(t)
}

func (t *turn) topicForm(v relationship.View) *Form {
	return &Form{Title: "Something to talk about", Words: "checkin topic new", Submit: "Carry it", Audience: t.joint(v.Shared),
		Intro:  "It is carried from check-in to check-in, and to the review, until somebody closes it.",
		Fields: []Field{{Name: "topic", Label: "What do you want to talk about?", Max: 300}}}
}

func (t *turn) bringUp(text string) Reply {
	return t.do(&relationship.CarryTopic{Text: text}, func(v relationship.View) Message {
		topics := v.Shared.Topics()
		last := topics[len(topics)-1]
		return withNote(Plainly(fmt.Sprintf("Topic %s is carried until somebody closes it.", topicName(last)), topicDone(last)), t.joint(v.Shared).Face)
	})
}

func (t *turn) closeTopic(id int) Reply {
	c := &relationship.CloseTopic{Topic: id, Outcome: t.s.rest(3)}
	return t.do(c, func(v relationship.View) Message {
		return withNote(Plainly("Topic "+topicName(v.Shared.Carried[id])+" is closed."), t.joint(v.Shared).Face)
	})
}

// topics lists what is carried, each with its way out.
func (t *turn) topics(v relationship.View) Message {
	carry := Button{Label: "Bring something up", Words: "checkin topic new"}
	open := v.Shared.Topics()
	if len(open) == 0 {
		return Plainly("There is nothing to talk about yet.", carry)
	}
	items := Items{Title: "To talk about", Items: t.topicItems(v, open)}
	return Message{Fallback: "To talk about: " + counted(len(open), "topic"), Blocks: []Block{items, Buttons{carry}}}
}

// topicItems are topics with who brought them up, each with its way out.
func (t *turn) topicItems(v relationship.View, topics []*relationship.Topic) (out []Item) {
	for _, topic := range topics {
		out = append(out, Item{Title: topicName(topic), Detail: t.broughtUp(v, topic), Button: topicDone(topic)})
	}
	return out
}

func (t *turn) broughtUp(v relationship.View, topic *relationship.Topic) string {
	return "brought up by " + v.Shared.PersonName(topic.By) + " of " + v.Shared.PartyName(topic.Party) + " on " + t.day(relationship.DateOf(topic.At, t.loc))
}

// topicName is a topic by its number and words.
func topicName(topic *relationship.Topic) string {
	return fmt.Sprintf("%d %s", topic.ID, orErased(topic.Text))
}

func topicDone(topic *relationship.Topic) Button {
	return Button{Label: "Close topic", Words: fmt.Sprintf("checkin topic %d done", topic.ID)}
}

// topicsIn are the topics of a check-in as everybody reads them below its counts.
func (t *turn) topicsIn(v relationship.View, c *relationship.CheckIn) Items {
	items := Items{Title: "To talk about"}
	for _, topic := range v.Shared.TopicsOf(c) {
		detail := t.broughtUp(v, topic)
		if !topic.Closed.IsZero() {
			detail = "closed by " + v.Shared.PersonName(topic.ClosedBy)
			if topic.Outcome != "" {
				detail += ": " + topic.Outcome
			}
		}
		items.Items = append(items.Items, Item{Title: topicName(topic), Detail: detail})
	}
	return items
}
