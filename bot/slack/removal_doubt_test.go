package slack

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// Slack telling that the app was removed, while it cannot be asked whether it still is, removes nothing: Slack tells
// again, since the news was not acknowledged.
func TestAnOfficeIsClosedOnlyWhenSlackRefusesItsToken(t *testing.T) {
	for _, trouble := range []string{"500", "429 30", "ratelimited", "internal_error"} {
		t.Run(trouble, func(t *testing.T) {
			h := newHouse(t, "")
			h.installs(borealis())
			h.refuse["auth.test"] = []string{trouble}
			if status, _ := h.event(fmt.Sprintf(uninstalledEvent, 1, boreal)); status != http.StatusInternalServerError {
				t.Errorf("acknowledged with %d", status)
			}
			h.app.Wait()
			if !h.app.Installed(boreal) || len(h.shelf) != 1 || len(h.gone) != 0 {
				t.Error("the office was closed")
			}
			h.dies(boreal, "account_inactive")
			h.event(fmt.Sprintf(uninstalledEvent, 1, boreal))
			if h.app.Wait(); h.app.Installed(boreal) || len(h.gone) != 1 {
				t.Error("the office stays for ever")
			}
		})
	}
}

// What Slack says to a call that was made with an older token is no news about the one that was given since.
func TestALateAnswerToAnOldTokenClosesNothing(t *testing.T) {
	h := newHouse(t, "")
	h.installs(borealis())
	o := h.app.offices.at(boreal)
	h.installs(borealis()) // again, while a call with the old token is on its way
	h.app.heed(o, "token_revoked")
	h.app.Wait()
	if !h.app.Installed(boreal) || len(h.shelf) != 1 || len(h.gone) != 0 {
		t.Error("the new installation was removed")
	}
	if err := h.writes(boreal, eva); err != nil || len(h.app.Refused()) != 0 {
		t.Error(err, h.app.Refused())
	}
}

// Codes that strangers make up use up none of the calls by which tokens are renewed, and what was put off works later.
func TestMadeUpCodesAreNotAllTried(t *testing.T) {
	h := newHouse(t, "")
	for range 200 {
		b, _ := h.begins()
		h.comes(b, url.Values{"state": {b.state}, "code": {"made up"}})
	}
	if n := h.called("oauth.v2.access"); n != 60 {
		t.Errorf("Slack was asked %d times", n)
	}
	if page := h.installs(borealis()); page.Code != http.StatusServiceUnavailable || h.app.Installed(boreal) {
		t.Error(page.Code)
	}
	h.later(time.Minute)
	if page := h.installs(borealis()); page.Code != http.StatusOK || !h.app.Installed(boreal) {
		t.Error(page.Code)
	}
}
