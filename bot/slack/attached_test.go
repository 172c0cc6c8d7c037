package slack

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/bot"
)

const days = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"

// calendar is a conversation that asks for a calendar file, or for what is in it.
func (a *asked) calendar(req bot.Request) bot.Reply {
	a.add(req)
	file := req.Files["file"]
	switch {
	case req.Values == nil:
		return bot.Reply{Form: &bot.Form{Title: "Holidays", Words: "settings holidays file", Fields: []bot.Field{
			{Name: "file", Label: "Calendar file", Kind: bot.Upload, Optional: true, Ending: "ics", Hint: "At most 1 MB"},
			{Name: "text", Label: "Or paste it", Kind: bot.Long, Optional: true}}}}
	case file.Lacks != "":
		return bot.Reply{Errors: map[string]string{"file": file.Lacks}}
	}
	m := bot.Plainly("Read.")
	return bot.Reply{Message: &m}
}

// reading is a Slack whose workspace lets us read files.
func reading(t *testing.T, a *asked) *fake {
	f := newFake(t, a.calendar)
	f.files = map[string]http.HandlerFunc{}
	f.app.offices.all()[0].in.Scopes = scopeNames()
	return f
}

// fileField is the field for a file as a form draws it; nil when it does not.
func fileField(view map[string]any) map[string]any {
	for _, b := range view["blocks"].([]any) {
		if block := b.(map[string]any); block["block_id"] == "file" {
			return block
		}
	}
	return nil
}

// chosen is what Slack brings of a field in which a file was attached.
func chosen(files ...any) map[string]any {
	return map[string]any{fieldAction: map[string]any{"type": "file_input", "files": files}}
}

func TestACalendarFileIsAttached(t *testing.T) {
	var a asked
	f := reading(t, &a)
	f.files["/files/days"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			t.Error("the file was asked for without the token")
		}
		fmt.Fprint(w, days)
	}
	f.command("U0KIM", "C0SHARED", "settings holidays file")
	view := f.view()
	field := fileField(view)
	if field == nil || field["optional"] != true || fmt.Sprint(field["element"]) != "map[action_id:value filetypes:[ics] max_files:1 type:file_input]" {
		t.Fatalf("the form has %v", field)
	}
	file := map[string]any{"id": "F1", "name": "days.ics", "size": len(days), "mimetype": "text/calendar", "url_private_download": f.web.URL + "/files/days"}
	f.submit(acme, "U0KIM", view, map[string]any{"file": chosen(file), "text": typedIn("")})
	if got := a.last(t).Files; len(got) != 1 || got["file"] != (bot.Attached{Name: "days.ics", Text: days}) {
		t.Errorf("attached was %+v", got)
	}
	if f.last().Text != "Read." {
		t.Errorf("told %+v", f.last())
	}
	f.submit(acme, "U0KIM", view, map[string]any{"file": chosen(), "text": typedIn(days)})
	if q := a.last(t); len(q.Files) > 0 || q.Values["text"] != days {
		t.Errorf("pasted was %+v", q)
	}
}

