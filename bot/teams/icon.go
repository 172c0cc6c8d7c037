package teams

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The icons of the app are the two rings of the web pages' icon, which reach into each other. Teams crops the colour icon,
// in some places to a hexagon, so the rings fill its inner half alone; the outline is white and nothing else.
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
const (
	colorSide, colorRings     = 192, 96
	outlineSide, outlineRings = 32, 32
)

// accent is the colour behind the rings.
var accent = color.NRGBA{0x3d, 0x4e, 0xcf, 0xff}

// The rings, in parts of their width: how far apart their middles are, how long their radius is up to the middle of the
// line, and how thick that is.
const ringsApart, ringRadius, ringLine = 5.0 / 16, 4.8 / 16, 1.4 / 16

// colorIcon is the icon on its ground, outlineIcon the bare rings.
func colorIcon() ([]byte, error) { return rings(colorSide, colorRings, accent) }

func outlineIcon() ([]byte, error) {
	return rings(outlineSide, outlineRings, color.NRGBA{0xff, 0xff, 0xff, 0})
}

// rings draws white rings of a width in the middle of a square of side × side pixels, as a PNG.
func rings(side int, width float64, ground color.NRGBA) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	middle := float64(side) / 2
	for y := range side {
		for x := range side {
			img.SetNRGBA(x, y, over(ground, covered((float64(x)-middle)/width, (float64(y)-middle)/width, 1/width)))
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

// fine is into how many parts a pixel is cut each way, to see how much of it a ring covers.
const fine = 8

// covered is how much of a pixel the rings cover, from 0 to 1. Lengths are in parts of their width, from their middle.
func covered(x, y, pixel float64) float64 {
	n := 0
	for i := range fine * fine {
		if onRing(x+pixel*(float64(i%fine)+0.5)/fine, y+pixel*(float64(i/fine)+0.5)/fine) {
			n++
		}
	}
	return float64(n) / (fine * fine)
}

// onRing says whether a point is on the line of a ring.
func onRing(x, y float64) bool {
	away := func(middle float64) float64 { return math.Abs(math.Hypot(x-middle, y) - ringRadius) }
	return min(away(-ringsApart/2), away(ringsApart/2)) <= ringLine/2
}

// over is the ground with white over a part of it. Where there is no ground, white is all there is, more or less of it.
func over(ground color.NRGBA, part float64) color.NRGBA {
	if ground.A == 0 {
		ground.A = uint8(math.Round(part * 0xff))
		return ground
	}
	mix := func(c uint8) uint8 { return uint8(math.Round(float64(c) + part*float64(0xff-c))) }
	return color.NRGBA{mix(ground.R), mix(ground.G), mix(ground.B), ground.A}
}
