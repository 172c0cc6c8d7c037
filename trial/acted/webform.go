package acted

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"collab/bot/play"
)

// attaches sends the form with a file, as browsers do.
func (w *Web) attaches(v *visitor, g play.Gesture) error {
	var body strings.Builder
	form := multipart.NewWriter(&body)
	for name, values := range v.form.values() {
		if typed, ok := g.Values[strings.TrimPrefix(name, "f.")]; ok && strings.HasPrefix(name, "f.") {
			values = []string{typed}
		}
		for _, one := range values {
			form.WriteField(name, one)
		}
	}
	for name, f := range g.Files {
		part, err := form.CreateFormFile("f."+name, f.Name)
		if err != nil {
			return err
		}
		io.WriteString(part, f.Text)
	}
	form.Close()
	page, err := w.read(v.Post(w.site.URL+"/submit", form.FormDataContentType(), strings.NewReader(body.String())))
	if err == nil {
		v.form = page.find(func(n *node) bool { return n.form("/submit") })
	}
	return err
}

func (w *Web) get(v *visitor, path string) (*node, error) { return w.read(v.Get(w.site.URL + path)) }

// post sends a form with what a browser sends of it, and changes: names and values.
func (w *Web) post(v *visitor, f *node, changes ...string) (*node, error) {
	if f == nil {
		return nil, fmt.Errorf("there is no such form")
	}
	in := f.values()
	for i := 0; i < len(changes); i += 2 {
		in.Set(changes[i], changes[i+1])
		if many := strings.Split(changes[i+1], "\n"); f.boxes(changes[i]) {
			in[changes[i]] = many
		}
	}
	return w.read(v.PostForm(w.site.URL+f.attr("action"), in))
}

func (w *Web) read(res *http.Response, err error) (*node, error) {
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	page, err := parse(res.Body)
	if err == nil && res.StatusCode != http.StatusOK && res.StatusCode != http.StatusUnprocessableEntity {
		err = fmt.Errorf("the pages answer %d: %s", res.StatusCode, page.text())
	}
	return page, err
}
