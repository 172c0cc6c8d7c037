package report

import (
	"fmt"
	"hash/fnv"
	"html"
	"math"
	"strconv"
	"strings"
)

// The drawing area in the units of the picture's viewBox: small, so that letters stay readable on a narrow screen.
const (
	chartWidth, chartHeight = 440.0, 230.0
	chartLeft, chartRight   = 44.0, 16.0
	chartTop, chartBottom   = 18.0, 30.0
	// closest is the least distance between the base lines of two labels.
	closest = 14.0
)

// SVG draws the trend as a picture that stands alone in a page: a line with a marker for each reading, the last
// one in figures, and level lines for target and baseline that say in words what they are. Title and description
// serve whoever cannot see it. Colours are currentColor and the variables --chart-line, --chart-target and
// --chart-grid of the page around it, so it follows light and dark; kinds of line differ in their dashes, too.
func (t Trend) SVG() string {
	var b strings.Builder
	id := t.id()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="%s-t %s-d" viewBox="0 0 %g %g" font-family="inherit" font-size="12">`,
		id, id, chartWidth, chartHeight)
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, escape(t.Title), id, escape(t.Alt))
	s := t.scale()
	t.grid(&b, s)
	t.levels(&b, s)
	t.readings(&b, s)
	b.WriteString("</svg>")
	return b.String()
}

// id makes the names of title and description unique within a page that holds several pictures.
func (t Trend) id() string {
	h := fnv.New64a()
	fmt.Fprint(h, t.Title, t.Alt, t.Points)
	return "chart-" + strconv.FormatUint(h.Sum64(), 36)
}

// scale maps values and positions to the drawing area.
type scale struct {
	low, high, step float64
	count           int
}

// scale spans all readings and level lines, widened to round steps.
func (t Trend) scale() scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range t.values() {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if math.IsInf(low, 1) {
		low, high = 0, 1
	}
	if low == high {
		low, high = low-math.Max(1, math.Abs(low)*.05), high+math.Max(1, math.Abs(high)*.05)
	}
	step := roundStep((high - low) / 3)
	return scale{low: math.Floor(low/step) * step, high: math.Ceil(high/step) * step, step: step, count: len(t.Points)}
}

// values are all finite values that need a place in the picture.
func (t Trend) values() []float64 {
	var out []float64
	for _, p := range t.Points {
		out = append(out, p.Value)
	}
	for _, level := range []*float64{t.Target, t.Baseline} {
		if level != nil {
			out = append(out, *level)
		}
	}
	return out
}

// roundStep is the next 1, 2 or 5 times a power of ten.
func roundStep(atLeast float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(atLeast)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= atLeast {
			return m * power
		}
	}
	return 10 * power
}

func (s scale) x(i int) float64 {
	if s.count < 2 {
		return (chartLeft + chartWidth - chartRight) / 2
	}
	inner := chartWidth - chartLeft - chartRight - 2*markerRoom
	return chartLeft + markerRoom + inner*float64(i)/float64(s.count-1)
}

// markerRoom keeps the first and last marker off the edge.
const markerRoom = 14.0

func (s scale) y(v float64) float64 {
	return chartTop + (chartHeight-chartTop-chartBottom)*(s.high-v)/(s.high-s.low)
}

func (t Trend) grid(b *strings.Builder, s scale) {
	for i := 0; s.low+float64(i)*s.step <= s.high+s.step/2; i++ {
		v := s.low + float64(i)*s.step
		line(b, s.y(v), `stroke="var(--chart-grid, currentColor)" stroke-opacity=".5"`)
		text(b, chartLeft-8, s.y(v)+4, "end", "", short(v, s.step))
	}
	if t.Unit != "" {
		text(b, 0, 10, "start", "", t.Unit)
	}
	every := max(1, (len(t.Points)+5)/6)
	for i, p := range t.Points {
		if (len(t.Points)-1-i)%every == 0 {
			text(b, s.x(i), chartHeight-8, "middle", "", p.Label)
		}
	}
}

// levels draws target and baseline, each with its name; names that would meet are moved apart.
func (t Trend) levels(b *strings.Builder, s scale) {
	target := math.Inf(-1)
	if t.Target != nil {
		y := s.y(*t.Target)
		target = y - 5
		line(b, y, `stroke="var(--chart-target, currentColor)" stroke-width="1.5" stroke-dasharray="7 4"`)
		text(b, chartLeft+4, target, "start", "var(--chart-target, currentColor)", "Target "+t.amount(*t.Target))
	}
	if t.Baseline != nil {
		y := s.y(*t.Baseline)
		line(b, y, `stroke="currentColor" stroke-opacity=".6" stroke-width="1.5" stroke-dasharray="1.5 4" stroke-linecap="round"`)
		label := y - 5
		if math.Abs(label-target) < closest {
			label = math.Max(y, target+5) + closest
		}
		text(b, chartLeft+4, label, "start", "", "Baseline "+t.amount(*t.Baseline))
	}
}

func (t Trend) readings(b *strings.Builder, s scale) {
	var path []string
	for i, p := range t.Points {
		path = append(path, fmt.Sprintf("%.1f,%.1f", s.x(i), s.y(p.Value)))
	}
	fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="var(--chart-line, currentColor)" stroke-width="2.25" stroke-linejoin="round" stroke-linecap="round"/>`,
		strings.Join(path, " "))
	for i, p := range t.Points {
		radius := 3.5
		if i == len(t.Points)-1 {
			radius = 5
		}
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="%g" fill="var(--chart-line, currentColor)"><title>%s: %s</title></circle>`,
			s.x(i), s.y(p.Value), radius, escape(p.Label), escape(t.amount(p.Value)))
	}
	t.last(b, s)
}

// last writes the newest reading beside its marker, on the side away from the line that leads to it.
func (t Trend) last(b *strings.Builder, s scale) {
	n := len(t.Points)
	if n == 0 {
		return
	}
	v := t.Points[n-1].Value
	y := s.y(v) - 11
	if n > 1 && t.Points[n-2].Value > v || y < 11 {
		y = s.y(v) + 20
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="end" font-weight="600" font-size="14" fill="currentColor" class="last">%s</text>`,
		math.Min(s.x(n-1)+12, chartWidth-2), y, escape(t.amount(v)))
}

// amount is a value with its unit, as people write it: "94.2 %".
func (t Trend) amount(v float64) string {
	return strings.TrimSpace(strconv.FormatFloat(v, 'f', -1, 64) + " " + t.Unit)
}

// short is a value on the axis with no more decimals than its steps need.
func short(v, step float64) string {
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

func line(b *strings.Builder, y float64, look string) {
	fmt.Fprintf(b, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" %s/>`, chartLeft, chartWidth-chartRight, y, y, look)
}

func text(b *strings.Builder, x, y float64, anchor, fill, words string) {
	if fill == "" {
		fill = "currentColor"
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`, x, y, anchor, fill, escape(words))
}

// escape makes text safe in markup; what XML does not know at all (control characters) becomes a space.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xFFFE || r == 0xFFFF {
			return ' '
		}
		return r
	}, s))
}
