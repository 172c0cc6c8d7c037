package config

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// given is every setting as it is by default.
func given() Given { return Given{Listen: "127.0.0.1:8080", Store: "bolt:collab.db"} }

func TestDefaultsAreFine(t *testing.T) {
	c, err := Check(given())
	if err != nil || c.File != "collab.db" || c.Slack.On() || c.SecretKey != "" {
		t.Fatalf("%+v, %v", c, err)
	}
}

func TestFaults(t *testing.T) {
	for _, one := range []struct {
		name   string
		change func(*Given)
		faults []string
	}{
		{"no port", func(g *Given) { g.Listen = "localhost" }, []string{"COLLAB_LISTEN"}},
		{"no such port", func(g *Given) { g.Listen = ":99999" }, []string{"COLLAB_LISTEN"}},
		{"no scheme", func(g *Given) { g.Store = "collab.db" }, []string{"COLLAB_STORE"}},
		{"no file", func(g *Given) { g.Store = "bolt:" }, []string{"COLLAB_STORE"}},
		{"postgres", func(g *Given) { g.Store = "postgres://u:hunter2@h/db" }, []string{"COLLAB_STORE is not the address of a store. Give bolt:"}},
		{"no URL", func(g *Given) { g.BaseURL = "collab.example.org" }, []string{"COLLAB_BASE_URL"}},
		{"another scheme", func(g *Given) { g.BaseURL = "ftp://collab.example.org" }, []string{"COLLAB_BASE_URL"}},
		{"no base64", func(g *Given) { g.SecretKey = "hunter2!" }, []string{"COLLAB_SECRET_KEY is not 32 bytes in base64. Make one"}},
		{"short key", func(g *Given) { g.SecretKey = "aHVudGVyMg==" }, []string{"COLLAB_SECRET_KEY"}},
		{"token alone", func(g *Given) { g.SlackBotToken = "xoxb-hunter2" }, []string{"COLLAB_SLACK_APP_TOKEN is missing. Take it from Basic Information"}},
		{"secret alone", func(g *Given) { g.SlackSigningSecret = "hunter2" }, []string{"COLLAB_SLACK_BOT_TOKEN is missing"}},
		{"a person's token", func(g *Given) { g.SlackBotToken, g.SlackSigningSecret = "xoxp-hunter2", "x" }, []string{"begins with xoxb-"}},
		{"the bot's token for the app's", func(g *Given) { g.SlackBotToken, g.SlackAppToken = "xoxb-hunter2", "xoxb-hunter2" }, []string{"COLLAB_SLACK_APP_TOKEN is not an app's token: it begins with xapp-"}},
		{"the app's token alone", func(g *Given) { g.SlackAppToken = "xapp-hunter2" }, []string{"COLLAB_SLACK_BOT_TOKEN is missing. Take the one that begins with xoxb- from OAuth & Permissions"}},
		{"a client alone", func(g *Given) { g.SlackClientID = "1.2" }, []string{"COLLAB_SLACK_APP_TOKEN", "COLLAB_SLACK_CLIENT_SECRET is missing", "COLLAB_BASE_URL is not an https", "COLLAB_SECRET_KEY is missing"}},
		{"a client's secret alone", func(g *Given) { g.SlackClientSecret, g.SlackSigningSecret = "hunter2", "x" }, []string{"COLLAB_SLACK_CLIENT_ID is missing"}},
		{"a client in the open", func(g *Given) {
			g.SlackClientID, g.SlackClientSecret, g.SlackSigningSecret, g.BaseURL, g.SecretKey = "1.2", "hunter2", "x", "http://collab.example.org", "hunter2"
		}, []string{"COLLAB_SECRET_KEY is not 32 bytes", "COLLAB_BASE_URL is not an https"}},
		{"no mail server", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "mail.example.org:hunter2", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL is not the address of a mail server. Give one"}},
		{"another kind of server", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "https://u:hunter2@mail.example.org", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL is not the address"}},
		{"a password with signs", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://u:hunter2%@x/@mail.example.org", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL is not the address"}},
		{"half of a sign-in", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://hunter2@mail.example.org", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL holds half"}},
		{"a port that is none", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://mail.example.org:99999", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL names no port"}},
		{"a password in the open", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://u:hunter2@mail.example.org?tls=none", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL would send its password"}},
		{"encrypted and not", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtps://u:hunter2@mail.example.org?tls=none", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL says what tls does not know"}},
		{"something mistyped", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://u:hunter2@mail.example.org?tsl=none", "a@example.org", "https://c.example.org"
		}, []string{"COLLAB_SMTP_URL says something besides tls"}},
		{"letters without anything", func(g *Given) { g.SMTPURL = "hunter2" }, []string{"COLLAB_SMTP_URL", "COLLAB_MAIL_FROM is missing", "COLLAB_BASE_URL is not an https address, which letters lead to"}},
		{"letters from nobody", func(g *Given) {
			g.SMTPURL, g.MailFrom, g.BaseURL = "smtp://mail.example.org", "collab", "http://c.example.org"
		}, []string{"COLLAB_MAIL_FROM is not an address", "COLLAB_BASE_URL is not an https"}},
		{"a writer without a server", func(g *Given) { g.MailFrom = "a@example.org" }, []string{"COLLAB_MAIL_FROM says who writes"}},
		{"no emoji", func(g *Given) { g.SlackEmoji = "<!channel>" }, []string{"COLLAB_SLACK_EMOJI is not the name of an emoji"}},
		{"an address of no API", func(g *Given) { g.SlackAPIURL = "slack" }, []string{"COLLAB_SLACK_API_URL"}},
		{"figures where people are", func(g *Given) { g.MetricsListen = g.Listen }, []string{"COLLAB_METRICS_LISTEN is the address people reach"}},
		{"figures nowhere", func(g *Given) { g.MetricsListen = "9090" }, []string{"COLLAB_METRICS_LISTEN is not an address"}},
		{"no time of a day", func(g *Given) { g.BackupAt = "at three" }, []string{"COLLAB_BACKUP_AT is not a time that comes again. Write it as for cron"}},
		{"a day that never comes", func(g *Given) { g.BackupAt = "0 3 31 2 *" }, []string{"COLLAB_BACKUP_AT is not a time"}},
		{"a day that seldom comes", func(g *Given) { g.BackupAt = "0 3 29 2 *" }, []string{"COLLAB_BACKUP_AT is not a time"}},
		{"two numbers", func(g *Given) { g.BackupKeep = "7 4" }, []string{"COLLAB_BACKUP_KEEP is not three numbers. Give of how many days"}},
		{"no copy stays", func(g *Given) { g.BackupKeep = "0 4 12" }, []string{"COLLAB_BACKUP_KEEP"}},
		{"pages nobody can reach", func(g *Given) { g.Web = true }, []string{"COLLAB_BASE_URL is not an https address, at which people open", "COLLAB_SECRET_KEY is missing, which signs"}},
		{"pages in the open", func(g *Given) {
			g.Web, g.BaseURL, g.SecretKey = true, "http://collab.example.org", "hunter2"
		}, []string{"COLLAB_SECRET_KEY is not 32 bytes", "COLLAB_BASE_URL is not an https"}},
		{"pages below a path", func(g *Given) {
			g.Web, g.BaseURL, g.SecretKey = true, "https://example.org/collab/", Secret(base64.StdEncoding.EncodeToString(make([]byte, 32)))
		}, []string{"COLLAB_BASE_URL has a path"}},
		{"proxies by name", func(g *Given) { g.WebProxies = "10.0.0.0/8, proxy.example.org" }, []string{"COLLAB_WEB_PROXIES holds what is not an address"}},
		{"everything at once", func(g *Given) {
			*g = Given{Listen: "x", Store: "y", BaseURL: "z", SecretKey: "hunter2", SlackBotToken: "hunter2", SlackAPIURL: "w"}
		}, []string{"COLLAB_LISTEN", "COLLAB_STORE", "COLLAB_BASE_URL", "COLLAB_SECRET_KEY", "COLLAB_SLACK_BOT_TOKEN", "COLLAB_SLACK_APP_TOKEN", "COLLAB_SLACK_API_URL"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			g := given()
			one.change(&g)
			_, err := Check(g)
			if err == nil {
				t.Fatal("no fault was found")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(one.faults) {
				t.Errorf("%d faults: %v", len(lines), err)
			}
			for i, want := range one.faults {
				if !strings.Contains(lines[i], want) {
					t.Errorf("%q does not say %q", lines[i], want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret was printed: %v", err)
			}
		})
	}
}

func TestBackupsAreReadInWords(t *testing.T) {
	g := given()
	g.BackupDir, g.BackupAt, g.BackupKeep = "copies", "30 */6 * * *", "3, 0, 2"
	c, err := Check(g)
	if noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC); err != nil || !c.Backup.On() || c.Backup.At.Next(noon) != noon.Add(30*time.Minute) || c.Backup.Keep != (Keep{3, 0, 2}) {
		t.Errorf("%+v, %v", c.Backup, err)
	}
	if c, err = Check(given()); err != nil || c.Backup.On() || c.Backup.Keep != (Keep{7, 4, 12}) {
		t.Errorf("%+v, %v", c.Backup, err)
	}
}

func TestKeyInEveryAlphabet(t *testing.T) {
	key := bytes.Repeat([]byte{0xfb, 0xff}, 16)
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		g := given()
		g.SecretKey = Secret(e.EncodeToString(key) + "\n")
		c, err := Check(g)
		if err != nil || c.SecretKey.Reveal() != string(key) {
			t.Errorf("%v, %v", c, err)
		}
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	c := Config{SecretKey: "hunter2", Mail: Mail{Password: "hunter2"}, Slack: Slack{BotToken: "hunter2", SigningSecret: "hunter2", AppToken: "hunter2", ClientSecret: "hunter2"}, Teams: Teams{AppPassword: "hunter2"}}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", c, "token", c.Slack.BotToken)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c, "token", c.Slack.BotToken)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %q", c, c, c.SecretKey, c.SecretKey), log.String(), string(encoded)} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestNames(t *testing.T) {
	if Name("slack-api-url") != "COLLAB_SLACK_API_URL" || Key("base-url") != "base_url" || len(Flags()) != 31 {
		t.Error(Name("slack-api-url"), Key("base-url"), Flags())
	}
}

// TestWays are the settings that make sense together.
func TestWays(t *testing.T) {
	const key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	for _, one := range []struct {
		name             string
		given            Given
		socket, installs bool
	}{
		{"posted", Given{SlackBotToken: "xoxb-1", SlackSigningSecret: "s"}, false, false},
		{"down a socket", Given{SlackBotToken: "xoxb-1\n", SlackAppToken: " xapp-1\n"}, true, false},
		{"both", Given{SlackBotToken: "xoxb-1", SlackAppToken: "xapp-1", SlackSigningSecret: "s"}, true, false},
		{"installed by workspaces", Given{SlackClientID: "1.2", SlackClientSecret: "c", SlackSigningSecret: "s", BaseURL: "https://collab.example.org/", SecretKey: key}, false, true},
		{"installed on this machine", Given{SlackClientID: "1.2", SlackClientSecret: "c", SlackSigningSecret: "s", BaseURL: "http://127.0.0.1:8080", SecretKey: key}, false, true},
		{"everything", Given{SlackBotToken: "xoxb-1", SlackAppToken: "xapp-1", SlackSigningSecret: "s", SlackClientID: "1.2", SlackClientSecret: "c", SlackEmoji: ":evidence:", BaseURL: "https://collab.example.org", SecretKey: key}, true, true},
	} {
		one.given.Listen, one.given.Store = given().Listen, given().Store
		c, err := Check(one.given)
		if err != nil || !c.Slack.On() || c.Slack.Socket() != one.socket || c.Slack.Installs() != one.installs {
			t.Errorf("%s: %+v, %v", one.name, c, err)
		}
		if strings.ContainsAny(c.Slack.BotToken.Reveal()+c.Slack.AppToken.Reveal()+c.Slack.Emoji, " \n:") {
			t.Errorf("%s: what was pasted keeps its rim", one.name)
		}
	}
}

// TestMailServers are the addresses of mail servers, and how each is spoken to.
func TestMailServers(t *testing.T) {
	for address, want := range map[string]Mail{
		"smtp://mail.example.org":                      {Host: "mail.example.org", Port: 587, Security: "starttls"},
		"smtp://mail.example.org?tls=starttls":         {Host: "mail.example.org", Port: 587, Security: "starttls"},
		"smtp://mail.example.org:25/?tls=none":         {Host: "mail.example.org", Port: 25, Security: "none"},
		"smtp://mail.example.org:25?tls=opportunistic": {Host: "mail.example.org", Port: 25, Security: "opportunistic"},
		"smtps://u:p%40ss@mail.example.org\n":          {Host: "mail.example.org", Port: 465, Security: "tls", User: "u", Password: "p@ss"},
		"smtp://u%40example.org:p@127.0.0.1:1025":      {Host: "127.0.0.1", Port: 1025, Security: "opportunistic", User: "u@example.org", Password: "p"},
		"smtp://u:p@[::1]:25?tls=none":                 {Host: "::1", Port: 25, Security: "none", User: "u", Password: "p"},
	} {
		g := given()
		g.SMTPURL, g.MailFrom, g.BaseURL = Secret(address), "Collab <collab@example.org>", "https://collab.example.org"
		want.From = g.MailFrom
		if c, err := Check(g); err != nil || c.Mail != want || !c.Mail.On() {
			t.Errorf("%s: %+v, %v", address, c.Mail, err)
		}
	}
}

func TestProxies(t *testing.T) {
	g := given()
	g.WebProxies = "10.0.0.7,192.168.0.0/16 2001:db8::/32"
	c, err := Check(g)
	if got := fmt.Sprint(c.Web.Proxies); err != nil || got != "[10.0.0.7/32 192.168.0.0/16 2001:db8::/32]" {
		t.Error(got, err)
	}
}
