package bot

import (
	"encoding/json"
	"fmt"

	"collab/relationship"
)

// Appointment is what a code stands for that the operator gives to a newcomer, who becomes the relationship manager of a
// party that has lost all its people; gone are those who leave by it. Purpose is what such a code is made for: it is used
// like any other with which one joins.
func Appointment(rel, party string, gone []string) (purpose string, value []byte) {
	value, _ = json.Marshal(ticket{Relationship: rel, Party: party, By: relationship.ByOperator, Gone: gone}) // always encodes
	return ticketPurpose, value
}

// appoints says whether the ticket is the operator's.
func (k ticket) appoints() bool { return k.By == relationship.ByOperator }

// appointedNote tells that the operator appointed somebody, in a channel or to one person alike.
func (t *turn) appointedNote(v relationship.View, person, tail string) Message {
	p := v.Shared.Persons[person]
	if p == nil {
		return Plainly("Somebody was appointed in " + v.Shared.Name + ".")
	}
	who := "Whoever runs this server"
	if t.Host != "" {
		who += " (" + t.Host + ")"
	}
	return withNote(Plainly(fmt.Sprintf("%s made %s the relationship manager of %s in %s, because nobody was left who could act for it.", who, v.Shared.PersonName(person), v.Shared.PartyName(p.Party), v.Shared.Name),
		Button{Label: "Members", Words: "members" + tail, Style: Primary}), "It stands on record, and every party is told. A relationship manager reads what is internal to their own party.")
}
