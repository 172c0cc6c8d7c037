package bot

import (
	"fmt"

	"collab/relationship"
)

// export says how the record leaves the server: whoever runs it writes the file, which holds no other party's own ledger.
func export(t *turn) Reply {
	return t.show(func(v relationship.View) Message {
		return Message{Fallback: "How to get the record", Blocks: []Block{
			Text{Body: "Whoever runs this server writes the record to a file for your organisation: what every party reads, and what is internal to " + v.Shared.PartyName(t.who.Party) + ". Anybody can check the file without the server."},
			Facts{{Name: "They say on the server", Value: fmt.Sprintf("collab export %s --for %s -o DIRECTORY", t.who.Relationship, t.who.Party)},
				{Name: "Its head now", Value: v.Shared.Head().String()}},
			Buttons{{Label: "What stands on record", Words: "audit"}}}}
	})
}
