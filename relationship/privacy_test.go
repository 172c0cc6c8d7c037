package relationship

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The same chances every time: what one run lets through, no other run of the same code may refuse.
func chances(t *testing.T, checks string) {
	t.Helper()
	for name, value := range map[string]string{"rapid.seed": "44001", "rapid.checks": checks, "rapid.nofailfile": "true"} {
		before := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, before) })
	}
}

// secret says whether a command is to leave a trace in the ledger of its author's party alone. Absences are not among
// them: they change how many people the clock counts as asked, which is one of the two flows into joint.
func secret(c Command, party string) bool {
	switch c := c.(type) {
	case *DraftObjective, *ReviseDraft, *DropDraft, *AddNote, *AddAccount, *RemoveAccount, *MakeLink, *SetHours, *SetLetters, *SetWorkingDays, *SnoozePrompt, *ResumePrompts:
		return true
	case *LogEvidence:
		return c.Internal
	case *BindPlace:
		return c.Internal
	case *Redact:
		return c.Ledger == party
	case *SetRetention:
		return c.Ledger == party
	case *Undo:
		return len(c.Joint) == 0
	}
	return false
}

// bare is a command without its reference to something private, for a ledger in which that does not exist. The words
// that a private thing lends travel in the command, so nothing else may change.
func bare(c Command) Command {
	switch c := c.(type) {
	case *ShareObjective:
		c.Draft = 0
	case *ShareEvidence:
		return &LogEvidence{Exhibit: c.Exhibit}
	}
	return c
}

// anything is every command there is, with arguments that often make sense.
func anything(x dice, s *Shared, by By, at time.Time) []Command {
	why := pick(x, "because", "because", "")
	return slices.Concat(inPrivate(x, s, by, at), inPrivate(x, s, by, at), aboutPeople(x, s, by, at, why), aboutMeasures(x, s, at, why), inReview(x, s, by, at, why),
		[]Command{x.command(s), x.command(s), x.command(s)},
		promiseCommands(x.upTo(len(s.Commitments)), DateOf(at, time.UTC).AddDays(x.IntN(20)), pick(x, nil, []int{1}), Side{Person: pick(x, "p2", "p3", "p4", "p5")})[:21],
		evidenceCommands(x.upTo(2), exhibit(x), pick(x, nil, []int{1})))
}

func exhibit(x dice) Exhibit {
	return Exhibit{Kind: pick(x, EvidenceKinds...), What: "x", Grade: x.IntN(5), About: pick(x, nil, []string{"objective 1"}, []string{"commitment 1"})}
}

// inPrivate weighs more than it has kinds: without private things there is nothing to hide.
func inPrivate(x dice, s *Shared, by By, at time.Time) []Command {
	n, draft := s.Head().N, x.upTo(2)
	goal := x.goal()
	return []Command{&DraftObjective{Goal: goal}, &DraftObjective{Goal: goal, Ours: true}, &ReviseDraft{Draft: draft, Goal: goal},
		&ReviseDraft{Draft: draft, Goal: goal, Seen: pick(x, 3, 9)}, &DropDraft{Draft: draft},
		&ShareObjective{Goal: goal, Ours: true, Draft: draft}, &ShareObjective{Goal: goal, Draft: draft},
		&AddNote{Thing: pick(x, "objective 1", "commitment 1", "kpi 1"), Text: pick(x, "x", "")},
		&AddAccount{Account: fmt.Sprint("slack/T1/", x.IntN(1000))}, &SetHours{Hours: Hours{Clock{7, 0}, Clock{pick(x, 12, 7), 0}}},
		&RemoveAccount{Account: fmt.Sprint("slack/T1/", x.IntN(1000))}, &RemoveAccount{Account: "web/demo/kim"}, &MakeLink{Person: pick(x, "p1", "p2", "p3", "p4")},
		&SetWorkingDays{Weekdays: pick(x, nil, []time.Weekday{time.Monday, time.Tuesday}, []time.Weekday{9})}, &ResumePrompts{}, &SetLetters{Off: x.IntN(2) == 0},
		&SnoozePrompt{Until: at.Add(time.Duration(x.IntN(40)-3) * time.Hour)}, &SnoozePrompt{Until: at.Add(time.Hour)},
		&LogEvidence{Exhibit: exhibit(x), Internal: true}, &ShareEvidence{Exhibit: exhibit(x), Private: 1},
		&BindPlace{Place: fmt.Sprint("web/demo/c", x.IntN(3)), Internal: true}, &BindPlace{Place: fmt.Sprint("web/demo/c", x.IntN(3))},
		&Redact{Ledger: by.Party, N: 1 + x.IntN(9)}, &Redact{Ledger: Joint, N: 1 + x.IntN(n)}, &Undo{Own: []int{1 + x.IntN(9)}},
		&AnswerCheckIn{Confidence: pick(x, Confidences...), Part: "x", Note: "x", Share: x.IntN(2) == 0}, &AnswerCheckIn{Confidence: OnTrack, Note: "y"},
		&SkipCheckIn{Why: pick(x, "travel", "")}, &ComeBack{},
		&SetAway{From: DateOf(at, time.UTC).AddDays(x.IntN(9)), To: DateOf(at, time.UTC).AddDays(9), Delegate: pick(x, "", "p3", "p4")},
		&Undo{Joint: []int{n}}, &Undo{Joint: []int{n - 1, n}}}
}

