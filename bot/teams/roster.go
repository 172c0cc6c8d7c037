package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"collab/bot"
)

// member is somebody in a conversation, as Teams itself says: the only source of who a person is. Names and addresses
// tell nobody from anybody.
type member struct {
	// id is the MRI ("29:…"), by which Teams knows the person to this bot alone.
	id string
	// aadObjectID is the person in the directory of an organisation, tenantID the organisation: whose they are, which
	// need not be the conversation's.
	aadObjectID, tenantID string
	// userRole is "user", "guest" or "anonymous".
	userRole    string
	name, email string
}

// UnmarshalJSON reads a member as Connector writes it. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
func (m *member) UnmarshalJSON(b []byte) error {
	var said struct{ ID, AADObjectID, ObjectID, TenantID, UserRole, Name, Email string }
	if err := json.Unmarshal(b, &said); err != nil {
		return err
	}
	*m = member{said.ID, cmp.Or(said.AADObjectID, said.ObjectID), said.TenantID, said.UserRole, said.Name, said.Email}
	return nil
}

// What is asked for of a roster: Teams gives no more than 500 at once. Ours ends where no channel that two organisations
// work in does.
const (
	rosterPage  = 500
	rosterPages = 50
)

// member is who an id is in a conversation: an MRI or an Entra object id. Whoever is not in it is an error of which
// [refuses] is true.
func (c *connector) member(ctx context.Context, in reference, id string) (m member, err error) {
	err = c.read(ctx, in, in.roster("members", id), &m)
	return m, err
}

// members are all who are in a conversation.
func (c *connector) members(ctx context.Context, in reference) (all []member, err error) {
	var page struct {
		Members []member `json:"members"`
		Next    string   `json:"continuationToken"`
	}
	for range rosterPages {
		at := in.roster("pagedMembers")
		at.query.Set("pageSize", strconv.Itoa(rosterPage))
		if page.Next != "" {
			at.query.Set("continuationToken", page.Next)
		}
		page.Members, page.Next = nil, ""
		if err := c.read(ctx, in, at, &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Members...); page.Next == "" {
			return all, nil
		}
	}
	return nil, fmt.Errorf("%w: a roster without end", errUnreadable) // half of it would be a lie
}

// roster is the address of who is in the conversation: of the channel, whose thread has no members of its own.
func (r reference) roster(names ...string) address {
	r.conversation = r.channel()
	return r.in(names...)
}

func (c *connector) read(ctx context.Context, in reference, at address, answer any) error {
	body, err := c.call(ctx, in, ask{method: http.MethodGet, at: at, twice: true})
	if err != nil {
		return err
	}
	if json.Unmarshal(body, answer) != nil {
		return fmt.Errorf("%w: %w", bot.ErrUnsent, errUnreadable)
	}
	return nil
}
