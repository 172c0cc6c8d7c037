package acted

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// node is a part of a page.
type node struct{ *html.Node }

func parse(r io.Reader) (*node, error) {
	n, err := html.Parse(r)
	return &node{n}, err
}

func (n *node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// form says whether it is a form that goes to an address.
func (n *node) form(action string) bool { return n.Data == "form" && n.attr("action") == action }

// all are the parts of it that are meant, in order.
func (n *node) all(meant func(*node) bool) (found []*node) {
	for d := range n.Descendants() {
		if one := (&node{d}); d.Type == html.ElementNode && meant(one) {
			found = append(found, one)
		}
	}
	return found
}

// find is the first of them; nil when there is none.
func (n *node) find(meant func(*node) bool) *node {
	for d := range n.Descendants() {
		if one := (&node{d}); d.Type == html.ElementNode && meant(one) {
			return one
		}
	}
	return nil
}

// message is the message of a number on a page; nil when there is none.
func (n *node) message(number int) *node {
	id := fmt.Sprint("m", number)
	return n.find(func(n *node) bool { return n.attr("id") == id })
}

// text is what is read, with the addresses of links behind what they stand in.
func (n *node) text() string {
	var b strings.Builder
	var links []string
	n.read(&b, &links)
	return b.String() + strings.Join(links, "\n")
}

func (n *node) read(b *strings.Builder, links *[]string) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data + "\n")
	case n.Data == "svg" || n.Data == "time":
		return
	case n.Data == "form":
		flush(b, links)
	case n.Data == "a" && strings.HasPrefix(n.attr("href"), "http"):
		*links = append(*links, n.attr("href"))
	}
	for c := range n.ChildNodes() {
		(&node{c}).read(b, links)
	}
	if n.Data == "li" {
		flush(b, links)
	}
}

func flush(b *strings.Builder, links *[]string) {
	b.WriteString(strings.Join(*links, "\n") + "\n")
	*links = nil
}

// values are what a browser sends of a form without a button.
func (n *node) values() url.Values {
	in := url.Values{}
	for _, f := range n.all(func(f *node) bool { return f.attr("name") != "" }) {
		name := f.attr("name")
		switch kind := f.attr("type"); {
		case f.Data == "textarea":
			in.Add(name, strings.TrimPrefix(strings.TrimSuffix(f.text(), "\n"), "\n"))
		case f.Data == "select":
			for _, o := range f.all(func(o *node) bool { return o.Data == "option" && o.has("selected") }) {
				in.Add(name, o.attr("value"))
			}
		case f.Data == "input" && (kind != "radio" && kind != "checkbox" && kind != "file" || f.has("checked")):
			in.Add(name, f.attr("value"))
		}
	}
	return in
}

// boxes says whether several can be chosen under a name.
func (n *node) boxes(name string) bool {
	return n.find(func(f *node) bool { return f.attr("name") == name && f.attr("type") == "checkbox" }) != nil
}

// offers says whether these can be chosen under a name; everything can be typed where nothing is to be chosen.
func (n *node) offers(name string, values []string) bool {
	options := n.all(func(f *node) bool {
		in := f.Parent != nil && (&node{f.Parent}).attr("name") == name && f.Data == "option"
		return in || f.attr("name") == name && (f.attr("type") == "radio" || f.attr("type") == "checkbox")
	})
	for _, v := range values {
		if v != "" && len(options) > 0 && !slices.ContainsFunc(options, func(o *node) bool { return o.attr("value") == v }) {
			return false
		}
	}
	return true
}