func aboutPeople(x dice, s *Shared, by By, at time.Time, why string) []Command {
	name := pick(x, "Noor Haddad", "Ida Berg", "")
	cadence := Cadence{Days: pick(x, 7, 14), First: DateOf(at, time.UTC).AddDays(4 + x.IntN(9)), At: Clock{10, 0}, Zone: "Europe/London"}
	all := []Command{&NamePerson{Person: by.Person, Name: name}, &SetZone{Zone: pick(x, "Africa/Cairo", "Nowhere/Land")}, &SkipSlot{Why: why},
		&ProposeCadence{Cadence: cadence}, &AgreeCadence{}, &AgreeCadence{Refuse: true}, &SetCalendar{Calendar: WorkingWeek("Europe/London")},
		&CarryTopic{Text: why}, &CloseTopic{Topic: x.upTo(2), Outcome: why}}
	all = append(all, &EraseAsked{Erasure: 1}, &KeepAsked{Erasure: 1, Entries: pick(x, nil, []int{1 + x.IntN(40)})}, &SetRetention{Ledger: Joint, Months: pick(x, 0, 3)}, &NameRelationship{Name: pick(x, "", "Supply", "Trucks")},
		&SetRetention{Ledger: by.Party, Months: pick(x, 0, 3)}, &ProposeClosing{Why: pick(x, "", "", "x")}, &RefuseClosing{Why: "x"})
	if x.IntN(4) > 0 {
		return all
	}
	return append(all, &AddPerson{Person: NewPerson{Name: name, Zone: "UTC"}, Role: pick(x, Roles...), Account: fmt.Sprint("teams/t/", x.IntN(1<<30))},
		pick[Command](x, &AgreeClosing{}, &RefuseClosing{Why: "y"}, &RefuseClosing{Why: "z"}), &SetRole{Person: pick(x, "p3", "p4"), Role: Member, Agrees: true}, &RemovePerson{Person: pick(x, "p3", "p4")},
		&InviteParty{Party: "delta", Name: "Delta"}, &AgreeInvitation{Party: "delta"}, &WithdrawInvitation{Party: "delta"},
		&PauseRelationship{Why: pick(x, why, "", "")}, &ResumeRelationship{}, &ResumeRelationship{}, &ResumeRelationship{})
}

