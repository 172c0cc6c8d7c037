package slack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"collab/bot"
)

func TestHashesOfFiles(t *testing.T) {
	var a asked
	f := dock(t, &a)
	log := bytes.Repeat([]byte("gate "), 1000)
	f.files["/files/log"] = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			t.Error("the file was asked for without the token")
		}
		w.Write(log)
	}
	f.files["/files/page"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>Sign in") }
	f.files["/files/moved"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/files/log", http.StatusFound) }
	f.files["/files/short"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ga") }
	f.files["/files/long"] = func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, maxFile+1)) }
	f.methods["files.info"] = func(args map[string]any) map[string]any {
		return map[string]any{"ok": true, "file": map[string]any{"id": args["file"], "name": "gate.log", "size": len(log), "url_private_download": f.web.URL + "/files/log"}}
	}
	sum := sha256.Sum256(log)
	for _, c := range []struct {
		file  map[string]any
		hash  string
		lacks string
	}{
		{map[string]any{"name": "gate.log", "size": len(log), "url_private_download": f.web.URL + "/files/log"}, hex.EncodeToString(sum[:]), ""},
		{map[string]any{"id": "F1", "file_access": "check_file_info"}, hex.EncodeToString(sum[:]), ""},
		{map[string]any{"name": "gate.log", "size": maxFile + 1, "url_private_download": f.web.URL + "/files/log"}, "", "up to 20 MB"},
		{map[string]any{"name": "gate.log", "url_private_download": f.web.URL + "/files/long"}, "", "up to 20 MB"},
		{map[string]any{"name": "gate.log", "url_private_download": f.web.URL + "/files/page"}, "", "files:read"},
		{map[string]any{"name": "gate.log", "url_private_download": f.web.URL + "/files/moved"}, "", "files:read"},
		{map[string]any{"name": "gate.log", "size": 5, "url_private_download": f.web.URL + "/files/short"}, "", "try again"},
		{map[string]any{"name": "gate.log", "url_private_download": "https://docs.example.com/gate.log"}, "", "does not"},
		{map[string]any{"name": "gate.log"}, "", "does not"},
	} {
		f.shortcut("C0SHARED", danas(map[string]any{"subtype": "file_share", "files": []any{c.file}}))
		src := a.last(t).Source
		if src == nil || len(src.Files) != 1 || src.Files[0] != (bot.File{Name: "gate.log", SHA256: c.hash}) {
			t.Errorf("%v: %+v", c.file, src)
			continue
		}
		if lacks := strings.Join(src.Lacks, " "); !strings.Contains(lacks, c.lacks) || (lacks == "") != (c.lacks == "") {
			t.Errorf("%v: %s", c.file, lacks)
		}
	}
	f.refuse["files.info"] = []string{"missing_scope files:read"}
	f.shortcut("C0SHARED", danas(map[string]any{"files": []any{map[string]any{"id": "F1", "file_access": "check_file_info"}}}))
	if src := a.last(t).Source; src.Files[0].SHA256 != "" || !strings.Contains(strings.Join(src.Lacks, " "), "I need files:read") {
		t.Errorf("without the scope: %+v", src)
	}
}

// The token is shown to Slack alone, whatever address a message names.
func TestPrivacyOfTheTokenWhereFilesLie(t *testing.T) {
	f := dock(t, &asked{})
	for address, want := range map[string]bool{
		"https://files.slack.com/files-pri/T1-F1/download/a.pdf": true,
		f.web.URL + "/files/a":                 true,
		"http://files.slack.com/a":             false,
		"https://files.slack.com.example.com/": false,
		"https://files.slack.com@example.com/": false,
		"https://files.slack.com:8443/a":       false,
		"http://127.0.0.1:1/a":                 false,
		"https://example.com/files.slack.com":  false,
		"file:///etc/passwd":                   false,
		"":                                     false,
	} {
		if f.app.keepsFiles(address) != want {
			t.Errorf("%q: %t", address, !want)
		}
	}
}
