package config

import (
	"errors"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
)

// Mail is the server that takes letters to people without chat, and who writes them.
type Mail struct {
	Host     string
	Port     int
	User     string
	Password Secret
	// Security is "tls" (encrypted from the first byte), "starttls" (nothing is said before it is encrypted),
	// "opportunistic" (encrypted where the server can) or "none".
	Security string
	// From is who writes, as it stands in a letter: "Collab <collab@example.org>".
	From string
}

// On says whether letters are written.
func (m Mail) On() bool { return m.Host != "" }

// Sealed says whether nobody can read letters on the way to the mail server: they are encrypted, or stay on this machine.
func (m Mail) Sealed() bool {
	return m.Security == "tls" || m.Security == "starttls" || loopback(m.Host)
}

// The usual ports. https://www.rfc-editor.org/rfc/rfc8314 tells servers to take mail from programs on them.
const submission, submissions = 587, 465

const smtpExample = "Give one such as smtp://user:password@mail.example.org:587 or smtps://user:password@mail.example.org:465, with signs such as @ and / in the password written as %40 and %2F, or leave it out."

// checkMail understands where letters go. The address holds a password, so nothing of it is ever repeated.
func checkMail(g Given) (Mail, error) {
	m := Mail{From: strings.TrimSpace(g.MailFrom)}
	address := strings.TrimSpace(g.SMTPURL.Reveal())
	switch {
	case address == "" && m.From == "":
		return m, nil
	case address == "":
		return m, fault("mail-from", "says who writes letters, and nothing takes them", "Set COLLAB_SMTP_URL to the address of a mail server, or leave both out.")
	}
	return m, errors.Join(m.read(address), checkFrom(m.From), checkLinks(g.BaseURL))
}

// read takes the address of the server apart.
func (m *Mail) read(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return fault("smtp-url", "is not the address of a mail server", smtpExample)
	}
	m.Host, m.Port = u.Hostname(), submission
	if u.Scheme == "smtps" {
		m.Port = submissions
	}
	if u.Port() != "" {
		m.Port, err = strconv.Atoi(u.Port())
	}
	if err != nil || m.Port < 1 || m.Port > 65535 {
		return fault("smtp-url", "names no port", smtpExample)
	}
	password, _ := u.User.Password()
	m.User, m.Password = u.User.Username(), Secret(password)
	if (m.User == "") != (m.Password == "") {
		return fault("smtp-url", "holds half of what signs in", smtpExample)
	}
	return m.secure(u.Scheme, u.RawQuery)
}

// secure decides how the connection is encrypted. To go without encryption is never a default, except on this machine.
func (m *Mail) secure(scheme, query string) error {
	said, err := url.ParseQuery(query)
	asked, known := said.Get("tls"), len(said) == 0 || len(said) == 1 && len(said["tls"]) == 1
	m.Security = asked
	switch {
	case err != nil || !known:
		return fault("smtp-url", "says something besides tls", smtpExample)
	case scheme == "smtps" && asked == "":
		m.Security = "tls"
	case asked == "" && loopback(m.Host):
		m.Security = "opportunistic"
	case asked == "" || asked == "starttls":
		m.Security = "starttls"
	case scheme == "smtps" || asked != "opportunistic" && asked != "none":
		return fault("smtp-url", "says what tls does not know", "Leave tls out: smtps is always encrypted, and smtp insists on STARTTLS. For a server that has neither write smtp and ?tls=opportunistic or ?tls=none.")
	case m.User != "" && asked == "none" && !loopback(m.Host):
		return fault("smtp-url", "would send its password over the network for everybody to read", "Leave ?tls=none out, or the user and the password.")
	}
	return nil
}

func checkFrom(from string) error {
	const example = "Give the address that letters come from, such as Collab <collab@example.org>; your mail server must let you write as it."
	if from == "" {
		return fault("mail-from", "is missing", example)
	}
	a, err := mail.ParseAddress(from)
	if err != nil || strings.ContainsFunc(a.Address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fault("mail-from", "is not an address", example)
	}
	return nil
}

// checkLinks sees that a letter can lead somewhere, and that nobody reads on the way what is said there.
func checkLinks(base string) error {
	u, err := url.Parse(base)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) {
		return nil
	}
	return fault("base-url", "is not an https address, which letters lead to", "Give the one that people reach this server by, such as https://collab.example.org, or unset COLLAB_SMTP_URL.")
}
