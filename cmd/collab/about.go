package main

import (
	"html/template"
	"net/http"

	"collab/bot"
)

// aboutPage is what the listing of the app leads to: what it is, what it keeps, on which terms. It loads nothing.
var aboutPage = template.Must(template.New("about").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Collab</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}dt{font-weight:600}dd{margin:0 0 .75rem}</style></head>
<body><main><h1>Collab</h1>
<p>Two or more organisations keep one record of how they work together: a check-in every two weeks, a review every quarter, and in between the promises, figures and evidence.</p>
<p>This server is run by {{.Host}}. Help: say <b>help</b> to Collab, or ask them.</p>
<h2 id="privacy">What is stored</h2>
<p>{{.Summary}}</p>
<dl>{{range .Facts}}<dt>{{.Name}}</dt><dd>{{.Value}}</dd>{{end}}</dl>
<p>Say <b>stored mine</b> to Collab to see what it holds about you. Nothing is sent to anybody else.</p>
<h2 id="terms">Terms</h2>
<p>Whoever runs the server decides who may use it, and answers for it. What the organisations agree on stands in their own contract; the record shows what they wrote down, and decides nothing.</p>
</main></body></html>
`))

// about says to whoever looks at the app, before they install it, what it is.
func (s *server) about(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	summary, facts := bot.WhatIsStored(s.host())
	_ = aboutPage.Execute(w, struct { // whoever asked has hung up
		Host, Summary string
		Facts         bot.Facts
	}{s.host(), summary.Body, facts})
}
