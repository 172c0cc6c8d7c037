package slack

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

// readsFiles is the scope without which Slack takes no form that a file can be attached to.
// https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
const readsFiles = "files:read"

// reads says whether the workspace lets us read files.
func (o *office) reads() bool { return slices.Contains(o.installation().Scopes, readsFiles) }

// attaches says whether whoever made a gesture can attach files to a form: Slack promises nothing about those of
// another workspace, who paste what is in them, as all do where Slack refused such a form.
func (g gesture) attaches() bool {
	o := g.office
	return o != nil && o.reads() && !o.pastes.Load() && o.covers(g.by.Home)
}

// refusedFiles remembers that Slack refused a form, if that may be for the files it takes: asked for again, it is
// drawn without.
func (g gesture) refusedFiles(f bot.Form, err error) {
	takes := slices.ContainsFunc(f.Fields, func(f bot.Field) bool { return f.Kind == bot.Upload })
	if scope := MissingScope(""); takes && (Word(err) == "invalid_arguments" || errors.As(err, &scope)) {
		g.office.pastes.Store(true)
	}
}

// upload is where a file is attached. What it may be called is checked by Slack for the person's convenience alone.
func upload(f bot.Field) slackgo.BlockElement {
	e := slackgo.NewFileInputBlockElement(fieldAction).WithMaxFiles(1)
	if f.Ending != "" {
		e = e.WithFileTypes(f.Ending)
	}
	return e
}

// attached are the files of a form that was sent, by the name of the field: the first of each.
func (v view) attached() map[string]file {
	files := map[string]file{}
	for name, elements := range v.State.Values {
		if of := elements[fieldAction].Files; len(of) > 0 {
			files[name] = of[0]
		}
	}
	return files
}

// attachments are the files of a form that was sent with what is in them, which is kept nowhere. Slack waits meanwhile:
// what does not come in time is said at its field, and there is time left to say it.
func (a *App) attachments(ctx context.Context, g gesture) map[string]bot.Attached {
	if !g.sent() || len(g.files) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	read := map[string]bot.Attached{}
	for name, f := range g.files {
		read[name] = a.attachment(ctx, g.office, f)
	}
	return read
}

func (a *App) attachment(ctx context.Context, o *office, f file) bot.Attached {
	var text bytes.Buffer
	f, err := a.described(ctx, o, f)
	if err == nil {
		err = a.download(ctx, o, f, bot.MostAttached, &text)
	}
	out := bot.Attached{Name: cmp.Or(f.Name, f.Title)}
	switch {
	case err != nil:
		a.Log.Info("slack: could not read what was attached", "file", f.ID, "error", err)
		out.Lacks = a.unopened(o, err)
	case text.Len() == 0:
		out.Lacks = bot.EmptyFile
	default:
		out.Text = text.String()
	}
	return out
}

// unopened says why what was attached could not be read, and what to do instead.
func (a *App) unopened(o *office, err error) string {
	scope := MissingScope("")
	switch {
	case errors.Is(err, errLarge):
		return bot.TooLarge
	case errors.Is(err, errElsewhere):
		return "I read files that lie with Slack, and this one does not. Take it out and paste what is in it."
	case errors.As(err, &scope) && !o.reads():
		return a.lacks(o, "To read a file", err) + " Until then take the file out and paste what is in it."
	case errors.As(err, &scope), Word(err) != "":
		return "Slack does not let me read this file; it may belong to another workspace. Take it out and paste what is in it."
	}
	return "Slack did not give me this file in time. Send the form again, or take the file out and paste what is in it."
}
