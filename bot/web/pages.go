package web

import (
	"net/http"
	"slices"

	"collab/bot"
)

// choose is the front door of the demo: what this is, and who to be.
func (v *visit) choose() error {
	page := v.view("choose", "Who would you like to be?")
	for _, p := range v.cfg.People {
		one := v.drawn(p)
		one.Here = v.who != nil && v.who.Account == p.Account
		i := slices.IndexFunc(page.Cast, func(q party) bool { return q.Name == p.PartyName })
		if i < 0 {
			page.Cast = append(page.Cast, party{Name: p.PartyName, Colour: one.Colour})
			i = len(page.Cast) - 1
		}
		page.Cast[i].People = append(page.Cast[i].People, one)
	}
	return v.show(http.StatusOK, page)
}

// be makes the session that of somebody else; the tokens of the old one die with it.
func (v *visit) be() error {
	who := v.person(v.r.PostForm.Get("account"))
	if who == nil {
		return noSuchPage
	}
	v.begin(v.w, who.Account)
	return v.goTo("/home")
}

func (v *visit) lost() error { return noSuchPage }

func (v *visit) home() error {
	if v.cfg.Home == nil {
		return v.goTo("/direct")
	}
	return v.document("home", "Home", v.cfg.Home(v.r.Context(), v.who.Account))
}

func (v *visit) relationship() error {
	slug := v.r.PathValue("slug")
	if v.cfg.Relationship == nil {
		return noSuchPage
	}
	m, ok := v.cfg.Relationship(v.r.Context(), v.who.Account, slug)
	if !ok {
		return noSuchPage
	}
	return v.document("relationship/"+slug, v.titleOf(slug), m)
}

// held is a copy of all that is held about the person, as a file to keep.
func (v *visit) held() error {
	if v.cfg.Held == nil {
		return noSuchPage
	}
	whole, err := v.cfg.Held(v.r.Context(), v.who.Account) // audience: whoever is signed in gets what is held about them; mutate: s/v.who.Account/bot.Account{Platform: "web", Home: "demo", User: "kim"}/
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="held-about-me.jsonl"`)
	_, err = v.w.Write(whole)
	return err
}

func (v *visit) titleOf(slug string) string {
	for _, l := range v.links() {
		if l.Slug == slug {
			return l.Title
		}
	}
	return slug
}

// document is a page made of one message, with the answer to what was pressed on it above.
func (v *visit) document(in, title string, m bot.Message) error {
	at, err := v.spot(in)
	if err != nil {
		return err
	}
	page := v.view("document", title)
	draw := v.pen(at)
	page.In, page.Blocks = at.in, untitled(draw.draw(m), title)
	page.Held = v.cfg.Held != nil && in == "stored"
	page.Answer, err = v.answered(at, draw)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, page)
}

// answered finds the answer that the address names, in the person's own direct message.
func (v *visit) answered(at spot, draw pen) ([]block, error) {
	wanted := v.r.URL.Query().Get("answer")
	if wanted == "" {
		return nil, nil
	}
	said, err := v.said(v.r.Context(), at)
	if err != nil {
		return nil, err
	}
	for _, one := range slices.Backward(said) {
		if one.Message != nil && fingerprint(one.Ref) == wanted {
			return draw.draw(*one.Message), nil
		}
	}
	return nil, nil
}

// untitled leaves out a title that the page has already.
func untitled(blocks []block, title string) []block {
	if len(blocks) > 0 && blocks[0].Kind == "text" && blocks[0].Title == title {
		blocks[0].Title = ""
	}
	return blocks
}
