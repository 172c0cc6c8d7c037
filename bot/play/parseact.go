package play

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"collab/bot"
	"collab/relationship"
)

// who finds the person who acts.
func (p *parser) who(id string) (Person, error) {
	if known, ok := p.Script.person(id); ok {
		return known, nil
	}
	return Person{}, fmt.Errorf(`nobody called %s is in the play; write first: person %[1]s "Full Name" of Organisation in Europe/London`, id)
}

func (p *parser) inChannel(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	c, err := p.known(part[1])
	if err != nil {
		return err
	}
	if !c.admits(who) {
		return fmt.Errorf("#%s is for %s; %s is not in it", c.ID, c.Party, who.ID)
	}
	words, toBot, aloud := spoken(part[2])
	return p.act(speaks{who, c.Place(), part[2], words, toBot, aloud})
}

func (p *parser) direct(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	words, _, _ := spoken(part[1])
	return p.act(speaks{who, who.Direct(), part[1], words, true, true})
}

// known finds a channel that something happens to.
func (p *parser) known(id string) (Channel, error) {
	c, ok := p.channel(id)
	if !ok {
		return c, fmt.Errorf("there is no channel #%s in the play; write first: channel #%[1]s for everyone", id)
	}
	return c, nil
}

func (p *parser) loses(part []string) error {
	c, err := p.known(part[0])
	if err != nil {
		return err
	}
	return p.act(befalls{c, &relationship.LosePlace{Place: c.Place().String(), Why: part[1]}})
}

func (p *parser) moves(part []string) error {
	from, err := p.known(part[0])
	if err != nil {
		return err
	}
	to, err := p.known(part[1])
	if err != nil {
		return err
	}
	return p.act(befalls{from, &relationship.MovePlace{From: from.Place().String(), To: to.Place().String()}})
}

// spoken takes the words for the bot out of what is said in a channel. A command is not said aloud, a mention is.
func spoken(text string) (words string, toBot, aloud bool) {
	first, rest, _ := strings.Cut(text, " ")
	switch {
	case strings.EqualFold(first, "/collab"):
		return strings.TrimSpace(rest), true, false
	case strings.EqualFold(first, "@collab"):
		return strings.TrimSpace(rest), true, true
	}
	return text, false, true
}

func (p *parser) presses(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	return p.act(presses{who, part[1], part[2]})
}

func (p *parser) fills(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	return p.act(&fills{who: who})
}

func (p *parser) closes(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	return p.act(&fills{who: who, closes: true})
}

func (p *parser) logs(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	return p.act(logs{who, part[1]})
}

func (p *parser) again(part []string) error {
	who, err := p.who(part[0])
	if err != nil {
		return err
	}
	return p.act(again{who})
}

var (
	// seen is a line of what is seen: a viewer, or nobody for a further line, then "|".
	seen = regexp.MustCompile(`^\s+(?:(?:form )?#?[a-z][a-z0-9_-]*(?: edited)? )?\|(?: .*)?$`)
	// filled is a field of a form with what is filled in.
	filled = regexp.MustCompile(`^([^:|]+):(?: (.*))?$`)
)

// indented reads a line that belongs to the newest step: what is seen because of it, or a field of the form it fills.
func (p *parser) indented(line string) error {
	if len(p.steps) == 0 {
		return errors.New("this line is indented, but nothing happened yet for it to belong to")
	}
	s := &p.steps[len(p.steps)-1]
	if seen.MatchString(line) {
		s.expects = append(s.expects, p.at)
		return nil
	}
	if s.act == nil {
		return nil // the act itself could not be read, and says so
	}
	form, ok := s.act.(*fills)
	if !ok || len(s.expects) > 0 {
		return errors.New("an indented line says what is seen: a viewer, | and the text; only a form's fields stand here without |")
	}
	part := filled.FindStringSubmatch(strings.TrimSpace(line))
	if part == nil {
		return errors.New("a field is filled in as: Label: what is typed")
	}
	f := field{name: strings.TrimSpace(part[1]), value: strings.TrimSpace(part[2]), line: p.at + 1}
	if f.value == "|" {
		if indent(line) < margin {
			return fmt.Errorf("a field whose text stands below it is indented by %d, as what is seen is", margin)
		}
		f.value = p.block(indent(line))
	}
	form.fields = append(form.fields, f)
	s.next = p.at + 1
	return nil
}

// block reads the lines that are indented further than the field they fill.
func (p *parser) block(outer int) string {
	var lines []string
	for p.at+1 < len(p.lines) {
		next := p.lines[p.at+1]
		if strings.TrimSpace(next) != "" && indent(next) <= outer {
			break
		}
		lines = append(lines, strings.TrimSpace(next))
		p.at++
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" { // blank lines at the end belong to nobody
		lines = lines[:len(lines)-1]
		p.at--
	}
	return strings.Join(lines, "\n")
}

// margin is how far what is seen is indented.
const margin = 4

// indent is how far a line is indented; a tab counts as far as the margin.
func indent(line string) int {
	blank := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	return len(blank) + strings.Count(blank, "\t")*(margin-1)
}

// field is what is typed into one field of a form.
type field struct {
	name, value string
	line        int
}

// The acts of people. Each is performed in act.go.
type (
	speaks struct {
		who          Person
		where        bot.Place
		text, words  string
		toBot, aloud bool
	}
	presses struct {
		who       Person
		label, on string
	}
	// fills is a form that is filled in and sent, or closed with what was typed in it.
	fills struct {
		who    Person
		fields []field
		closes bool
	}
	logs struct {
		who  Person
		text string
	}
	again struct{ who Person }
	// befalls is what a platform does to a channel, and what the clock records of it.
	befalls struct {
		channel Channel
		command relationship.Command
	}
)
