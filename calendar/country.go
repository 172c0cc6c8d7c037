package calendar

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"collab/relationship"
)

// Country lists the public holidays of a country, "GB", or of a part of one, "DE-BY", in a window; false when no list is
// known. A holiday that moves when it falls on a weekend is listed where it moves to. Lists are made by people and grow
// stale: holidays that were decreed later are not in them.
func Country(code string, from, to relationship.Date) (Days, bool) {
	all := countries()
	i := slices.IndexFunc(all, func(c country) bool { return strings.EqualFold(c.code, strings.TrimSpace(code)) })
	if i < 0 {
		return Days{}, false
	}
	var out []relationship.Holiday
	for year := from.Year; year <= to.Year; year++ {
		for _, h := range all[i].days {
			_, observed := h.Calc(year)
			if observed.IsZero() {
				continue
			}
			if d := relationship.DateOf(observed, observed.Location()); !d.Before(from) && !d.After(to) {
				out = append(out, relationship.Holiday{Date: d, Name: cut(h.Name)})
			}
		}
	}
	return Days{Days: sorted(out)}, true
}

// Countries lists the codes that [Country] knows, in order, those of parts of countries under theirs: "DE", "DE-BY".
func Countries() (codes []string) {
	for _, c := range countries() {
		codes = append(codes, c.code)
	}
	slices.Sort(codes)
	return codes
}

// CountryName is what a country is called in English, with the code of the part if there is one: "Germany, BY".
func CountryName(code string) string {
	land, part, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(code)), "-")
	region, err := language.ParseRegion(land)
	if err != nil {
		return code
	}
	name := display.English.Regions().Name(region)
	if land == "GB" {
		name += " (England and Wales)" // it lists Easter Monday and the last Monday of August
	}
	if part != "" {
		name += ", " + part
	}
	return name
}
