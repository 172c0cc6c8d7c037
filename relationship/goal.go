package relationship

import (
	"slices"
	"strings"
	"time"
)

// Category is the kind of outcome an objective is about.
type Category string

// Categories lists the kinds of outcome there are to choose from.
var Categories = []Category{"safety", "quality", "client satisfaction", "cost", "profit/revenue", "time", "innovation",
	"environment/social", "people", "other"}

// Goal is what an objective says. Quantities are decimal strings, in the unit of the objective.
type Goal struct {
	Title  string `json:"-"`
	Driver string `json:"-"` // why the party, or all of them, want it
	Good   string `json:"-"` // what good looks like, so that everybody recognises it
	// Reference names the corporate objective that it serves.
	Reference string   `json:"-"`
	Unit      string   `json:"-"`
	Category  Category `json:"category,omitempty"`
	Baseline  string   `json:"baseline,omitempty"`
	Target    string   `json:"target,omitempty"`
	Due       Date     `json:"due,omitzero"`
}

// check refuses what cannot be kept at all; a draft needs nothing but a title.
func (g Goal) check() error {
	if g.Category != "" && !slices.Contains(Categories, g.Category) {
		return refuse("category", "Choose one of these kinds: "+categoryNames()+".")
	}
	if !g.Due.IsZero() && !g.Due.real() {
		return asField("due", errDate)
	}
	return firstError(nonEmpty("title", g.Title, 120), atMost("driver", g.Driver, 2000), atMost("good", g.Good, 2000),
		atMost("reference", g.Reference, 200), atMost("unit", g.Unit, 40), quantity("baseline", g.Baseline), quantity("target", g.Target))
}

// complete refuses, at now, what the others could not confirm: they must know what good looks like, of what kind it
// is, and in what the target counts. A date is checked only if it differs from the one that was agreed before.
func (g Goal) complete(s *Shared, now time.Time, before Date) error {
	if err := g.check(); err != nil {
		return err
	}
	loc, err := Zone(s.zone())
	switch {
	case strings.TrimSpace(g.Good) == "":
		return refuse("good", "Please say what good looks like: how will everybody recognise it?")
	case g.Category == "":
		return refuse("category", "Choose one of these kinds: "+categoryNames()+".")
	case g.Target != "" && strings.TrimSpace(g.Unit) == "":
		return refuse("unit", "Say in what the target counts, such as % or days.")
	case err != nil:
		return asField("due", err)
	case !g.Due.IsZero() && g.Due != before && g.Due.Before(DateOf(now, loc)):
		return refuse("due", "This date has passed. Choose today or a later day.")
	}
	return nil
}

func categoryNames() string {
	var list []string
	for _, c := range Categories {
		list = append(list, string(c))
	}
	return strings.Join(list, ", ")
}

// quantity refuses a text that is neither empty nor a number.
func quantity(field, text string) error {
	if text == "" {
		return nil
	}
	_, err := ParseDecimal(text)
	return asField(field, err)
}

// said is the goal with the words that its entry holds; they are empty once they were erased.
func (g Goal) said(words map[string]string) Goal {
	g.Title, g.Driver, g.Good, g.Reference, g.Unit = words["title"], words["driver"], words["good"], words["reference"], words["unit"]
	return g
}

// typed is what of the goal people typed freely, and so goes into the words of an entry.
func (g Goal) typed() worded {
	return worded{map[string]string{"title": g.Title, "driver": g.Driver, "good": g.Good, "reference": g.Reference, "unit": g.Unit}}
}
