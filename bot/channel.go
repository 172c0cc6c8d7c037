package bot

import "context"

// Channels is told what happens to the conversations that relationships are linked to. Each may be told twice.
type Channels struct {
	// Bound says whether a place is linked to a relationship.
	Bound func(Place) bool
	// Lost says that nothing can be posted in a place any more, in the platform's word for why.
	Lost func(ctx context.Context, p Place, why string) error
	// Moved says that a conversation has another id now.
	Moved func(ctx context.Context, from, to Place) error
	// Grew says which homes (workspaces, tenants) are in a conversation now.
	Grew func(ctx context.Context, p Place, homes []string) error
	// Gone says that the app was removed from a home.
	Gone func(ctx context.Context, home, why string) error
}
