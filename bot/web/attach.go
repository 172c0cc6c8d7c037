package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"collab/bot"
)

// attachedLimit is the most a form with a file may carry, in bytes: the file, and a byte more of it so that one that is
// too large is seen to be; beside it what other forms carry.
const attachedLimit = bodyLimit + bot.MostAttached + 1<<10

// mostBody is the most that the body of a request may have.
func mostBody(r *http.Request) int64 {
	if attaches(r) {
		return attachedLimit
	}
	return bodyLimit
}

// attaches says whether a form comes as browsers send files.
func attaches(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// parse reads the form that was posted, into memory alone: nothing that is attached lies on the disk.
func (v *visit) parse() error {
	var big *http.MaxBytesError
	var err error
	if attaches(v.r) {
		err = v.r.ParseMultipartForm(attachedLimit)
	} else {
		err = v.r.ParseForm()
	}
	switch {
	case errors.As(err, &big) && attaches(v.r):
		return fault{http.StatusRequestEntityTooLarge, bot.TooLarge + " Nothing was recorded."}
	case errors.As(err, &big):
		return tooLarge
	case err != nil:
		return fault{http.StatusBadRequest, "That request could not be read."}
	}
	return nil
}

// attachments are the files of a form, by the names of its fields. One that was left empty is none.
func (v *visit) attachments(form bot.Form) map[string]bot.Attached {
	files := map[string]bot.Attached{}
	for _, f := range form.Fields {
		if f.Kind != bot.Upload || v.r.MultipartForm == nil {
			continue
		}
		for _, header := range v.r.MultipartForm.File["f."+f.Name] {
			if header.Size > 0 || header.Filename != "" {
				files[f.Name] = attached(header)
			}
		}
	}
	return files
}

func attached(header *multipart.FileHeader) bot.Attached {
	out := bot.Attached{Name: header.Filename}
	file, err := header.Open()
	if err == nil {
		defer file.Close()
		var text []byte
		text, err = io.ReadAll(io.LimitReader(file, bot.MostAttached+1))
		out.Text = string(text)
	}
	switch {
	case err != nil:
		out.Text, out.Lacks = "", "This file could not be read. Attach it again."
	case out.Text == "":
		out.Lacks = bot.EmptyFile
	}
	return out
}
