package slack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"collab/bot"
)

const (
	maxFile  = 20 << 20 // what of a file is read for its hash; nothing of it is kept
	mostRead = 20       // files of one message
)

// file is a file that hangs on a message, or was attached to a form. In a channel shared between organisations there may be no more than its id.
type file struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Size     int64  `json:"size"`
	Private  string `json:"url_private_download"`
	Access   string `json:"file_access"`
	Mimetype string `json:"mimetype"`
}

var (
	errElsewhere = errors.New("it does not lie with Slack")
	errLarge     = errors.New("it is too large")
)

// fingerprints are the files of a message with the SHA-256 of each, and why one has none.
func (a *App) fingerprints(ctx context.Context, o *office, hanging []file) (files []bot.File, lacks []string) {
	said := map[string]bool{}
	for i, f := range hanging {
		if i == mostRead {
			return files, append(lacks, fmt.Sprintf("Of its %d files only the first %d are named.", len(hanging), mostRead))
		}
		f, err := a.described(ctx, o, f)
		var sum string
		if err == nil {
			sum, err = a.fingerprint(ctx, o, f)
		}
		files = append(files, bot.File{Name: cmp.Or(f.Name, f.Title, "a file without a name"), SHA256: sum})
		if err == nil {
			continue
		}
		a.Log.Info("slack: could not read a file", "file", f.ID, "error", err)
		if why := a.unhashed(o, err); !said[why] {
			said[why], lacks = true, append(lacks, why)
		}
	}
	return files, lacks
}

// described is a file with what Slack left out of the message.
func (a *App) described(ctx context.Context, o *office, f file) (file, error) {
	if f.Access != "check_file_info" {
		return f, nil
	}
	var said struct {
		File file `json:"file"`
	}
	if err := a.read(ctx, o, "files.info", url.Values{"file": {f.ID}}, &said); err != nil {
		return f, err
	}
	return said.File, nil
}

// unhashed says why a file goes on record without its hash, and what would change that.
func (a *App) unhashed(o *office, err error) string {
	why := "A file could not be read now: close this and try again to have its hash."
	scope := a.lacks(o, "To take the hash of a file", err)
	switch {
	case scope != "":
		why = scope
	case errors.Is(err, errLarge):
		why = fmt.Sprintf("I read files up to %d MB; one is larger.", maxFile>>20)
	case errors.Is(err, errElsewhere):
		why = "I read files that lie with Slack; one does not."
	}
	return why + " It goes on record by its name alone."
}

// fingerprint is the SHA-256 of a file.
func (a *App) fingerprint(ctx context.Context, o *office, f file) (string, error) {
	sum := sha256.New()
	if err := a.download(ctx, o, f, maxFile, sum); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// download writes what is in a file, unless that is more than so many bytes. It is read from Slack alone: the token goes
// nowhere else.
func (a *App) download(ctx context.Context, o *office, f file, most int64, to io.Writer) error {
	if f.Size > most {
		return errLarge
	}
	if !a.keepsFiles(f.Private) {
		return errElsewhere
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.Private, nil)
	if err != nil {
		return errElsewhere
	}
	req.Header.Set("Authorization", "Bearer "+o.token())
	res, err := a.http.Do(req)
	if err != nil {
		return withoutAddress(err)
	}
	defer res.Body.Close()
	return copied(res, f, most, to)
}

// copied reads the answer to its end. Whoever may not read a file is shown a page to sign in, or sent to one.
func copied(res *http.Response, f file, most int64, to io.Writer) error {
	page := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(f.Mimetype, "text/html")
	switch {
	case res.StatusCode/100 == 3, res.StatusCode == http.StatusForbidden, res.StatusCode == http.StatusUnauthorized, page:
		return MissingScope(readsFiles)
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("Slack answered %s", res.Status)
	}
	n, err := io.Copy(to, io.LimitReader(res.Body, most+1))
	switch {
	case err != nil:
		return err
	case n > most:
		return errLarge
	case f.Size > 0 && n != f.Size:
		return io.ErrUnexpectedEOF
	}
	return nil
}

// keepsFiles says whether an address is where Slack keeps files: its own hosts, or the one configured for tests.
func (a *App) keepsFiles(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == "https" && (u.Host == "files.slack.com" || u.Host == "files.slack-gov.com") {
		return true
	}
	api, err := url.Parse(a.APIURL)
	return err == nil && u.Host == api.Host && u.Scheme == api.Scheme && net.ParseIP(u.Hostname()).IsLoopback()
}
