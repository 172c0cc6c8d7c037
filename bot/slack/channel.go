package slack

import "context"

// changed tells the relationships of a conversation, or of a workspace, what happened to it.
func (a *App) changed(ctx context.Context, o *office, e envelope, v event) error {
	switch v.Type {
	case "app_uninstalled", "tokens_revoked":
		return a.removed(ctx, e, v)
	case "team_access_granted", "team_access_revoked":
		return a.workspaces(context.WithoutCancel(ctx), o)
	}
	return errUnknown
}
