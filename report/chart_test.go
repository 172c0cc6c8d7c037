package report

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func onTime() Trend {
	target, baseline := 95.0, 88.5
	return Trend{
		Title: "On-time delivery", Unit: "%", Alt: "On-time delivery rose from 89 to 94.2 %; the target is 95 %.",
		Points: []Point{{"20 Mar", 89}, {"3 Apr", 91.5}, {"17 Apr", 90.8}, {"1 May", 94.2}},
		Target: &target, Baseline: &baseline,
	}
}

// wellFormed reads the whole picture and returns its element names and its text.
func wellFormed(t *testing.T, svg string) (elements map[string]int, text string) {
	t.Helper()
	elements = map[string]int{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return elements, text
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.CharData:
			text += string(token) + "\n"
		}
	}
}

func TestTrendSaysWhatItShows(t *testing.T) {
	elements, text := wellFormed(t, onTime().SVG())
	if elements["circle"] != 4 || elements["polyline"] != 1 || elements["desc"] != 1 {
		t.Errorf("elements: %v", elements)
	}
	for _, want := range []string{"On-time delivery", "the target is 95 %", "Target\n95 %", "Baseline\n88.5 %", "94.2 %", "20 Mar", "1 May"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q in\n%s", want, text)
		}
	}
}

func TestTrendHasNoColourOfItsOwnAndNoInlineStyle(t *testing.T) {
	svg := onTime().SVG()
	for _, unwanted := range []string{"style=", "<style", `="#`, "rgb("} {
		if strings.Contains(svg, unwanted) {
			t.Errorf("%s in %s", unwanted, svg)
		}
	}
}

func TestTrendEscapesText(t *testing.T) {
	trend := onTime()
	trend.Title, trend.Unit, trend.Alt = `</title><script>alert(1)</script>`, `"><img src=x>`, "a\x00b & 'c'"
	trend.Points[0].Label = "<b>"
	elements, text := wellFormed(t, trend.SVG())
	if elements["script"]+elements["img"]+elements["b"] > 0 || !strings.Contains(text, "<script>alert(1)</script>") {
		t.Errorf("markup came through: %v", elements)
	}
}

func TestTrendOfFewReadings(t *testing.T) {
	flat := 5.0
	for name, trend := range map[string]Trend{
		"none":         {Title: "x"},
		"one":          {Points: []Point{{"1 May", 0}}},
		"flat":         {Points: []Point{{"1 May", 5}, {"2 May", 5}}, Target: &flat, Baseline: &flat},
		"negative":     {Points: []Point{{"1 May", -3}, {"2 May", 1e6}}},
		"tiny":         {Points: []Point{{"1 May", 0.001}, {"2 May", 0.0012}}},
		"forty points": {Points: make([]Point, 40)},
	} {
		svg := trend.SVG()
		wellFormed(t, svg)
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func TestScaleIsRoundAndHoldsEverything(t *testing.T) {
	s := onTime().scale()
	if s.low != 88 || s.high != 96 || math.Mod(s.low, s.step) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestNamesOfLevelLinesDoNotMeet(t *testing.T) {
	for _, baseline := range []float64{88.5, 94, 95, 95.5} {
		trend := onTime()
		trend.Baseline = &baseline
		target, base := trend.names(trend.scale())
		if math.Abs(target-base) < closest-1e-6 {
			t.Errorf("baseline %v: %v and %v", baseline, target, base)
		}
	}
}