// inReview weighs the minutes less than what comes before them.
func inReview(x dice, s *Shared, by By, at time.Time, why string) []Command {
	id, d, day := pick(x, 0, 0, 1), x.upTo(len(s.Decisions)), DateOf(at, time.UTC).AddDays(x.IntN(4)-1)
	said := Resolution{Review: pick(x, 0, 1), Question: "x", Outcome: pick(x, "y", ""), About: pick(x, nil, []string{"objective 1"}), Evidence: pick(x, nil, []int{1})}
	return []Command{&AnswerReview{Review: id, Question: pick(x, ReviewQuestions...), Verdict: pick(x, ReviewVerdicts...), Words: why},
		&MoveReview{Review: id, Day: day.AddDays(3)}, &NameDelegate{Person: pick(x, "p3", "p4", "p5", by.Person)},
		&HoldReview{Review: id, Day: day, Present: pick(x, []string{"p1", "p2", "p3", "p4", "p5"}, []string{by.Person})},
		&RecordDecision{Resolution: said}, &SupersedeDecision{Review: said.Review, Decision: d, Outcome: said.Outcome, Why: why, Reverse: x.IntN(3) == 0},
		&AgreeDecision{Decision: d}, &AgreeDecision{Decision: d}, &RefuseDecision{Decision: d, Why: why},
		&ProposeMinutes{Review: id, Summary: pick(x, "x", "x", ""), Differences: why}, &AgreeMinutes{Review: id}, &AgreeMinutes{Review: id, Version: 1},
		&RefuseMinutes{Review: id, Why: why}}
}

func aboutMeasures(x dice, s *Shared, at time.Time, why string) []Command {
	k, reading, value := x.upTo(len(s.KPIs)), x.upTo(3), pick(x, "64", "71.5", "x")
	return []Command{&ProposeKPI{KPITerms: otif(1)}, &AgreeKPI{KPI: k}, &AgreeKPI{KPI: k}, &RefuseKPI{KPI: k, Why: why},
		&ReviseKPI{KPI: k, KPITerms: otif(1), Why: why}, &ReviseKPITarget{KPI: k, Target: KPITarget{Value: "85", By: Date{2027, 3, 2}}, Why: why},
		&ReadKPI{KPI: k, Value: value}, &ReadKPI{KPI: k, Value: value, Day: DateOf(at, time.UTC).AddDays(-x.IntN(9))},
		&ConfirmReading{Reading: reading}, &ContestReading{Reading: reading, Value: value, Why: why}, &ResolveReading{Reading: reading},
		&CorrectReading{Reading: reading, Value: value, Why: why}, &SetConfidence{KPI: k, Confidence: AtRisk, Why: why}, &RetireKPI{KPI: k, Why: why},
		&HandOverKPI{KPI: k, To: pick(x, "p1", "p3", "p4")}}
}

// clocks is what nobody asks for but the clock.
func clocks(x dice) Command {
	place := func() string { return fmt.Sprint("web/demo/c", x.IntN(3)) }
	return pick[Command](x, &OpenCheckIn{}, &OpenCheckIn{}, &OpenCheckIn{}, &OpenReview{}, &OpenReview{}, &LosePlace{Place: place(), Why: "is_archived"},
		&MovePlace{From: place(), To: place()}, &ForgetOld{Ledger: Joint}, &LosePerson{Party: pick(x, "acme", "borealis"), Person: pick(x, "p3", "p4")}, &ForgetOld{Ledger: pick(x, "acme", "borealis")}, &ArchiveRelationship{})
}

// twins are the same relationship twice: with everything its parties keep to themselves, and, but for p's, without.
type twins struct {
	*rapid.T
	with, without *scene
	p             string // whose eyes it is seen with
	hidden        int    // commands that the second scene knows nothing of
}

