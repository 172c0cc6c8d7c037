package botframework

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// serve answers a call of Connector, whose token was found good.
func (f *Connector) serve(w http.ResponseWriter, r *http.Request) {
	var at []string
	for _, segment := range strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/teams/v3/conversations"), "/")[1:] {
		name, _ := url.PathUnescape(segment)
		at = append(at, name)
	}
	if len(at) == 0 {
		f.open(w, r)
		return
	}
	channel, _, _ := strings.Cut(at[0], ";messageid=")
	chat := f.Chats[channel]
	switch {
	case chat == nil:
		f.refuse(w, http.StatusNotFound, "ConversationNotFound", "")
	case chat.Refuses != "":
		f.refuse(w, http.StatusForbidden, chat.Refuses, "")
	case len(at) >= 2 && at[1] == "activities":
		f.activities(w, r, chat, at)
	case len(at) == 3 && at[1] == "members":
		f.member(w, chat, at[2])
	case len(at) == 2 && at[1] == "pagedMembers":
		f.members(w, r, chat)
	default:
		f.refuse(w, http.StatusNotFound, "", "")
	}
}

// open makes the personal chat of somebody, or finds it.
func (f *Connector) open(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Bot         Member
		Members     []Member
		TenantID    string
		ChannelData struct{ Tenant Member }
	}
	json.NewDecoder(r.Body).Decode(&asked)
	if asked.Bot.ID != "28:"+AppID || len(asked.Members) != 1 || asked.ChannelData.Tenant.ID != asked.TenantID {
		f.refuse(w, http.StatusBadRequest, "BadArgument", "")
		return
	}
	who := f.known(asked.Members[0])
	if who.Tenant != "" && who.Tenant != asked.TenantID {
		f.refuse(w, http.StatusForbidden, "Forbidden", "")
		return
	}
	id := "a:" + who.ID
	if f.Chats[id] == nil {
		f.Chats[id] = &Chat{Members: []Member{who}}
	}
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(map[string]string{"id": id})
}

// known is somebody whom any roster has under an id, of whichever kind that is.
func (f *Connector) known(who Member) Member {
	for _, chat := range f.Chats {
		if m := chat.find(who.ID); m != nil {
			return *m
		}
	}
	return who
}

// activities says something, or changes what was said.
func (f *Connector) activities(w http.ResponseWriter, r *http.Request, chat *Chat, at []string) {
	var raw map[string]any
	if r.Method != http.MethodDelete {
		json.NewDecoder(r.Body).Decode(&raw)
		f.pruned("", raw)
	}
	if r.Method == http.MethodPost {
		f.hear(w, r, chat, at[0], raw)
		return
	}
	for _, s := range f.All {
		if s.Conversation != at[0] || s.ID != at[2] || s.Deleted {
			continue
		}
		if s.Deleted = r.Method == http.MethodDelete; !s.Deleted {
			s.read(raw)
			s.Puts++
			f.changed(s)
			json.NewEncoder(w).Encode(map[string]string{"id": s.ID})
		}
		return
	}
	f.refuse(w, http.StatusNotFound, "ActivityNotFoundInConversation", "")
}

// hear notes what is said. What has both a text and a card becomes two messages, of which no id is told.
func (f *Connector) hear(w http.ResponseWriter, r *http.Request, chat *Chat, conversation string, raw map[string]any) {
	f.next++
	s := &Said{Conversation: conversation, ID: strconv.Itoa(1_700_000_000_000 + f.next)}
	s.read(raw)
	if r.URL.Query().Get("isTargetedActivity") == "true" {
		to, _ := raw["recipient"].(map[string]any)
		if s.To, _ = to["id"].(string); !chat.has(s.To) {
			f.refuse(w, http.StatusBadRequest, "BadArgument", "")
			return
		}
	}
	f.All = append(f.All, s)
	f.changed(s)
	w.WriteHeader(http.StatusCreated)
	if s.Text != "" && s.Card != nil {
		w.Write([]byte("{}"))
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"id": s.ID})
}

func (s *Said) read(raw map[string]any) {
	s.Raw, s.Card = raw, nil
	s.Text, _ = raw["text"].(string)
	s.Summary, _ = raw["summary"].(string)
	if all, _ := raw["attachments"].([]any); len(all) == 1 {
		one, _ := all[0].(map[string]any)
		s.Card, _ = one["content"].(map[string]any)
	}
}

func (c *Chat) has(id string) bool { return c.find(id) != nil }

func (c *Chat) find(id string) *Member {
	for i, m := range c.Members {
		if m.ID == id || m.Object != "" && m.Object == id {
			return &c.Members[i]
		}
	}
	return nil
}

func (f *Connector) member(w http.ResponseWriter, chat *Chat, id string) {
	m := chat.find(id)
	if m == nil {
		f.refuse(w, http.StatusNotFound, "MemberNotFoundInConversation", "")
		return
	}
	json.NewEncoder(w).Encode(m)
}

func (f *Connector) members(w http.ResponseWriter, r *http.Request, chat *Chat) {
	from, _ := strconv.Atoi(r.URL.Query().Get("continuationToken"))
	size, _ := strconv.Atoi(r.URL.Query().Get("pageSize"))
	to := min(from+min(size, f.Paging), len(chat.Members))
	page := map[string]any{"members": chat.Members[from:to]}
	if to < len(chat.Members) {
		page["continuationToken"] = strconv.Itoa(to)
	}
	json.NewEncoder(w).Encode(page)
}

// pruned finds what Microsoft's own clients stumble over: empty objects and times of no year. Cards are left alone.
func (f *Connector) pruned(at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			if name != "content" {
				f.pruned(at+"."+name, part)
			}
		}
		if len(v) == 0 {
			f.t.Errorf("%s is empty", at)
		}
	case []any:
		for _, part := range v {
			f.pruned(at+"[]", part)
		}
	case string:
		if v == "" || strings.HasPrefix(v, "0001-01-01") {
			f.t.Errorf("%s says nothing", at)
		}
	case nil:
		f.t.Errorf("%s is null", at)
	}
}
