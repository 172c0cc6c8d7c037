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
	chartWidth, chartHeight = 360.0, 210.0
	chartLeft, chartRight   = 38.0, 10.0
	nameRoom                = 58.0 // more room at the right when level lines are named there
	chartTop, chartBottom   = 26.0, 30.0
	// closest is the least distance between two level lines whose names, of two lines each, do not meet.
	closest = 30.0
)

// SVG draws the trend as a picture that stands alone in a page: a line with a marker for each reading, the last
// one in figures, and level lines for target and baseline that say in words what they are. Title and description
// serve whoever cannot see it. Colours are currentColor and the variables --chart-line, --chart-target,
// --chart-grid and --chart-ground of the page around it, so it follows light and dark; kinds of line differ in their dashes, too.
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
	right           float64 // where the lines end
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
	step := roundStep((high - low) / 4)
	right := chartWidth - chartRight
	if t.Target != nil || t.Baseline != nil {
		right -= nameRoom
	}
	return scale{low: math.Floor(low/step) * step, high: math.Ceil(high/step) * step, step: step, count: len(t.Points), right: right}
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
		return (chartLeft + s.right) / 2
	}
	inner := s.right - chartLeft - 2*markerRoom
	return chartLeft + markerRoom + inner*float64(i)/float64(s.count-1)
}

// markerRoom keeps the first and last marker off the edge.
const markerRoom = 25.0

func (s scale) y(v float64) float64 {
	return chartTop + (chartHeight-chartTop-chartBottom)*(s.high-v)/(s.high-s.low)
}

func (t Trend) grid(b *strings.Builder, s scale) {
	for i := 0; s.low+float64(i)*s.step <= s.high+s.step/2; i++ {
		v := s.low + float64(i)*s.step
		line(b, s, s.y(v), `stroke="var(--chart-grid, currentColor)" stroke-opacity=".5"`)
		text(b, chartLeft-8, s.y(v)+4, "end", "", short(v, s.step))
	}
	if t.Unit != "" {
		text(b, 0, 10, "start", "", t.Unit)
	}
	every := max(1, (len(t.Points)+4)/5)
	for i, p := range t.Points {
		if (len(t.Points)-1-i)%every == 0 {
			text(b, s.x(i), chartHeight-8, "middle", "", p.Label)
		}
	}
}

// levels draws target and baseline, each with its name at the right; names that would meet are moved apart.
func (t Trend) levels(b *strings.Builder, s scale) {
	if t.Target != nil {
		line(b, s, s.y(*t.Target), `stroke="var(--chart-target, currentColor)" stroke-width="1.5" stroke-dasharray="7 4"`)
	}
	if t.Baseline != nil {
		line(b, s, s.y(*t.Baseline), `stroke="currentColor" stroke-opacity=".7" stroke-width="1.5" stroke-dasharray="1.5 4" stroke-linecap="round"`)
	}
	target, baseline := t.names(s)
	if t.Target != nil {
		t.name(b, s, target, "Target", *t.Target, "var(--chart-target, currentColor)")
	}
	if t.Baseline != nil {
		t.name(b, s, baseline, "Baseline", *t.Baseline, "currentColor")
	}
}

// names are the heights at which the names of the level lines stand.
func (t Trend) names(s scale) (target, baseline float64) {
	if t.Target != nil {
		target = s.y(*t.Target)
	}
	if t.Baseline == nil {
		return target, 0
	}
	baseline = s.y(*t.Baseline)
	gap := math.Abs(target - baseline)
	if t.Target == nil || gap >= closest {
		return target, baseline
	}
	apart := (closest - gap) / 2
	if target <= baseline {
		return target - apart, baseline + apart
	}
	return target + apart, baseline - apart
}

func (t Trend) name(b *strings.Builder, s scale, y float64, name string, v float64, fill string) {
	text(b, s.right+6, y-1, "start", fill, name)
	text(b, s.right+6, y+12, "start", fill, t.amount(v))
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

// last writes the newest reading beside its marker, away from the line that leads to it, on a halo of the ground
// so that it stays readable where it crosses a level line.
func (t Trend) last(b *strings.Builder, s scale) {
	n := len(t.Points)
	if n == 0 {
		return
	}
	v := t.Points[n-1].Value
	y := s.y(v) - 11
	below := n > 1 && t.Points[n-2].Value > v || y < 14
	if below {
		y = s.y(v) + 21
	}
	y = t.clear(s, y, below)
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle" font-weight="600" font-size="13.5" fill="currentColor" stroke="var(--chart-ground, none)" stroke-width="4" stroke-linejoin="round" paint-order="stroke" class="last">%s</text>`,
		s.x(n-1), y, escape(t.amount(v)))
}

// clear moves a text off the level line that would run through it, further from its marker.
func (t Trend) clear(s scale, y float64, below bool) float64 {
	for _, level := range []*float64{t.Target, t.Baseline} {
		if level == nil || s.y(*level) < y-12 || s.y(*level) > y+2 {
			continue
		}
		if below {
			return math.Min(s.y(*level)+15, chartHeight-chartBottom)
		}
		return math.Max(s.y(*level)-5, 11)
	}
	return y
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

func line(b *strings.Builder, s scale, y float64, look string) {
	fmt.Fprintf(b, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" %s/>`, chartLeft, s.right, y, y, look)
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
