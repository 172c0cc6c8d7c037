package bot

// told is a reply whose buttons and form say which relationship they mean, where nothing else would tell: outside a
// linked channel, for somebody who takes part in several.
func (t *turn) told(r Reply) Reply {
	if len(t.mine) < 2 || t.placed || t.who.slug == "" {
		return r
	}
	if r.Form != nil {
		f := *r.Form
		f.Words = t.meaning(f.Words)
		r.Form = &f
	}
	if r.Message != nil {
		m := t.toldIn(*r.Message)
		r.Message = &m
	}
	return r
}

// meaning is a sentence that names the relationship, if its word needs one and it names none yet.
func (t *turn) meaning(words string) string {
	s, err := parse(words)
	if err != nil || words == "" || s.forSlug != "" {
		return words
	}
	if c, ok := t.find(s.noun); !ok || c.alone {
		return words
	}
	s.forSlug = t.who.slug
	return s.String()
}

func (t *turn) toldIn(m Message) Message {
	blocks := make([]Block, len(m.Blocks))
	for i, b := range m.Blocks {
		switch b := b.(type) {
		case Buttons:
			row := make(Buttons, len(b))
			for j, button := range b {
				button.Words = t.meaning(button.Words)
				row[j] = button
			}
			blocks[i] = row
		case Items:
			b.Rest.Words = t.meaning(b.Rest.Words)
			items := make([]Item, len(b.Items))
			for j, item := range b.Items {
				item.Button.Words = t.meaning(item.Button.Words)
				items[j] = item
			}
			b.Items = items
			blocks[i] = b
		default:
			blocks[i] = b
		}
	}
	return Message{m.Fallback, blocks}
}
