package web

import (
	"fmt"
	"net/http"
)

// clockView is the demo's clock as the header shows it.
type clockView struct {
	Now      *stamp
	Happened string // after a movement: what happened on the way
}

func (v *visit) clockView() *clockView {
	if v.cfg.Clock == nil {
		return nil
	}
	out := &clockView{Now: stampIn(v.cfg.Now(), v.local)}
	if v.r.URL.Query().Has("moved") {
		v.moving.Lock()
		defer v.moving.Unlock()
		out.Happened = v.happened
	}
	return out
}

// clock moves the demo's clock; the same press twice moves it once.
func (v *visit) clock() error {
	if v.cfg.Clock == nil {
		return noSuchPage
	}
	at, key, err := v.gesture()
	if err != nil {
		return err
	}
	v.moving.Lock()
	defer v.moving.Unlock()
	if v.moved != key {
		if v.happened, err = v.step(v.r.PostForm.Get("step")); err != nil {
			return err
		}
		v.moved = key
	}
	return v.goTo(at.path() + "?moved")
}

func (v *visit) step(step string) (happened string, err error) {
	switch step {
	case "next":
		happened, err = v.cfg.Clock.Next(v.r.Context())
	case "day":
		happened, err = v.cfg.Clock.Later(v.r.Context(), 1)
	case "weeks":
		happened, err = v.cfg.Clock.Later(v.r.Context(), 14)
	default:
		return "", fault{http.StatusBadRequest, "The clock does not know that step."}
	}
	if err != nil {
		return "", fmt.Errorf("move the clock: %w", err)
	}
	return happened, nil
}