// step lets somebody, or the clock, try something on both.
func (w *twins) step(x dice) {
	later := pick(x, 0, 0, time.Second, time.Minute, 5*time.Hour, 30*time.Hour)
	w.with.later(later)
	w.without.later(later)
	joint := w.with.l.Joint
	seed := x.Uint64()
	ask := func() (By, Command) { // anew for each: deciding may complete a command
		y := dice{rand.New(rand.NewPCG(seed, 1))}
		if y.IntN(8) == 0 {
			return ByClock, clocks(y)
		}
		if y.IntN(60) == 0 {
			return ByOperator, &ErasePerson{Person: pick(y, "p3", "p4"), Naming: []int{1 + y.IntN(joint.Head().N)}}
		}
		who := pick(y, joint.People("")...)
		by := By{who.ID, who.Party}
		c := pick(y, anything(y, joint, by, w.with.at)...)
		if _, leaves := c.(*LeaveRelationship); leaves && y.IntN(20) > 0 {
			c = &AddNote{Thing: "objective 1", Text: "x"} // a party that left has little to hide
		}
		return by, c
	}
	by, first := ask()
	_, second := ask()
	d, err := w.with.try(by, first)
	if by.Party != w.p && by != ByClock && !w.other(by, first, d, err) {
		return
	}
	if by.Party != w.p && by != ByClock {
		second = bare(second)
	}
	_, again := w.without.try(by, second)
	if a, b := refusalSaid(err), refusalSaid(again); a != b && (by.Party == w.p || by == ByClock || !ownSaid(err)) {
		w.Fatalf("%T by %s is answered with %q, and with %q where the others keep nothing to themselves", first, by.Person, a, b)
	}
}

// other says whether the second scene is to know what somebody of another party did: not what is private, and not what
// their own ledger refused.
func (w *twins) other(by By, c Command, d Parts, err error) bool {
	if !secret(c, by.Party) {
		return !ownSaid(err)
	}
	if err == nil {
		w.hidden++
	}
	if d.Joint.Len() > 0 && err == nil {
		w.Fatalf("%T by %s is private and wrote on the joint record", c, by.Person)
	}
	return false
}

func refusalSaid(err error) string {
	var r *Refusal
	if err != nil && !errors.As(err, &r) {
		return "FAULT " + err.Error()
	}
	if r == nil {
		return ""
	}
	return fmt.Sprintf("%+v", *r)
}

func ownSaid(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Own
}

// alike compares what p may read: the joint ledger and their own, and what is drawn from them.
func (w *twins) alike() {
	for _, ledger := range []string{Joint, w.p} {
		if a, b := plainly(w.with, ledger), plainly(w.without, ledger); a != b {
			w.Fatalf("the ledger %s, with what others keep to themselves:\n%s\nand without:\n%s", ledger, a, b)
		}
	}
	now := w.with.at
	for _, party := range []string{"", w.p} {
		a, b := w.with.view(party), w.without.view(party)
		if x, y := fmt.Sprintf("%+v %v", a.Duties(now), a.Next(now)), fmt.Sprintf("%+v %v", b.Duties(now), b.Next(now)); x != y {
			w.Fatalf("owed to %q: %s\nand without: %s", party, x, y)
		}
		if x, y := a.Questions(now), b.Questions(now); !reflect.DeepEqual(x, y) {
			w.Fatalf("questions: %+v\nand without: %+v", x, y)
		}
	}
	a, b := w.with.l.Joint, w.without.l.Joint
	next, _ := a.NextReview(now)
	if r := a.LatestReview(); r != nil {
		next = r
	}
	if next != nil && !slices.Equal(a.Agenda(next, now).short(), b.Agenda(next, now).short()) {
		w.Fatalf("the agendas differ")
	}
	if !reflect.DeepEqual(a.Alignment(now), b.Alignment(now)) || !reflect.DeepEqual(a.SayDo(now, Trailing(now, OperationsDays)), b.SayDo(now, Trailing(now, OperationsDays))) ||
		!reflect.DeepEqual(a.Adherence(now), b.Adherence(now)) || !reflect.DeepEqual(a.Drift(now), b.Drift(now)) {
		w.Fatalf("the figures differ")
	}
}

// view is what the store would show: joint, and the party's own ledger.
func (sc *scene) view(party string) View {
	return sc.ledgers(By{Party: party}).View(party)
}

// plainly is a ledger without its random bytes.
func plainly(sc *scene, ledger string) string {
	var b strings.Builder
	for _, e := range sc.entries[ledger] {
		facts, _, _ := strings.Cut(string(e.Facts), `,"r":"`)
		fmt.Fprintf(&b, "%s %s\n", facts, e.Words)
	}
	return b.String()
}

