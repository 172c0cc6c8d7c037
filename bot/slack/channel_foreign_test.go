package slack

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// theirs are events of a workspace that is in the channel too, and has installed the app: what happened to its own side.
var theirs = []string{
	`{"type":"channel_id_changed","old_channel_id":"C0SHARED","new_channel_id":"C0THEIRS"}`,
	`{"type":"channel_archive","channel":"C0SHARED"}`,
	`{"type":"channel_deleted","channel":"C0SHARED"}`,
	`{"type":"channel_left","channel":"C0SHARED"}`,
	`{"type":"member_left_channel","channel":"C0SHARED","user":"U0BOT2","team":"T0BOREAL"}`,
	`{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0ACME","is_ext_shared":false}`,
	`{"type":"channel_unshared","channel":"C0SHARED","previously_connected_team_id":"T0BOREAL","is_ext_shared":true}`,
}

// foreign is an event that Slack brings for another installation than the one that holds the place; the outer team may be
// either side's.
func (f *fake) foreign(through, event string) int {
	f.t.Helper()
	status, _ := f.event(fmt.Sprintf(`{"type":"event_callback","event_id":"Ev1","team_id":"T0ACME","authorizations":[{"team_id":%q}],"event":%s}`, through, event))
	f.app.Wait()
	return status
}

// What befalls another workspace's side of a channel takes the channel from no relationship of ours.
func TestNonInterferenceOfAnotherInstallationWithAChannel(t *testing.T) {
	for _, event := range theirs {
		f, told := linkedTo(t, "slack/T0ACME/C0SHARED")
		f.app.enter(Installation{Team: boreal, User: "U0BOT2", Token: token, Installer: "U0DANA"})
		f.info["C0SHARED"] = map[string]any{"id": "C0SHARED", "is_member": true, "is_ext_shared": true}
		if status := f.foreign(boreal, event); status != http.StatusOK || len(*told) != 0 {
			t.Errorf("%s: %d, told %q", event, status, *told)
		}
		f.refuse["conversations.info"] = []string{"500", "ratelimited"}
		for range 2 { // it cannot be asked how our side is
			if f.foreign(boreal, event); len(*told) != 0 {
				t.Errorf("%s: unasked, told %q", event, *told)
			}
		}
	}
}

// An installation that we do not have any more, or never had, is not taken for the only one there is.
func TestNonInterferenceOfAnInstallationThatIsNotOurs(t *testing.T) {
	for _, event := range theirs {
		f, told := linkedTo(t, "slack/T0ACME/C0SHARED")
		f.info["C0SHARED"] = map[string]any{"id": "C0SHARED", "is_member": true, "is_ext_shared": true}
		if f.foreign("T0EVIL", event); len(*told) != 0 {
			t.Errorf("%s: told %q", event, *told)
		}
	}
}

// What another installation brings is believed when the holder says the same of its own side, and is asked for again when
// that cannot be asked.
func TestWhatAnotherInstallationBringsIsAskedFor(t *testing.T) {
	f, told := linkedTo(t, "slack/T0ACME/C0SHARED")
	f.app.enter(Installation{Team: boreal, User: "U0BOT2", Token: token, Installer: "U0DANA"})
	f.info["C0THEIRS"] = map[string]any{"id": "C0THEIRS"}
	f.refuse["conversations.info"] = []string{"500"}
	if status := f.foreign(boreal, theirs[0]); status != http.StatusInternalServerError {
		t.Errorf("acknowledged with %d", status)
	}
	f.foreign(boreal, theirs[0])
	f.info["C0SHARED"] = map[string]any{"id": "C0SHARED", "is_archived": true}
	f.foreign(boreal, theirs[1])
	want := []string{"slack/T0ACME/C0SHARED moved to slack/T0ACME/C0THEIRS", "slack/T0ACME/C0SHARED lost: is_archived"}
	if !slices.Equal(*told, want) {
		t.Errorf("told %q", *told)
	}
}
