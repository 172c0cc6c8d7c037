package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"collab/bot"
)

// copies sees that copies of the store are made by themselves, and that the newest of them is not old.
func (e *examination) copies(now time.Time) {
	if !e.Backup.On() {
		e.Add(bot.Warning, "no backups are made by themselves. Set COLLAB_BACKUP_DIR to a folder, best on another disk")
		return
	}
	dir := e.Backup.Dir
	if err := tryWriting(dir); err != nil {
		e.Add(bot.Fault, "no backup can be written to %s: %v. Make the folder, and give it to the user that the server runs as", dir, err)
		return
	}
	if need, free := e.size()+scarce/2, freeIn(dir); free < need {
		e.Add(bot.Warning, "%s has %d MB left, and a backup needs %d. Make room there, or keep fewer with COLLAB_BACKUP_KEEP", dir, free>>20, need>>20)
	}
	if e.failing {
		e.Add(bot.Fault, "the server could not make the last backup that was due, and tries again each hour. Its log says why")
	}
	e.newest(now)
}

// newest says how old the newest copy is. A copy has its name only once it was verified.
func (e *examination) newest(now time.Time) {
	dir := e.Backup.Dir
	all, err := copiesIn(dir, e.File)
	switch {
	case err != nil:
		e.Add(bot.Fault, "the backups in %s: %v", dir, err)
		return
	case len(all) == 0:
		e.Add(bot.Warning, "%s holds no backup of %s. The server makes one when it starts with COLLAB_BACKUP_DIR", dir, e.File)
		return
	}
	age := now.Sub(all[0].at).Round(time.Minute)
	if due := e.Backup.At.Next(all[0].at); now.Sub(due) > 2*retryAfter {
		e.Add(bot.Warning, "the newest verified backup, %s, is %s old, and the next was due at %s. The server makes it when it runs with COLLAB_BACKUP_DIR", all[0].path, age, due.Format(time.RFC3339))
		return
	}
	e.Add(bot.Fine, "the newest verified backup, %s, is %s old. collab drill goes through a restore of it", all[0].path, age)
}

// figures sees that a monitoring system is answered.
func (e *examination) figures(ctx context.Context) {
	if e.MetricsListen == "" || !e.served {
		return
	}
	address := "http://" + here(e.MetricsListen) + "/metrics"
	switch res, err := ask(ctx, address, nil); {
	case err != nil:
		e.Add(bot.Warning, "the figures for a monitoring system: %s does not answer: %v. See that COLLAB_METRICS_LISTEN is what the server was started with", address, err)
	case res.StatusCode != http.StatusOK:
		e.Add(bot.Warning, "the figures for a monitoring system: %s answers %d. Something else has that address; choose another with COLLAB_METRICS_LISTEN", address, res.StatusCode)
	default:
		e.Add(bot.Fine, "a monitoring system finds the figures at %s", address)
	}
}

// pages sees that people without chat can come in.
func (e *examination) pages(ctx context.Context) {
	if !e.Web.On {
		return
	}
	if strings.HasPrefix(e.BaseURL, "https:") && len(e.Web.Proxies) == 0 {
		e.Add(bot.Warning, "COLLAB_WEB_PROXIES is not set, and the https of COLLAB_BASE_URL is a proxy's: everybody seems to come from it, and the limits of letters count them as one. Give its address, such as 127.0.0.1")
	}
	if !e.Mail.On() {
		e.Add(bot.Warning, "the web pages without letters: nobody can ask for a link to sign in, and nobody is reminded; a relationship manager makes links with members link. Set COLLAB_SMTP_URL and COLLAB_MAIL_FROM")
	}
	if !e.served {
		return
	}
	if res, err := ask(ctx, "http://"+here(e.Listen)+"/", nil); err == nil && res.StatusCode == http.StatusNotFound {
		e.Add(bot.Warning, "the server that runs has no web pages. Start it anew with COLLAB_WEB")
	} else if err == nil {
		e.Add(bot.Fine, "people without chat sign in at %s", e.BaseURL)
	}
}
