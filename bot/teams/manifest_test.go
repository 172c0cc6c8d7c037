package teams

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"collab/bot"
	"collab/trial"
)

var listing = Listing{AppID: "5e0c5d3f-3f0e-4c6e-9d0f-0a1b2c3d4e5f", BaseURL: "https://collab.example.org/", Operator: "the IT department of Acme"}

// schemaNamed is one of Microsoft's, from the folder COLLAB_SCHEMAS.
func schemaNamed(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join(os.Getenv("COLLAB_SCHEMAS"), name)
	if _, err := os.Stat(path); err != nil {
		trial.Missing(t, "COLLAB_SCHEMAS does not name the folder of "+name)
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(func(text string) (jsonschema.Regexp, error) {
		if strings.Contains(text, "(?!") { // of what we do not have
			return regexp.MustCompile(`[^\s\S]`), nil
		}
		return regexp.Compile(strings.ReplaceAll(text, `\b`, `\x08`))
	})
	s, err := c.Compile(path)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func TestManifestIsValid(t *testing.T) {
	s := schemaNamed(t, "teams-manifest-1.29.json")
	for _, l := range []Listing{listing, {AppID: listing.AppID, BaseURL: "https://c.example.org:8443/collab"}, {AppID: listing.AppID, BaseURL: "https://c.example.org", Operator: strings.Repeat("ö", 33)}} {
		text, err := manifestOf(l)
		if err != nil {
			t.Fatal(err)
		}
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = s.Validate(read)
		}
		if err != nil {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

var anew = flag.Bool("manifest", false, "take the golden manifest anew")

// Whoever changes the manifest raises its version, or nobody gets it.
func TestManifestIsAsAgreed(t *testing.T) {
	text, err := manifestOf(listing)
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/manifest.json"
	if *anew {
		if err := os.WriteFile(golden, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != string(text)+"\n" {
		t.Errorf("it is another one (%v): raise manifestVersion, then go test ./bot/teams -manifest\n%s", err, text)
	}
}

func TestManifestOffersWhatTheCodeAnswers(t *testing.T) {
	text, _ := manifestOf(listing)
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Bots) != 1 || m.Bots[0].ID != listing.AppID || m.ID != listing.AppID || m.Application.ID != listing.AppID {
		t.Error("the manifest is of another bot")
	}
	for _, l := range m.Bots[0].Lists {
		var words []string
		for _, c := range l.Commands {
			words = append(words, c.Title)
		}
		if len(words) == 0 || len(words) > 12 || len(words) != len(bot.List()) || !slices.Contains(words, "promise") {
			t.Errorf("%v lists %v", l.Scopes, words)
		}
		if slices.Contains(l.Scopes, "personal") == slices.Contains(l.Triggers, "slash") {
			t.Errorf("%v for %v: a slash is for where others read along", l.Triggers, l.Scopes)
		}
	}
	if e := m.Extensions[0]; e.Bot != listing.AppID || len(e.Commands) != 1 || e.Commands[0].ID != EvidenceCommand || !e.Commands[0].Fetch || e.Commands[0].Type != "action" || !slices.Equal(e.Commands[0].Context, []string{"message"}) {
		t.Errorf("%+v", e)
	}
	if got := m.Authorization.Permissions.Resources; len(got) != 1 {
		t.Errorf("more is asked for than is needed: %v", got)
	}
	if m.Developer.Privacy != "https://collab.example.org/about#privacy" || !slices.Equal(m.Domains, []string{"collab.example.org"}) {
		t.Errorf("%+v, %v", m.Developer, m.Domains)
	}
}

func TestManifestNeedsAnAddress(t *testing.T) {
	for _, l := range []Listing{{}, {AppID: listing.AppID}, {BaseURL: listing.BaseURL}, {AppID: listing.AppID, BaseURL: "http://collab.example.org"}, {AppID: listing.AppID, BaseURL: "https://"}} {
		if _, err := Package(l); err == nil {
			t.Errorf("%+v makes an app", l)
		}
	}
}

// filesIn are the files of a package, by name.
func filesIn(t *testing.T, packed []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestPackageHoldsManifestAndIcons(t *testing.T) {
	one, err := Package(listing)
	if err != nil {
		t.Fatal(err)
	}
	if two, _ := Package(listing); !bytes.Equal(one, two) {
		t.Error("the same app is packed in two ways")
	}
	files := filesIn(t, one)
	if text, _ := manifestOf(listing); len(files) != 3 || !bytes.Equal(files["manifest.json"], text) {
		t.Errorf("%d files", len(files))
	}
	large, small := decoded(t, files["color.png"]), decoded(t, files["outline.png"])
	if large.Bounds() != image.Rect(0, 0, 192, 192) || small.Bounds() != image.Rect(0, 0, 32, 32) {
		t.Errorf("%v, %v", large.Bounds(), small.Bounds())
	}
	middle := image.Rect(48, 48, 144, 144) // what Teams crops nowhere
	drawn, clear, white := 0, 0, 0
	for x := range 192 {
		for y := range 192 {
			c := color.NRGBAModel.Convert(large.At(x, y)).(color.NRGBA)
			if c.A != 0xff || !(image.Point{x, y}).In(middle) && c != accent {
				t.Fatalf("the colour icon has %v at %d, %d", c, x, y)
			}
			if c != accent {
				drawn++
			}
		}
	}
	for x := range 32 {
		for y := range 32 {
			switch c := color.NRGBAModel.Convert(small.At(x, y)).(color.NRGBA); {
			case c.A == 0:
				clear++
			case c.R != 0xff || c.G != 0xff || c.B != 0xff:
				t.Fatalf("the outline has %v at %d, %d", c, x, y)
			case c.A == 0xff:
				white++
			}
		}
	}
	if drawn < 2_000 || clear < 300 || white < 100 {
		t.Errorf("nothing is to be seen: %d, %d, %d", drawn, clear, white)
	}
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}
