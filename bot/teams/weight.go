package teams

// weight is how many bytes something takes on its way, or a few more. It is asked of everything that is drawn, and
// writing it out each time would cost as much as drawing it.
func weight(v any) int {
	switch v := v.(type) {
	case string:
		return written(v)
	case bool:
		return len("false")
	case element:
		return weightOf(v)
	case map[string]any:
		return weightOf(v)
	case map[string]string:
		return weightOf(v)
	case []element:
		n := 2
		for _, e := range v {
			n += weightOf(e) + 1
		}
		return n
	case carries:
		return weightOf(map[string]string{"w": v.Words, "t": v.Thread, "a": v.Reader, "q": v.Asked, "n": v.Number}) + len(`,"f":2,"i":[]`) + weighed(v.Fields)
	}
	raw, err := encoded(v)
	if err != nil {
		return maxCard + 1
	}
	return len(raw)
}

func weightOf[V any](object map[string]V) int {
	n := 2
	for name, v := range object {
		n += len(name) + len(`"":,`) + weight(v)
	}
	return n
}

func weighed(all []string) (n int) {
	for _, text := range all {
		n += written(text) + 1
	}
	return n
}

// written is how long a text is in JSON.
func written(text string) int {
	n := len(text) + 2
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"', c == '\\', c == '\n':
			n++
		case c < ' ', c == 0xE2: // of which the line separators begin
			n += 5
		}
	}
	return n
}
