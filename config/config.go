// Package config is every setting of the program. A setting has one name in three spellings: --base-url on the command
// line, COLLAB_BASE_URL in the environment, base_url in a file. The command line counts most, then the environment, then
// the file. Where settings come from is the business of whoever fills in [Given]; what they mean, and what is wrong with
// them, is said here: [Check] reports every fault at once, each in a sentence that names the setting and says what to
// do. What is secret is a [Secret], which nothing prints.
package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"reflect"
	"strings"
)

// Given is every setting as it was given, in words. Its tags are those of the flags library; a field tagged "secret" may
// stand in the environment and in the file, not on a command line, which everybody on the machine can read.
type Given struct {
	Listen              string `name:"listen" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address to answer on (COLLAB_LISTEN; 127.0.0.1:8080)."`
	Store               string `name:"store" default:"bolt:collab.db" placeholder:"STORE" help:"Where the record is kept (COLLAB_STORE; bolt:collab.db)."`
	BaseURL             string `name:"base-url" placeholder:"URL" help:"Where people and platforms reach this server (COLLAB_BASE_URL)."`
	Operator            string `name:"operator" placeholder:"NAME" help:"Who runs this server, as partners are told (COLLAB_OPERATOR)."`
	MetricsListen       string `name:"metrics-listen" placeholder:"ADDRESS" help:"Address for /metrics alone, such as 127.0.0.1:9090 (COLLAB_METRICS_LISTEN)."`
	BackupDir           string `name:"backup-dir" placeholder:"DIR" help:"Folder for verified copies that are made by themselves (COLLAB_BACKUP_DIR)."`
	BackupAt            string `name:"backup-at" placeholder:"CRON" help:"When, in UTC (COLLAB_BACKUP_AT; 0 3 * * *)."`
	BackupKeep          string `name:"backup-keep" placeholder:"NUMBERS" help:"Of how many days, weeks and months one stays (COLLAB_BACKUP_KEEP; 7 4 12)."`
	SecretKey           Secret `name:"secret-key" secret:"" hidden:""`
	SMTPURL             Secret `name:"smtp-url" secret:"" hidden:""`
	MailFrom            string `name:"mail-from" placeholder:"ADDRESS" help:"Who writes letters (COLLAB_MAIL_FROM), sent by the server in COLLAB_SMTP_URL."`
	SlackBotToken       Secret `name:"slack-bot-token" secret:"" hidden:""`
	SlackAppToken       Secret `name:"slack-app-token" secret:"" hidden:""`
	SlackSigningSecret  Secret `name:"slack-signing-secret" secret:"" hidden:""`
	SlackClientID       string `name:"slack-client-id" hidden:""`
	SlackClientSecret   Secret `name:"slack-client-secret" secret:"" hidden:""`
	SlackEmoji          string `name:"slack-emoji" placeholder:"NAME" help:"Reaction that proposes a message as evidence (COLLAB_SLACK_EMOJI; pushpin)."`
	SlackAPIURL         string `name:"slack-api-url" hidden:""`
	TeamsAppID          string `name:"teams-app-id" hidden:""`
	TeamsAppPassword    Secret `name:"teams-app-password" secret:"" hidden:""`
	TeamsTenant         string `name:"teams-tenant" hidden:""`
	TeamsAllowedTenants string `name:"teams-allowed-tenants" placeholder:"IDS" help:"Partners' tenants whose people may speak with the bot in Teams (COLLAB_TEAMS_ALLOWED_TENANTS)."`
	TeamsCloud          string `name:"teams-cloud" hidden:""`
	TeamsOpenIDURL      string `name:"teams-openid-url" hidden:""`
	TeamsIssuer         string `name:"teams-issuer" hidden:""`
	TeamsTokenURL       string `name:"teams-token-url" hidden:""`
	TeamsScope          string `name:"teams-scope" hidden:""`
	TeamsServiceURL     string `name:"teams-service-url" hidden:""`
	TeamsServiceHosts   string `name:"teams-service-hosts" hidden:""`
	Web                 bool   `name:"web" help:"Serve web pages to people who have no chat (COLLAB_WEB); needs COLLAB_BASE_URL and COLLAB_SECRET_KEY."`
	WebProxies          string `name:"web-proxies" placeholder:"ADDRESSES" help:"Addresses of the proxies in front, whose X-Forwarded-For is believed, such as 10.0.0.0/8 (COLLAB_WEB_PROXIES)."`
}