// What the others keep to themselves changes nothing that a party can read, nor anything it is told when it tries
// something.
func TestNonInterferenceOfDecisions(t *testing.T) {
	chances(t, "60")
	hidden := 0
	rapid.Check(t, func(r *rapid.T) {
		begin := func() *scene {
			sc := sceneFrom(drawn{t, r}, Date{2025, 12, 11})
			sc.ours()
			sc.measured(otif(1))
			sc.join("cassini", "Cassini")
			sc.do(ByClock, &OpenReview{})
			sc.promise(p3, p4, Date{2026, 3, 9})
			sc.do(p4, &LogEvidence{Exhibit: minutes})
			sc.until("2026-03-09", "10:00")
			sc.do(ByClock, &OpenCheckIn{})
			return sc
		}
		w := &twins{T: r, with: begin(), without: begin(), p: rapid.SampledFrom([]string{"acme", "borealis", "cassini"}).Draw(r, "p")}
		for i, seed := range rapid.SliceOfN(rapid.Uint64(), 10, 40).Draw(r, "steps") {
			x := dice{rand.New(rand.NewPCG(seed, uint64(i)))}
			for range 5 {
				w.step(x)
			}
			w.alike()
		}
		hidden += w.hidden
	})
	if hidden < 300 {
		t.Errorf("only %d private commands succeeded: too few to show anything", hidden)
	}
}

// A view holds what its party may read, whatever was loaded to decide on.
func TestNonInterferenceOfViews(t *testing.T) {
	sc := newScene(t)
	all := sc.ledgers(ByClock)
	for party, own := range all.Own {
		if v := all.View(party); v.Own != own || v.Party != party {
			t.Errorf("the view of %s holds the ledger of %s", party, v.Own.head.Ledger)
		}
	}
	for _, party := range []string{"", "cassini"} {
		if v := all.View(party); v.Own == nil || v.Own.Head().N > 0 {
			t.Errorf("the view of %q holds somebody's own ledger", party)
		}
	}
}

// Every command there is is among those tried: one that is new cannot be forgotten here.
func TestNonInterferenceIsTriedWithEveryCommand(t *testing.T) {
	tried := map[string]bool{"BeginRelationship": true, "AcceptInvitation": true} // they stand at the beginning of every scene
	sc := newScene(t)
	for i := range uint64(200) {
		x := dice{rand.New(rand.NewPCG(i, i))}
		for _, c := range append(anything(x, sc.l.Joint, p1, sc.at), clocks(x), &ErasePerson{}) {
			tried[reflect.TypeOf(c).Elem().Name()] = true
		}
	}
	for _, name := range commandTypes(t) {
		if !tried[name] {
			t.Errorf("%s is never tried", name)
		}
	}
}

// commandTypes are the exported types that have a method may, of their own or embedded.
func commandTypes(t *testing.T) (names []string) {
	t.Helper()
	paths, _ := filepath.Glob("*.go") // the pattern is sound
	for _, path := range slices.DeleteFunc(paths, func(p string) bool { return strings.HasSuffix(p, "_test.go") }) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, commandsIn(file)...)
	}
	if len(names) < 50 {
		t.Fatalf("found %d commands only: %v", len(names), names)
	}
	return names
}

func commandsIn(file *ast.File) (names []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok && n.Name.IsExported() && slices.ContainsFunc(s.Fields.List, rights) {
				names = append(names, n.Name.Name)
			}
		case *ast.FuncDecl:
			if star, ok := receiver(n); ok && n.Name.Name == "may" && ast.IsExported(star) {
				names = append(names, star)
			}
		}
		return true
	})
	return names
}

// rights says whether a field is one of the embedded rights.
func rights(f *ast.Field) bool {
	id, ok := f.Type.(*ast.Ident)
	return ok && len(f.Names) == 0 && slices.Contains([]string{"byMember", "byReader", "byAgreer", "byLead", "byHead", "byClock", "byNobody"}, id.Name)
}

func receiver(f *ast.FuncDecl) (string, bool) {
	if f.Recv == nil {
		return "", false
	}
	star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return "", false
	}
	if id, ok := star.X.(*ast.Ident); ok {
		return id.Name, true
	}
	return "", false
}