// What cannot be read leaves the form open, and says at the field what to do instead.
func TestAttachedFileThatCannotBeRead(t *testing.T) {
	var a asked
	f := reading(t, &a)
	f.files["/files/days"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, days) }
	f.files["/files/page"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>Sign in") }
	f.files["/files/moved"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/files/days", http.StatusFound)
	}
	f.files["/files/long"] = func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, bot.MostAttached+1)) }
	f.files["/files/none"] = func(w http.ResponseWriter, r *http.Request) {}
	f.files["/files/short"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, days[:9]) }
	f.refuse["files.info"] = []string{"file_not_found"}
	f.command("U0KIM", "C0SHARED", "settings holidays file")
	for _, c := range []struct {
		at   string
		more map[string]any
		says string
	}{
		{"/files/page", nil, "another workspace"},
		{"/files/moved", nil, "another workspace"},
		{"/files/long", nil, "larger than 1 MB"},
		{"/files/days", map[string]any{"size": bot.MostAttached + 1}, "larger than 1 MB"},
		{"/files/none", nil, "empty"},
		{"/files/short", map[string]any{"size": len(days)}, "Send the form again"},
		{"", map[string]any{"file_access": "check_file_info"}, "another workspace"},
		{"", map[string]any{"url_private_download": "https://docs.example.com/days.ics"}, "lie with Slack"},
		{"", map[string]any{"url_private_download": ""}, "lie with Slack"},
	} {
		file := map[string]any{"id": "F1", "name": "days.ics", "url_private_download": f.web.URL + c.at}
		for name, value := range c.more {
			file[name] = value
		}
		status, body := f.submit(acme, "U0KIM", f.view(), map[string]any{"file": chosen(file)})
		if got := a.last(t).Files["file"]; got.Text != "" || !strings.Contains(got.Lacks, c.says) || !strings.Contains(got.Lacks, "paste") {
			t.Errorf("%s %v: %+v", c.at, c.more, got)
		}
		if status != http.StatusOK || !strings.Contains(body, `"response_action":"errors"`) || !strings.Contains(body, c.says) {
			t.Errorf("%s %v: answered %d %s", c.at, c.more, status, body)
		}
	}
}

// Slack waits three seconds for an answer, so a file is not waited for as long.
func TestAttachedFileThatComesLate(t *testing.T) {
	var a asked
	f := reading(t, &a)
	f.files["/files/days"] = func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	f.command("U0KIM", "C0SHARED", "settings holidays file")
	view := f.view()
	f.app.patience = 500 * time.Millisecond
	_, body := f.submit(acme, "U0KIM", view, map[string]any{"file": chosen(map[string]any{"url_private_download": f.web.URL + "/files/days"})})
	if !strings.Contains(body, "in time. Send the form again") {
		t.Errorf("answered %s", body)
	}
}

// Where no file can be attached the form says so, and what is in it is pasted.
func TestWhereNoFileCanBeAttached(t *testing.T) {
	without := slices.DeleteFunc(scopeNames(), func(s string) bool { return s == readsFiles })
	for _, c := range []struct {
		name   string
		scopes []string
		team   string
	}{{"the scope is missing", without, acme}, {"Slack does not say the scopes", nil, acme}, {"a person of the partner", scopeNames(), boreal}} {
		var a asked
		f := reading(t, &a)
		f.app.offices.all()[0].in.Scopes = c.scopes
		f.press(c.team, "U0DANA", "C0SHARED", "settings holidays file")
		if view := f.view(); fileField(view) != nil || !strings.Contains(fmt.Sprint(view), "Paste what is in it instead") {
			t.Errorf("%s: %v", c.name, view)
		}
	}
}

// A workspace that refuses a form with a file gets it without, once it is asked for again.
func TestFormWithAFileThatSlackRefuses(t *testing.T) {
	for _, refusal := range []string{"invalid_arguments", "missing_scope files:read"} {
		var a asked
		f := reading(t, &a)
		f.refuse["views.open"] = []string{refusal}
		f.command("U0KIM", "C0SHARED", "settings holidays file")
		if m := f.last(); !strings.Contains(fmt.Sprint(m.Blocks), "settings holidays file") {
			t.Fatalf("%s: told %+v", refusal, m)
		}
		f.press(acme, "U0KIM", "C0SHARED", "settings holidays file")
		if view := f.view(); fileField(view) != nil {
			t.Errorf("%s: drawn again with it", refusal)
		}
	}
}

// The file of a form that was closed is not read.
func TestFileOfAClosedFormIsNotRead(t *testing.T) {
	var a asked
	f := reading(t, &a)
	f.files["/files/days"] = func(http.ResponseWriter, *http.Request) { t.Error("it was read") }
	f.command("U0KIM", "C0SHARED", "settings holidays file")
	p := submission(acme, "U0KIM", f.view(), map[string]any{"file": chosen(map[string]any{"url_private_download": f.web.URL + "/files/days"})})
	p["type"] = "view_closed"
	f.payload(p)
	if f.app.Wait(); !a.last(t).Closed || len(a.last(t).Files) > 0 {
		t.Errorf("asked %+v", a.last(t))
	}
}
