package bot

import (
	"strings"

	"collab/relationship"
)

// naming is "settings name Northern supply": what the relationship is called; "settings name off" calls it after its
// parties again.
func (t *turn) naming() Reply {
	name := strings.TrimSpace(t.s.rest(1))
	if name == "" {
		return t.show(func(v relationship.View) Message {
			return Plainly("It is called "+v.Shared.Name+". Another name: settings name Northern supply. After its parties, as they come and go: settings name off.",
				Button{Label: "Settings", Words: "settings"})
		})
	}
	if strings.EqualFold(name, "off") {
		name = ""
	}
	var before string
	t.read(func(v relationship.View) { before = v.Shared.Name })
	return t.announced(t.do(&relationship.NameRelationship{Name: name}, func(v relationship.View) Message {
		return Plainly("It is called " + v.Shared.Name + " now. Every party can see this.")
	}), "is what "+before+" is called now", "")
}
