package mail

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func mailer(t testing.TB) *Mailer {
	m, err := New(Config{Host: "127.0.0.1", Port: 1, Security: Open, From: "Collab <collab@example.org>", Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestALetterAsItGoes(t *testing.T) {
	msg, err := mailer(t).message("r1 check-in 1 ask p1", Letter{To: "dana@borealis.example", Subject: "Acme × Borealis: check-in 1\r\nBcc: eve@example.org",
		Text: "Check-in 1 is open until Fri 13 Mar.\n<b>Twice</b>", Link: "https://collab.example.org/direct", LinkLabel: "Open it", Note: "You take part in it.",
		Settings: "https://collab.example.org/settings"})
	if err != nil {
		t.Fatal(err)
	}
	var wire bytes.Buffer
	if _, err := msg.WriteTo(&wire); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"From: \"Collab\" <collab@example.org>\r\n", "To: <dana@borealis.example>\r\n", "Auto-Submitted: auto-generated\r\n", "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n",
		"@example.org>\r\n", "List-Unsubscribe: <https://collab.example.org/settings>\r\n", "multipart/alternative", "&lt;b&gt;Twice"} {
		if !strings.Contains(wire.String(), want) {
			t.Errorf("without %q:\n%s", want, wire.String())
		}
	}
	if strings.Contains(wire.String(), "\r\nBcc") {
		t.Errorf("a subject made a header:\n%s", wire.String())
	}
}
