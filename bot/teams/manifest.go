package teams

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"collab/bot"
)

// AboutPath is the page about the app that its manifest leads to: what it is, what it keeps, on which terms.
const AboutPath = "/about"

// manifestVersion is raised with every change of the manifest: Teams brings nobody the new one otherwise.
const manifestVersion = "1.0.0"

// Listing is what tells one installation of the app from others: the id of its Azure Bot, the https address of this server,
// and who runs it.
type Listing struct{ AppID, BaseURL, Operator string }

// manifest is the part of Microsoft's schema that the app needs.
// https://learn.microsoft.com/microsoft-365/extensibility/schema
type manifest struct {
	Schema          string         `json:"$schema"`
	ManifestVersion string         `json:"manifestVersion"`
	Version         string         `json:"version"`
	ID              string         `json:"id"`
	Developer       developer      `json:"developer"`
	Name            titled         `json:"name"`
	Description     titled         `json:"description"`
	Icons           icons          `json:"icons"`
	AccentColor     string         `json:"accentColor"`
	Bots            []listedBot    `json:"bots"`
	Extensions      []extension    `json:"composeExtensions"`
	ChannelFeatures string         `json:"supportsChannelFeatures"`
	InstallScope    string         `json:"defaultInstallScope"`
	Groups          groups         `json:"defaultGroupCapability"`
	Domains         []string       `json:"validDomains"`
	Application     application    `json:"webApplicationInfo"`
	Authorization   authorizations `json:"authorization"`
}

type developer struct {
	Name    string `json:"name"`
	Website string `json:"websiteUrl"`
	Privacy string `json:"privacyUrl"`
	Terms   string `json:"termsOfUseUrl"`
}

type titled struct {
	Short string `json:"short"`
	Full  string `json:"full"`
}

type icons struct {
	Color   string `json:"color"`
	Outline string `json:"outline"`
}

type listedBot struct {
	ID       string     `json:"botId"`
	Scopes   []string   `json:"scopes"`
	Targeted bool       `json:"supportsTargetedMessages"`
	Lists    []commands `json:"commandLists"`
}

type commands struct {
	Scopes   []string  `json:"scopes"`
	Triggers []string  `json:"triggers"`
	Commands []command `json:"commands"`
}

type command struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

type extension struct {
	Bot      string   `json:"botId"`
	Commands []action `json:"commands"`
}

type action struct {
	ID          string   `json:"id"`
	Type        string   `json:"type"`
	Context     []string `json:"context"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Fetch       bool     `json:"fetchTask"`
}

type groups struct {
	Team  string `json:"team"`
	Chats string `json:"groupchat"`
}

type application struct {
	ID       string `json:"id"`
	Resource string `json:"resource"`
}

type authorizations struct {
	Permissions permissions `json:"permissions"`
}

type permissions struct {
	Resources []permission `json:"resourceSpecific"`
}

type permission struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// manifestOf is the app as Teams lists it, in JSON: what the code answers to, and what it needs for that.
func manifestOf(l Listing) ([]byte, error) {
	u, err := url.Parse(l.BaseURL)
	switch {
	case l.AppID == "":
		return nil, errors.New("Teams needs the app id of the Azure Bot")
	case err != nil || u.Scheme != "https" || u.Host == "":
		return nil, errors.New("Teams needs the https address of this server")
	}
	m := about(l)
	m.Bots, m.Extensions = []listedBot{offered(l.AppID)}, []extension{pointing(l.AppID)}
	m.ChannelFeatures, m.InstallScope, m.Groups = "tier1", "personal", groups{"bot", "bot"}
	m.Domains = []string{u.Hostname()}
	m.Application, m.Authorization = consent(l.AppID)
	return json.MarshalIndent(m, "", "  ")
}

// about is what people read before they install the app.
func about(l Listing) manifest {
	page := strings.TrimRight(l.BaseURL, "/") + AboutPath
	operator := strings.TrimSpace(l.Operator)
	if operator == "" || utf8.RuneCountInString(operator) > 32 {
		operator = "Collab"
	}
	return manifest{
		Schema:          "https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json",
		ManifestVersion: "1.29", Version: manifestVersion, ID: l.AppID,
		Developer: developer{operator, page, page + "#privacy", page + "#terms"},
		Name:      titled{"Collab", "Collab, the joint record of a business relationship"},
		Description: titled{"Keeps the joint record of a business relationship, and makes its rhythm happen",
			"Two or more organisations keep one record of how they work together: a check-in every two weeks, a review every quarter, and in between the promises, figures and evidence. " +
				"Each keeps private what is private, and each can verify the record alone. " +
				"Collab answers in a personal chat, in group chats and in channels, also in those shared with partners. " +
				"It reads only what is sent to it, and messages that somebody logs as evidence."},
		Icons: icons{"color.png", "outline.png"}, AccentColor: "#3D4ECF",
	}
}

// offered is the bot, with the words that people find behind its name and behind a slash. What is said behind a slash is
// seen by the bot alone; in a personal chat everything is.
// https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/agent-slash-commands
func offered(id string) listedBot {
	var all []command
	for _, c := range bot.List() {
		all = append(all, command{c.Word, c.Summary})
	}
	return listedBot{ID: id, Scopes: []string{"personal", "team", "groupChat"}, Targeted: true, Lists: []commands{
		{[]string{"personal"}, []string{"mention"}, all},
		{[]string{"team", "groupChat"}, []string{"mention", "slash"}, all},
	}}
}

// pointing is the entry in the menu of a message.
func pointing(id string) extension {
	return extension{id, []action{{ID: EvidenceCommand, Type: "action", Context: []string{"message"}, Title: "Log as evidence",
		Description: "Log this message as evidence, with its thread and context", Fetch: true}}}
}

// consent is what the owner of a team agrees to when the app is added: it hears who comes into a channel that is shared with
// another team, so that nothing is posted to people who were not there when it was linked. The resource is asked for and
// not used. https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels
func consent(id string) (application, authorizations) {
	return application{id, "api://botid-" + id}, authorizations{permissions{[]permission{{"ChannelMember.Read.Group", "Application"}}}}
}

// Package is the app as it is uploaded to Teams: a zip of its manifest and its icons, the same bytes for the same listing.
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
func Package(l Listing) ([]byte, error) {
	text, err := manifestOf(l)
	if err != nil {
		return nil, err
	}
	large, err := colorIcon()
	small, err2 := outlineIcon()
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	return zipped(file{"manifest.json", text}, file{"color.png", large}, file{"outline.png", small})
}

// file is one of a package.
type file struct {
	name    string
	content []byte
}

// packed is the time that the files of every package have: the first that a zip can say.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func zipped(files ...file) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}
