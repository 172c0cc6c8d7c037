package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"collab/bot"
	"collab/config"
	"collab/store"
	"collab/trial"
)

// look is an examination of settings, of which nothing was found yet.
func look(t *testing.T, g config.Given) *examination {
	t.Helper()
	if g.Listen == "" {
		g.Listen = "127.0.0.1:0"
	}
	if g.Store == "" {
		g.Store = "bolt:" + filepath.Join(t.TempDir(), "collab.db")
	}
	c, err := config.Check(g)
	if err != nil {
		t.Fatal(err)
	}
	return &examination{Config: c}
}

// finds wants findings that begin so, one for each, and forgets them.
func (e *examination) finds(t *testing.T, wanted ...string) {
	t.Helper()
	for i, f := range e.Findings {
		said := string(f.Grade) + ": " + f.Text
		if i >= len(wanted) || !strings.Contains(said, wanted[i]) {
			t.Errorf("finding %d: %s; wanted %q", i+1, said, wanted)
		}
	}
	if len(e.Findings) < len(wanted) {
		t.Errorf("found %v, wanted %q", e.Findings, wanted)
	}
	e.Findings = nil
}

// immense makes a file that is longer than any disk has room for, and takes none.
func immense(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(1 << 42); err != nil {
		trial.Missing(t, "no file here can be that long: "+err.Error())
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorOfBackups(t *testing.T) {
	e := look(t, config.Given{})
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	e.copies(now)
	e.finds(t, "warning: no backups are made by themselves. Set COLLAB_BACKUP_DIR")
	e = look(t, config.Given{BackupDir: filepath.Join(t.TempDir(), "gone")})
	e.copies(now)
	e.finds(t, "fault: no backup can be written to ")
	e = look(t, config.Given{BackupDir: t.TempDir()})
	e.copies(now)
	e.finds(t, "holds no backup of "+e.File)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now.AddDate(0, 0, -2), "-2026-11-25T12-00-00Z.db, is 48h0m0s old, and the next was due at 2026-11-26T03:00:00Z"},
		{now.Add(-10 * time.Hour), "-2026-11-27T02-00-00Z.db, is 10h0m0s old, and the next was due at 2026-11-27T03:00:00Z"},
		{now.Add(-9 * time.Hour), "ok: the newest verified backup, "},
	} {
		if err := os.WriteFile(filepath.Join(e.Backup.Dir, copyName(e.File, c.at)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		e.copies(now)
		e.finds(t, c.want)
	}
	e.failing = true
	e.copies(now)
	e.finds(t, "fault: the server could not make the last backup", "ok: the newest")
	immense(t, e.File)
	e.failing = false
	e.copies(now)
	e.finds(t, "MB left, and a backup needs 4194", "ok: the newest")
	e.volume()
	e.finds(t, "MB left, and the store of 4194304 MB needs as much again")
}

// A server that cannot make backups says so, and goes on.
func TestDoctorHearsOfBackupsThatFail(t *testing.T) {
	d := sit(t)
	d.withSlack(ourTeam)
	dir := "--backup-dir=" + d.path("gone")
	d.start("serve", "--listen=127.0.0.1:0", d.store("collab.db"), dir)
	at := d.address()
	d.answers("collab.db")
	d.log.wait(t, `(no backup could be made)`)
	if err := os.Mkdir(d.path("gone"), 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := d.run("doctor", "--listen="+strings.TrimPrefix(at, "http://"), d.store("collab.db"), dir)
	if err == nil || !strings.Contains(out, "fault    the server could not make the last backup") || !strings.Contains(out, "holds no backup of") {
		t.Error(out, err)
	}
}

func TestDoctorOfPagesAndLetters(t *testing.T) {
	p := openPorch(t, true)
	listen := "--listen=" + strings.TrimPrefix(p.at, "http://")
	out := p.does("doctor", listen, p.store("door.db"))
	for _, want := range []string{"ok       there is a secret key", "ok       people without chat sign in at " + p.at, "ok       the mail server at 127.0.0.1 lets us in",
		"ok       " + p.at + " reaches a server that is alive"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing is said of %q:\n%s", want, out)
		}
	}
	if p.posted() > 0 {
		t.Error("a letter was sent")
	}
	for url, want := range map[string]string{
		"smtp://kim:hunter2@" + p.mail.address: "fault    the mail server takes no letters: the mail server refuses us",
		"smtp://127.0.0.1:1":                   "fault    the mail server takes no letters: the mail server does not answer",
	} {
		was := p.variables
		p.variables = append(was[:len(was):len(was)], "COLLAB_SMTP_URL="+url)
		out, err := p.run("doctor", listen, p.store("door.db"))
		if err == nil || !strings.Contains(out, want) || strings.Contains(out, "hunter2") {
			t.Errorf("%s: %s %v", want, out, err)
		}
		p.variables = was
	}
}

func TestDoctorOfAServerWithoutThePages(t *testing.T) {
	bare := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(bare.Close)
	e := look(t, config.Given{Listen: strings.TrimPrefix(bare.URL, "http://"), Web: true, SecretKey: config.Secret(strings.Repeat("A", 43)), BaseURL: "https://collab.example.org"})
	e.served = true
	e.pages(t.Context())
	e.finds(t, "COLLAB_WEB_PROXIES is not set", "the web pages without letters", "the server that runs has no web pages. Start it anew")
}

func TestDoctorOfLettersInTheOpen(t *testing.T) {
	box := openMailbox(t)
	_, at, _ := strings.Cut(box.address, ":")
	// What is on this machine is reached by 0.0.0.0 too, which is not known to be this machine.
	e := look(t, config.Given{SMTPURL: config.Secret("smtp://0.0.0.0:" + at + "?tls=none"), MailFrom: "collab@example.org", BaseURL: "https://collab.example.org"})
	e.mail(t.Context(), "")
	e.finds(t, "ok: the mail server at 0.0.0.0 lets us in", "warning: letters may go to 0.0.0.0 unencrypted")
}

func TestDoctorOfFigures(t *testing.T) {
	figures := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			http.NotFound(w, r)
		}
	}))
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(figures.Close)
	t.Cleanup(other.Close)
	for at, want := range map[string]string{
		strings.TrimPrefix(figures.URL, "http://"): "ok: a monitoring system finds the figures at " + figures.URL + "/metrics",
		strings.TrimPrefix(other.URL, "http://"):   "warning: the figures for a monitoring system: " + other.URL + "/metrics answers 404",
		"127.0.0.1:1":                              "warning: the figures for a monitoring system: http://127.0.0.1:1/metrics does not answer",
	} {
		e := look(t, config.Given{MetricsListen: at})
		e.served = true
		e.figures(t.Context())
		e.finds(t, want)
	}
}