// Config is every setting, understood.
type Config struct {
	// Listen is the address to answer on, host and port.
	Listen string
	// Store is the address of the store, File the file in it.
	Store, File string
	// BaseURL is where people and platforms reach the server, without a slash at its end; empty when nobody said.
	BaseURL string
	// Operator is who runs the server, as every party is told; empty when nobody said.
	Operator string
	// SecretKey holds the 32 bytes that seal what people wrote; empty when nothing is sealed.
	SecretKey Secret
	Slack     Slack
	Teams     Teams
	Backup    Backup
	// MetricsListen is the address on which figures for a monitoring system are given; empty when they are not. It is
	// never that of people: whoever reads the figures learns how busy everybody is.
	MetricsListen string
	Mail          Mail
	Web           Web
}

// Encrypted says whether nobody can read on the way what people write: the base URL is https, leads to this machine, or is not
// given.
func (c Config) Encrypted() bool {
	u, err := url.Parse(c.BaseURL)
	return c.BaseURL == "" || err == nil && (u.Scheme == "https" || loopback(u.Hostname()))
}

// Name is how a setting is called in the environment, by its flag: "base-url" is COLLAB_BASE_URL.
func Name(flag string) string {
	return "COLLAB_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Key is how a setting is called in the file, by its flag: "base-url" is base_url.
func Key(flag string) string { return strings.ReplaceAll(flag, "-", "_") }

// Flags lists the flags of all settings.
func Flags() (all []string) {
	t := reflect.TypeFor[Given]()
	for i := range t.NumField() {
		all = append(all, t.Field(i).Tag.Get("name"))
	}
	return all
}

// Check understands what was given. Its error joins all faults, one a line.
func Check(g Given) (Config, error) {
	c := Config{Operator: strings.TrimSpace(g.Operator), Listen: g.Listen, Store: g.Store, BaseURL: strings.TrimRight(g.BaseURL, "/"), Slack: slackOf(g), Teams: teamsOf(g),
		MetricsListen: g.MetricsListen}
	var ok bool
	var key, mail error
	c.Mail, mail = checkMail(g)
	c.SecretKey, key = secretKey(g.SecretKey)
	var proxies error
	c.Web, proxies = webOf(g)
	if c.File, ok = strings.CutPrefix(g.Store, "bolt:"); !ok {
		c.File = ""
	}
	var backup []error
	c.Backup, backup = backupOf(g)
	return c, errors.Join(checkListen("listen", c.Listen), checkMetrics(c), checkStore(c.File), checkURL("base-url", c.BaseURL, "https://collab.example.org"), key, mail, errors.Join(backup...),
		checkSlack(c, g.SecretKey != ""), checkTeams(c, g.teams()), checkWeb(c, g.SecretKey != ""), proxies)
}

// fault is one sentence about one setting.
func fault(flag, wrong, next string) error {
	return fmt.Errorf("%s %s. %s", Name(flag), wrong, next)
}

func checkMetrics(c Config) error {
	switch {
	case c.MetricsListen == "":
		return nil
	case c.MetricsListen == c.Listen && !strings.HasSuffix(c.Listen, ":0"):
		return fault("metrics-listen", "is the address people reach", "Give another one, such as 127.0.0.1:9090.")
	}
	return checkListen("metrics-listen", c.MetricsListen)
}

func checkListen(flag, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return fault(flag, "is not an address", "Give a host and a port, such as 127.0.0.1:8080, or :8080 for every interface.")
	}
	return nil
}

func checkStore(file string) error {
	if file == "" {
		return fault("store", "is not the address of a store", "Give bolt: and the path of a file, such as bolt:collab.db; PostgreSQL is not supported yet.")
	}
	return nil
}

func checkURL(flag, address, example string) error {
	u, err := url.Parse(address)
	if address == "" || err == nil && u.Host != "" && u.User == nil && u.RawQuery == "" && (u.Scheme == "https" || u.Scheme == "http") {
		return nil
	}
	return fault(flag, "is not an http or https address", "Give one such as "+example+", or leave it out.")
}

// secretKey decodes the key. It reads both alphabets of base64, padded or not: whoever made the key need not know which.
func secretKey(given Secret) (Secret, error) {
	text := strings.TrimRight(strings.TrimSpace(given.Reveal()), "=")
	key, err := base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(text))
	if err == nil && (len(key) == 32 || len(key) == 0) {
		return Secret(key), nil
	}
	return "", fault("secret-key", "is not 32 bytes in base64", "Make one with openssl rand -base64 32, and keep it: without it the record cannot be read.")
}
