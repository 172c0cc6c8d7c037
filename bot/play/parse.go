package play

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Parse reads a play that takes place on the web. Name is what faults and differences call it. The error joins all faults
// found, each with its line.
func Parse(name, text string) (*Script, error) { return onTheWeb.Parse(name, text) }

// Parse reads a play that takes place in this world.
func (w World) Parse(name, text string) (*Script, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	p := &parser{Script: &Script{world: w, name: name, lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n"), seed: 1}}
	for p.at < len(p.lines) {
		if err := p.line(p.lines[p.at]); err != nil {
			p.faults = append(p.faults, fmt.Errorf("%s:%d: %w", name, p.at+1, err))
		}
		p.at++
	}
	if p.zone == nil && len(p.faults) == 0 {
		p.faults = append(p.faults, fmt.Errorf("%s:1: the play does not say when it starts; write: the clock starts at 2026-03-02 09:00 Europe/London", name))
	}
	if err := errors.Join(p.faults...); err != nil {
		return nil, err
	}
	return p.Script, nil
}

// ReadFile reads the play in a file; it takes place on the web.
func ReadFile(path string) (*Script, error) { return onTheWeb.ReadFile(path) }

// ReadFile reads the play in a file; it takes place in this world.
func (w World) ReadFile(path string) (*Script, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return w.Parse(path, string(text))
}

// parser reads one line after the other. What is indented belongs to the last step.
type parser struct {
	*Script
	at     int
	faults []error
}

func (p *parser) line(line string) error {
	text := strings.TrimSpace(line)
	switch {
	case text == "" || comment(line) || comment(text):
		return nil
	case line[0] == ' ' || line[0] == '\t':
		return p.indented(line)
	}
	for _, k := range kinds {
		if part := k.form.FindStringSubmatch(text); part != nil {
			if !k.scene {
				return p.happens(k, part[1:])
			}
			if len(p.steps) > 0 {
				return errors.New("the scene is set before the first act")
			}
			return k.read(p, part[1:])
		}
	}
	return p.strange(text)
}

// comment says whether a line is a remark; "#acme-borealis | …" is none.
func comment(line string) bool { return line == "#" || strings.HasPrefix(line, "# ") }

// kind is one form of line at the margin. An act is read into the newest step.
type kind struct {
	form  *regexp.Regexp
	scene bool
	read  func(p *parser, part []string) error
}

// The forms, the first that fits counts. The words of a person are the last part and may be anything.
var kinds = []kind{
	{regexp.MustCompile(`^the clock starts at (.+)$`), true, (*parser).clock},
	{regexp.MustCompile(`^seed (\d+)$`), true, (*parser).seedling},
	{regexp.MustCompile(`^(only milestones are written)$`), true, func(p *parser, _ []string) error { p.partly = true; return nil }},
	{regexp.MustCompile(`^person (\S+) "([^"]+)"(?: of (\S.*?))? in (\S+)$`), true, (*parser).someone},
	{regexp.MustCompile(`^channel #(\S+) for (\S.*)$`), true, (*parser).place},
	{regexp.MustCompile(`^later (\d+) (\w+)$`), false, (*parser).later},
	{regexp.MustCompile(`^until (.+)$`), false, (*parser).until},
	{regexp.MustCompile(`^(restart)$`), false, func(p *parser, _ []string) error { return p.act(restarts{}) }},
	{regexp.MustCompile(`^(verify)$`), false, func(p *parser, _ []string) error { return p.act(verifies{}) }},
	{regexp.MustCompile(`^#(\S+) is lost: ([a-z_]+)$`), false, (*parser).loses},
	{regexp.MustCompile(`^#(\S+) is #(\S+) now$`), false, (*parser).moves},
	{regexp.MustCompile(`^the operator appoints (\S+) in #([^\s,]+)(?:, (\S+) has gone)?$`), false, (*parser).appoints},
	{regexp.MustCompile(`^the operator erases (\S+)$`), false, (*parser).erases},
	{regexp.MustCompile(`^(\S+) in #(\S+): (.+)$`), false, (*parser).inChannel},
	{regexp.MustCompile(`^([^\s:]+): (.+)$`), false, (*parser).direct},
	{regexp.MustCompile(`^(\S+) presses "(.+?)"(?: on "(.+)")?$`), false, (*parser).presses},
	{regexp.MustCompile(`^(\S+) fills:?$`), false, (*parser).fills},
	{regexp.MustCompile(`^(\S+) closes the form$`), false, (*parser).closes},
	{regexp.MustCompile(`^(\S+) logs "(.+)"$`), false, (*parser).logs},
	{regexp.MustCompile(`^(\S+) says again$`), false, (*parser).again},
}

// happens begins a step with the act that this line is. A faulty act keeps its step, so that what is indented below it
// is not reported too.
func (p *parser) happens(k kind, part []string) error {
	p.steps = append(p.steps, step{first: p.at, next: p.at + 1})
	return k.read(p, part)
}

func (p *parser) act(a act) error {
	p.steps[len(p.steps)-1].act = a
	return nil
}

// strange says what might have been meant by a line of no known form.
func (p *parser) strange(text string) error {
	first, _, _ := strings.Cut(text, " ")
	if _, ok := p.person(strings.TrimSuffix(first, ":")); ok {
		return fmt.Errorf(`I don't know what %s does here; write one of: %[1]s: words · %[1]s in #channel: words · %[1]s presses "label" · %[1]s fills · %[1]s closes the form · %[1]s logs "text" · %[1]s says again`, first)
	}
	return fmt.Errorf("I can't read this line; it begins with a person or a channel of the play, or with later, until, restart, verify, person, channel, seed, the clock starts at, or # and a blank")
}

func (p *parser) clock(part []string) (err error) {
	if p.starts, err = readMoment(part[0]); err != nil {
		return err
	}
	if p.zone = p.starts.zone; p.zone == nil || p.starts.says != year {
		p.zone = time.UTC
		return errors.New("the play starts at a date with its year, and in a zone: 2026-03-02 09:00 Europe/London")
	}
	return nil
}

func (p *parser) seedling(part []string) (err error) {
	p.seed, err = strconv.ParseUint(part[0], 10, 64)
	return err
}

var (
	word     = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)
	reserved = []string{"clock", "form", "later", "until", "restart", "verify", "person", "channel", "seed", "the", "only"}
)

func (p *parser) someone(part []string) error {
	zone, err := readZone(part[3])
	if err != nil {
		return err
	}
	if !word.MatchString(part[0]) || slices.Contains(reserved, part[0]) {
		return fmt.Errorf("%q cannot be somebody's word in the play; use small letters and digits, and none of %s", part[0], strings.Join(reserved, ", "))
	}
	if _, twice := p.person(part[0]); twice {
		return fmt.Errorf("%s is in the play already", part[0])
	}
	who := Person{ID: part[0], Name: part[1], Party: part[2], Zone: zone}
	who.lives = p.world.Account(who)
	p.cast = append(p.cast, who)
	return nil
}

func (p *parser) place(part []string) error {
	c := Channel{ID: part[0], Party: part[1]}
	if c.Party == "everyone" {
		c.Party = ""
	}
	if !word.MatchString(c.ID) {
		return fmt.Errorf("#%s cannot be a channel; use small letters, digits and hyphens", c.ID)
	}
	if _, twice := p.channel(c.ID); twice {
		return fmt.Errorf("#%s is in the play already", c.ID)
	}
	c.lies = p.world.Place(c)
	p.channels = append(p.channels, c)
	return nil
}

func (p *parser) later(part []string) error {
	n, err := strconv.Atoi(part[0])
	if err != nil {
		n = longest + 1
	}
	s, err := readSpan(n, part[1])
	if err != nil {
		return err
	}
	return p.act(passes{s.after})
}

func (p *parser) until(part []string) error {
	m, err := readMoment(part[0])
	if err != nil {
		return err
	}
	return p.act(passes{m.after})
}
