package web

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// view is what the layout draws; each page fills in its part.
type view struct {
	Page, Title, Site string
	Token, Nonce, In  string
	Who               *person
	Clock             *clockView
	Nav               []section
	Cast              []party // who a visitor may choose to be
	Door              *doorView
	Doored            bool // people sign in and out
	Held              bool // a copy of what is held about the person is offered here

	Note    string // who reads along, and its look
	Face    string
	Blocks  []block
	Answer  []block
	Lines   []line
	Earlier bool
	Version string
	Form    *formView
	Fault   string
	Again   *againView // what was sent from a page of a session that is over
}

type person struct {
	Person
	Initials, Colour string
	City             string // of the zone: where the person's day is
	Now              *stamp // the time there
	Here             bool
}

type party struct {
	Name, Colour string
	People       []person
}

type section struct {
	Title string
	Links []navLink
}

type navLink struct {
	Path, Text, Note string
	Here             bool
}

func (v *visit) view(page, title string) view {
	out := view{Page: page, Title: title, Site: v.cfg.Title, Token: v.token(v.session), Nonce: v.nonce(), In: "home", Doored: v.cfg.Door != nil}
	if v.who == nil {
		return out
	}
	who := v.drawn(*v.who)
	out.Who, out.Nav, out.Clock = &who, v.nav(), v.clockView()
	return out
}

// nav is where this person can go: their own pages, the channels they may enter, their relationships.
func (v *visit) nav() []section {
	out := []section{{Title: "You", Links: []navLink{v.link("/home", "Home", ""), v.link("/direct", "Direct message", "")}}}
	channels := section{Title: "Channels"}
	for _, c := range v.cfg.Channels {
		if v.mayEnter(c) {
			channels.Links = append(channels.Links, v.link("/channel/"+c.Place.Channel, c.Title, c.Note))
		}
	}
	relationships := section{Title: "Relationships"}
	for _, l := range v.links() {
		relationships.Links = append(relationships.Links, v.link("/relationship/"+l.Slug, l.Title, ""))
	}
	if v.cfg.Door != nil {
		out[0].Links = append(out[0].Links, v.link("/settings", "Settings", ""), v.link("/account", "Your accounts", ""), v.link("/stored", "What is stored", ""))
	}
	return slices.DeleteFunc(append(out, channels, relationships), func(s section) bool { return len(s.Links) == 0 })
}

func (v *visit) link(path, text, note string) navLink {
	return navLink{Path: path, Text: text, Note: note, Here: v.r.URL.Path == path}
}

func (v *visit) links() []Link {
	if v.cfg.Relationships == nil {
		return nil
	}
	return v.cfg.Relationships(v.r.Context(), v.who.Account)
}

// accents is how many accent colours the style sheet has for parties; a colour never stands without the name.
const accents = 4

// drawn is a person with initials and the colour of the organisation.
func (s *Server) drawn(p Person) person {
	var seen []string
	for _, q := range s.cfg.People {
		if !slices.Contains(seen, q.Party) {
			seen = append(seen, q.Party)
		}
	}
	colour := "party-0"
	if s.cfg.Door != nil {
		colour = "party-1"
	}
	if i := slices.Index(seen, p.Party); i >= 0 {
		colour = fmt.Sprintf("party-%d", i%accents+1)
	}
	zone := s.zone(p)
	city := path.Base(strings.ReplaceAll(zone.String(), "_", " "))
	return person{Person: p, Initials: initials(p.Name), Colour: colour, City: city, Now: timeOfDay(s.cfg.Now(), zone)}
}
