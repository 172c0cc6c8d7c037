package slack

import (
	"encoding/json"

	"collab/bot"
)

// drawings are messages as receipts carry them.
type drawings struct{ bot.Drawings }

// receipt is the message as a receipt carries it to the person who acted; empty where it cannot: it is too long for
// one, or holds a chart, which may be refused and must be drawn otherwise then.
func (d *drawings) receipt(m *bot.Message) (json.RawMessage, error) {
	return d.Of(m, struct{}{}, func() (json.RawMessage, error) {
		all := partsOf(*m)
		if len(all) != 1 || all[0].charted() {
			return nil, nil
		}
		return json.Marshal(ephemeral(all[0].on(pictures)))
	})
}
