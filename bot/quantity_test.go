package bot

import (
	"testing"

	"collab/relationship"
)

func TestReadQuantity(t *testing.T) {
	for input, want := range map[string][2]string{
		"94,2 %": {"94.2", "%"}, "94.2%": {"94.2", "%"}, "71": {"71", ""}, "€ 1,234.50": {"1234.5", "€"}, "3 days": {"3", "days"},
		"-5 points": {"-5", "points"}, "20 trucks a week": {"20", "trucks a week"}, "5 t CO2": {"5", "t CO2"}, "1 234 t": {"1234", "t"}, ".5 h": {"0.5", "h"},
	} {
		number, unit, err := readQuantity(input)
		if err != nil || number != want[0] || unit != want[1] {
			t.Errorf("%q is %q %q, %v; want %q", input, number, unit, err, want)
		}
	}
	for _, input := range []string{"", "many", "about 71 %", "%", "1.2.3.4 x"} {
		if n, u, err := readQuantity(input); err == nil {
			t.Errorf("%q is %q %q", input, n, u)
		}
	}
}

func TestTakeAim(t *testing.T) {
	for input, want := range map[string]relationship.KPITerms{
		"95 %":                   {Polarity: relationship.PolarityUp, Target: relationship.KPITarget{Value: "95"}},
		"60 %":                   {Polarity: relationship.PolarityDown, Target: relationship.KPITarget{Value: "60"}},
		"70 to 80 % ± 5":         {Polarity: relationship.PolarityRange, Target: relationship.KPITarget{Low: "70", High: "80", Tolerance: "5"}},
		"70-80 %, tolerance 5":   {Polarity: relationship.PolarityRange, Target: relationship.KPITarget{Low: "70", High: "80", Tolerance: "5"}},
		"between 70 and 80 +/-5": {Polarity: relationship.PolarityRange, Target: relationship.KPITarget{Low: "70", High: "80", Tolerance: "5"}},
		"-5 to 5 ± 1":            {Polarity: relationship.PolarityRange, Target: relationship.KPITarget{Low: "-5", High: "5", Tolerance: "1"}},
		"hold ± 2":               {Polarity: relationship.PolarityHold, Target: relationship.KPITarget{Tolerance: "2"}},
		"hold 71 % ± 2 %":        {Polarity: relationship.PolarityHold, Target: relationship.KPITarget{Tolerance: "2"}},
		"-5":                     {Polarity: relationship.PolarityDown, Target: relationship.KPITarget{Value: "-5"}},
	} {
		got := relationship.KPITerms{Unit: "%", Baseline: "71"}
		if err := takeAim(&got, input); err != nil {
			t.Errorf("%q: %v", input, err)
			continue
		}
		direct(&got)
		want.Unit, want.Baseline = "%", "71"
		if got != want {
			t.Errorf("%q is %+v, want %+v", input, got, want)
		}
		again := relationship.KPITerms{Unit: "%", Baseline: "71"}
		if err := takeAim(&again, showAim(got)); err != nil || again.Target != got.Target {
			t.Errorf("%q is shown as %q, which reads %+v, %v", input, showAim(got), again.Target, err)
		}
	}
	if err := takeAim(&relationship.KPITerms{Unit: "%"}, "3 days"); err == nil {
		t.Error("another unit is taken")
	}
}

func TestDayAndComment(t *testing.T) {
	for input, want := range map[string][2]string{
		`kpi two late trucks on 20 Mar`:   {"20 Mar", "two late trucks"},
		`kpi on 20 Mar "two late trucks"`: {"20 Mar", "two late trucks"},
		`kpi "two late trucks" on 20 Mar`: {"20 Mar", "two late trucks"},
		`kpi waited on the gate`:          {"", "waited on the gate"},
		`kpi`:                             {"", ""},
	} {
		s, err := parse(input)
		day, comment := dayAndComment(s)
		if err != nil || day != want[0] || comment != want[1] {
			t.Errorf("%q is %q and %q, want %q", input, day, comment, want)
		}
	}
}
