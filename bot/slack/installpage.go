package slack

import (
	"cmp"
	"html/template"
	"net/http"
)

// installPage is a page that somebody sees who installs the app: what stands, what follows, what to do next.
type installPage struct {
	status            int
	Title, Text, Then string
	Link, Label       string
}

var (
	strayPage = installPage{
		status: http.StatusBadRequest, Title: "This is not good any more",
		Text: "The way back from Slack is open for ten minutes, once, and in the browser that began. Nothing was changed.",
		Link: InstallPath, Label: "Begin again",
	}
	deniedPage = installPage{
		status: http.StatusOK, Title: "Collab was not installed",
		Text: "You did not allow it, so nothing was stored. Your partner can work with you all the same: in a shared channel, collab answers whoever mentions it.",
		Link: InstallPath, Label: "Install it after all",
	}
	busyPage = installPage{
		status: http.StatusServiceUnavailable, Title: "Collab was not installed",
		Text: "Too many workspaces are installing it right now. Nothing was changed; begin again in a minute.",
		Link: InstallPath, Label: "Begin again",
	}
	failedPage = installPage{
		status: http.StatusBadGateway, Title: "Collab was not installed",
		Text: "Slack agreed, but the installation could not be finished, and cannot be used. If it happens again, tell whoever runs this server: the reason stands in its log.",
		Link: InstallPath, Label: "Begin again",
	}
)

func installedPage(in Installation, open string) installPage {
	return installPage{
		status: http.StatusOK, Title: "Collab is installed in " + cmp.Or(in.Name, in.home()),
		Text: "Whoever installed it first has a direct message from collab, which says how to begin. Nobody else was told anything.",
		Then: "In the channel you share with your partner, type /invite @Collab.",
		Link: open, Label: "Open collab in Slack",
	}
}

var installTemplate = template.Must(template.New("install").Parse(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title></head>
<body><main>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{with .Then}}<p>{{.}}</p>
{{end}}<p><a href="{{.Link}}" rel="noreferrer">{{.Label}}</a></p>
</main></body>
</html>
`))

func (p installPage) write(w http.ResponseWriter) {
	guard(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.status)
	_ = installTemplate.Execute(w, p) // whoever asked has hung up
}

// guard sets what binds the browser: nothing is run, framed, fetched or kept, and the address, which holds Slack's code,
// is told to nobody.
func guard(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