// The joint record counts answers and skips, and names nobody for it; who is told of silence is told by their own party.
func TestPrivacyOfCounts(t *testing.T) {
	sc := newScene(t)
	sc.until("2026-03-09", "10:00")
	sc.do(ByClock, &OpenCheckIn{})
	sc.do(p4, &AnswerCheckIn{Confidence: AtRisk, Part: "between us", Need: "nothing", Note: "between us"})
	sc.do(p3, &SkipCheckIn{Why: "between us"})
	for _, e := range sc.l.Joint.Entries() {
		if e.Kind == "participation counted" && e.By != "" {
			t.Errorf("entry %d names %s", e.N, e.By)
		}
	}
	if text := plainly(sc, Joint); strings.Contains(text, "between us") {
		t.Errorf("the joint record holds what was kept internal:\n%s", text)
	}
	sc.until("2026-03-17", "10:00")
	told := 0
	for _, d := range sc.view("acme").Duties(sc.at) {
		if sc.l.Joint.Persons[d.Person].Party != "acme" {
			t.Errorf("a view of acme is to tell %+v", d)
		}
		told++
	}
	if told == 0 {
		t.Error("nobody is told anything")
	}
}

// Of a review joint says how many were asked to prepare it, never who; and a view tells the people of its own party.
func TestPrivacyOfReviews(t *testing.T) {
	sc := reviewed(t)
	for ledger, want := range map[string]int{Joint: 0, "acme": 1, "borealis": 1} {
		if n := strings.Count(plainly(sc, ledger), `"review members asked"`); n != want {
			t.Errorf("%s says %d times who was asked", ledger, n)
		}
	}
	sc.at = sc.l.Joint.LatestReview().To
	told := 0
	for _, d := range sc.view("acme").duties(sc.at) {
		if sc.l.Joint.Persons[d.Person].Party != "acme" {
			t.Errorf("a view of acme is to tell %+v", d)
		}
		if d.Kind == DutyReviewMissed {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d are told that it was missed", told)
	}
}

// Who is away, who is not prompted any more and who was to be asked instead, one's own party alone is told.
func TestPrivacyOfAbsences(t *testing.T) {
	sc := newScene(t)
	sc.do(p1, &AddPerson{Person: NewPerson{Name: "Ada Cole", Zone: "Europe/London"}, Role: Member, Account: "web/demo/ada"})
	for range 3 {
		sc.at = sc.view("").Next(sc.at)
		sc.do(ByClock, &OpenCheckIn{})
	}
	sc.do(p3, &SetAway{From: Date{2026, 4, 9}, To: Date{2026, 4, 9}, Delegate: "p1"})
	sc.do(p3, &ComeBack{})
	sc.do(p3, &SetWorkingDays{Weekdays: []time.Weekday{time.Monday}})
	sc.do(p3, &SetAway{From: Date{2026, 5, 10}, To: Date{2026, 5, 27}, Delegate: "p5"})
	sc.do(p1, &RemovePerson{Person: "p5"})
	told := map[DutyKind]bool{}
	for _, party := range []string{"acme", "borealis"} {
		for _, d := range sc.view(party).duties(sc.at) {
			if sc.l.Joint.Persons[d.Person].Party != party {
				t.Errorf("a view of %s is to tell %+v", party, d)
			}
			told[d.Kind] = true
		}
	}
	if !told[DutyPaused] || !told[DutyInstead] {
		t.Errorf("told %v", told)
	}
	for _, e := range sc.l.Joint.Entries() {
		if strings.Contains(e.Kind, "away") || strings.Contains(e.Kind, "working days") || strings.Contains(e.Kind, "resumed") || e.Kind == "members asked" {
			t.Errorf("the joint record holds %q", e.Kind)
		}
	}
}

// An internal channel is known to its own party alone.
func TestPrivacyOfInternalChannels(t *testing.T) {
	sc := newScene(t)
	sc.do(p2, &BindPlace{Place: "web/demo/inside", Internal: true})
	if len(sc.l.Joint.Places) > 0 || len(sc.l.Own["borealis"].Places) != 1 || strings.Contains(plainly(sc, Joint), "inside") {
		t.Error("an internal channel stands on the joint record")
	}
}