func TestDoctorOfTheBaseURL(t *testing.T) {
	e := look(t, config.Given{BaseURL: "http://collab.example.org"})
	e.settings(nil)
	e.finds(t, "ok: the settings", "no platform", "COLLAB_SECRET_KEY is not set", "warning: COLLAB_BASE_URL is not https")
	date, page := time.Now(), "<html>"
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", date.UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, page)
	}))
	t.Cleanup(door.Close)
	e = look(t, config.Given{BaseURL: door.URL})
	e.served = true
	e.base(t.Context())
	e.finds(t, "warning: "+door.URL+" is answered by something else than this server")
	page = `{"alive": true}`
	e.base(t.Context())
	e.finds(t, "ok: "+door.URL+" reaches a server that is alive")
	date = time.Now().Add(-10*time.Minute - 20*time.Second) // headers say seconds alone
	e.base(t.Context())
	e.finds(t, "ok: ", "warning: the clock is 10m")
}

// A clock that was ahead holds the record's until its instant has come.
func TestDoctorOfTheRecordsClock(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	var e examination
	e.record(store.Status{Mark: store.Live, Now: now.Add(time.Second)}, now)
	e.record(store.Status{Mark: store.Demo, Now: now.AddDate(0, 6, 0)}, now)
	e.finds(t)
	e.record(store.Status{Mark: store.Live, Now: now.Add(2 * time.Hour)}, now)
	e.finds(t, string(bot.Warning)+": the clock of the record is 2h0m0s ahead of this machine's")
}
