package bot

import (
	"strings"
	"testing"
)

func TestACardIsShortAndLeadsToTheRest(t *testing.T) {
	said := Message{Blocks: []Block{Text{Title: "Check-in 12"}, Items{Items: []Item{{Title: "Kim", Detail: "On track."}, {Title: "Dana", Detail: strings.Repeat("word ", 600)}}}}}
	list := shortened(said, "checkin show 12").Blocks[1].(Items)
	if n := len([]rune(list.Items[1].Detail)); n > mostOnCard || list.Items[0].Detail != "On track." || list.Rest.Words != "checkin show 12" {
		t.Errorf("%d characters, rest %+v", n, list.Rest)
	}
	if said.Blocks[1].(Items).Items[1].Detail != strings.Repeat("word ", 600) {
		t.Error("the message it was made of changed")
	}
	said.Blocks[1] = Items{Items: []Item{{Title: "Kim", Detail: "On track."}}}
	if list := shortened(said, "checkin show 12").Blocks[1].(Items); list.Rest.Words != "" {
		t.Error("nothing was cut, and there is a button for it")
	}
}
