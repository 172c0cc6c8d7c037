package teams

import (
	"strings"
	"testing"
	"time"

	"collab/bot"
)

func message(changes ...func(map[string]any)) map[string]any {
	m := map[string]any{
		"id": root, "createdDateTime": "2026-02-27T09:30:00Z", "linkToMessage": "https://teams.microsoft.com/l/message/19:shared@thread.tacv2/" + root,
		"from":        map[string]any{"user": map[string]any{"id": strings.ToUpper(ines.Object), "displayName": "Ines", "userIdentityType": "aadUser"}},
		"body":        map[string]any{"contentType": "html", "content": "<div><p>Uptime was <b>99.2&nbsp;%</b></p><p>see <at id=\"0\">Kim</at> <img alt=\"🙂\" src=\"https://evil.example/x.png\"></p></div>"},
		"attachments": []any{map[string]any{"contentType": "reference", "name": "uptime.xlsx"}, map[string]any{"contentType": "messageReference", "name": "no file"}},
	}
	for _, change := range changes {
		change(m)
	}
	return m
}

// "Log as evidence" in the menu of a message asks with that message, as Teams has it: who wrote it the roster says.
func TestLogAsEvidence(t *testing.T) {
	value := map[string]any{"commandId": EvidenceCommand, "commandContext": "message", "messagePayload": message()}
	want := bot.Source{
		Text: "Uptime was 99.2\u00a0%\nsee Kim 🙂", Author: bot.Account{Platform: Platform, Home: partners, User: ines.Object}, AuthorName: "Ines",
		At: time.Date(2026, 2, 27, 9, 30, 0, 0, time.UTC), Link: "https://teams.microsoft.com/l/message/19:shared@thread.tacv2/" + root,
	}
	s := newScene(t, echo)
	s.invokes(kim, sharedTalk, "composeExtension/fetchTask", value)
	asked := s.requests()
	if len(asked) != 1 || asked[0].Words != "evidence" || asked[0].Source == nil {
		t.Fatalf("asked %+v", asked)
	}
	got := *asked[0].Source
	if got.Text != want.Text || got.Author != want.Author || got.AuthorName != want.AuthorName || !got.At.Equal(want.At) || got.Link != want.Link {
		t.Errorf("source %+v", got)
	}
	if len(got.Files) != 1 || got.Files[0].Name != "uptime.xlsx" || len(got.Lacks) != 1 || !got.Edited.IsZero() {
		t.Errorf("files %+v, lacks %q, edited %v", got.Files, got.Lacks, got.Edited)
	}
}

// What nobody wrote, or what is no message, leads to a form to fill in; an unknown author has a name and no account.
func TestLogAsEvidenceOfOddMessages(t *testing.T) {
	for name, c := range map[string]struct {
		payload any
		source  bool
	}{
		"a bot's":       {message(set("from", map[string]any{"application": map[string]any{"displayName": "Flow"}})), false},
		"none":          {nil, false},
		"a string":      {"hello", false},
		"of nobody":     {message(set("from", map[string]any{"user": map[string]any{"id": "x", "displayName": "Old name"}})), true},
		"without words": {message(set("body", nil), set("linkToMessage", "javascript:alert(1)"), set("createdDateTime", "2026-02-27T09:30:00")), true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, echo)
			s.invokes(kim, sharedTalk, "composeExtension/fetchTask", map[string]any{"commandId": EvidenceCommand, "messagePayload": c.payload})
			asked := s.requests()
			if len(asked) != 1 || (asked[0].Source != nil) != c.source {
				t.Fatalf("asked %+v", asked)
			}
			if src := asked[0].Source; src != nil && (src.At.IsZero() || strings.HasPrefix(src.Link, "javascript") || name == "of nobody" && src.Author != bot.Account{}) {
				t.Errorf("source %+v", src)
			}
		})
	}
}

// "evidence" said in a thread is about the message on top of it: for partners, who have no menu entry.
func TestEvidenceInAThread(t *testing.T) {
	s := newScene(t, echo)
	s.says(ines, sharedTalk+";messageid="+root, "evidence")
	s.says(ines, sharedTalk+";messageid="+root, "evidence 3")
	asked := s.requests()
	if len(asked) != 2 || asked[0].Source == nil || asked[1].Source != nil {
		t.Fatalf("asked %+v", asked)
	}
	src := asked[0].Source
	if !src.At.Equal(time.UnixMilli(1772452800000)) || !strings.HasPrefix(src.Link, "https://teams.microsoft.com/l/message/19:shared@thread.tacv2/"+root+"?") || len(src.Lacks) != 1 {
		t.Errorf("source %+v", src)
	}
}

func FuzzSpelled(f *testing.F) {
	for _, seed := range []string{"<p>a</p>b", "<div><at id=0>Kim</at></div>", "<img alt='x'>", "<<p>", "<p", "&lt;script&gt;", "<blockquote>a</blockquote><p>b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		if said := spelled(markup); len(said) > mostMarkup*4 {
			t.Errorf("%d bytes became %d", len(markup), len(said))
		}
	})
}
