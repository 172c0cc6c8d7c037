package slack

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	slackgo "github.com/slack-go/slack"

	"collab/bot"
)

const (
	callback = "collab" // marks a form as ours
	shown    = "shown"  // marks a modal or Home that shows a message
)

var (
	errTooLong = errors.New("the sentence of the form is too long for Slack to carry")
	errNotOurs = errors.New("the form carries nothing of ours")
)

// back is what a modal carries so that its submission finds its way: Slack hands it back unseen. It is no proof of
// anything. Slack says who submits; the place is worked out again from that; the words are read again with that
// person's rights. Whoever could change it would gain no more than by typing.
type back struct {
	Words   string `json:"w"`
	Channel string `json:"c,omitempty"`
	Thread  string `json:"t,omitempty"`
	Reader  string `json:"a,omitempty"` // the party for which alone the form was drawn
}

func (b back) String() string {
	carried, _ := json.Marshal(b) // plain strings always encode
	if b.Words = ""; len(carried) > maxMetadata {
		carried, _ = json.Marshal(b)
	}
	return string(carried)
}

func readBack(metadata string) (back, error) {
	var b back
	if err := json.Unmarshal([]byte(metadata), &b); err != nil || b.Words == "" {
		return back{}, errNotOurs
	}
	return b, nil
}

// modal draws a form. The only forms it cannot draw are those whose words do not fit in what a modal carries, or whose
// fields do not fit in a modal.
func modal(f bot.Form, g gesture) (slackgo.ModalViewRequest, error) {
	carried, err := json.Marshal(back{f.Words, g.channel, g.thread, f.Audience.Party})
	blocks, fits := formBlocks(f, g.attaches())
	if err != nil || bot.Length(string(carried)) > maxMetadata || !fits {
		return slackgo.ModalViewRequest{}, errTooLong
	}
	return slackgo.ModalViewRequest{
		Type:            slackgo.VTModal,
		CallbackID:      callback,
		Title:           words(cmp.Or(bot.Legible(f.Title), "collab"), maxTitle),
		Submit:          words(cmp.Or(bot.Legible(f.Submit), "Submit"), maxTitle),
		Close:           words("Cancel", maxTitle),
		PrivateMetadata: string(carried),
		NotifyOnClose:   true,
		Blocks:          slackgo.Blocks{BlockSet: blocks},
	}, nil
}

// formBlocks draws a form, with files or without, and says whether all its fields are there: what stands above them gives
// way to them.
func formBlocks(f bot.Form, files bool) ([]slackgo.Block, bool) {
	d := drawing{files: files}
	if bot.Length(f.Title) > maxTitle {
		d.paragraphs(f.Title)
	}
	if f.Audience.Face != "" {
		d.note("Who reads this: " + f.Audience.Face)
	}
	d.paragraphs(f.Intro)
	for _, field := range f.Fields {
		d.field(field)
	}
	drawn := fit(d.pieces, viewRoom())
	return blocksOn(drawn, texts), bot.Kept(drawn) == bot.Kept(d.pieces)
}

// messageModal shows a message in a modal, and says whether it fits in one; if not, the modal says where to look. Its
// buttons find their way as those of the gesture do.
func messageModal(m bot.Message, g gesture) (slackgo.ModalViewRequest, bool) {
	blocks, fits := viewBlocks(m)
	if !fits {
		blocks, _ = viewBlocks(bot.Plainly("That is more than fits in here. " + g.below()))
	}
	carried := back{Words: g.words, Channel: g.channel, Thread: g.thread}.String()
	return slackgo.ModalViewRequest{
		Type: slackgo.VTModal, CallbackID: shown, Title: words("collab", maxTitle), Close: words("Close", maxTitle),
		PrivateMetadata: carried, Blocks: slackgo.Blocks{BlockSet: blocks},
	}, fits
}

// below says where the answer to a gesture is, when it is not in the modal.
func (g gesture) below() string {
	if g.nowhere() {
		return "It is in our direct message."
	}
	return "It is in the conversation, where only you see it."
}

// loadingModal says that its content is on its way.
func loadingModal(g gesture) slackgo.ModalViewRequest {
	view, _ := messageModal(bot.Plainly("One moment."), g)
	return view
}

// errorsIn keys the sentences about a submitted form by the blocks in view. What concerns the form as a whole, or a
// field that is not in view, is said at the first: Slack shows errors nowhere else.
func errorsIn(fields []string, said map[string]string) map[string]string {
	shown := map[string]string{}
	at := func(field, sentence string) {
		shown[field] = strings.TrimSpace(shown[field] + " " + bot.Shorten(sentence, maxInputLabel))
	}
	for _, name := range fields {
		if sentence, ok := said[name]; ok {
			at(name, sentence)
		}
	}
	for _, name := range sorted(said) {
		if _, ok := shown[name]; !ok {
			at(fields[0], said[name])
		}
	}
	return shown
}
