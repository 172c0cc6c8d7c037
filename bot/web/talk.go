package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"collab/bot"
)

// mention is how one speaks to the bot in the middle of a sentence.
var mention = regexp.MustCompile(`(?i)(^|[^\w.])@collab\b`)

// nonceForm is what a nonce of ours looks like; a request with another one is not from our pages.
var nonceForm = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// say is the composer: words for the bot are answered, everything else is just said.
func (v *visit) say() error {
	at, key, err := v.gesture()
	text := unix(v.r.PostForm.Get("text"))
	if err != nil || strings.TrimSpace(text) == "" {
		return v.orBack(at, err)
	}
	key += "/" + fingerprint(text)
	words, toBot, command := spokenTo(text, at.place.Kind)
	if !command {
		if err := v.keep(Said{Place: at.place.String(), Text: text, Ref: key}, v.who); err != nil {
			return err
		}
	}
	if !toBot {
		return v.orBack(at, nil)
	}
	return v.answer(at, v.request(at, key, words), nil, "")
}

// spokenTo takes the words for the bot out of a text. A command in a channel is not said aloud; in a direct
// message everything is for the bot and everything is kept.
func spokenTo(text string, kind bot.Kind) (words string, toBot, command bool) {
	text = strings.TrimSpace(text)
	first, rest, _ := strings.Cut(text, " ")
	if strings.EqualFold(first, "/collab") {
		return strings.TrimSpace(rest), true, kind != bot.Direct
	}
	if where := mention.FindStringIndex(text); where != nil {
		return strings.TrimSpace(mention.ReplaceAllString(text, "$1")), true, false
	}
	return text, kind == bot.Direct, false
}

// press is a button: its words are said as if typed, but not aloud.
func (v *visit) press() error {
	at, key, err := v.gesture()
	if err != nil {
		return err
	}
	words := v.r.PostForm.Get("words")
	return v.answer(at, v.request(at, key+"/"+fingerprint(words), words), nil, "")
}

// evidence is "Log as evidence" on something a person said.
func (v *visit) evidence() error {
	at, key, err := v.gesture()
	if err != nil {
		return err
	}
	about := v.r.PostForm.Get("about")
	q := v.request(at, key+"/"+about, "evidence")
	if q.Source, err = v.source(at, about); err != nil {
		return err
	}
	return v.answer(at, q, nil, about)
}

// submit is a form filled in. The key is that of the form as it was opened, whatever was typed into it.
func (v *visit) submit() error {
	at, key, err := v.gesture()
	if err != nil {
		return err
	}
	form, ok := formOf(v.r.PostForm.Get("form"))
	if !ok {
		return fault{http.StatusBadRequest, "That form could not be read. Open it again; nothing was recorded."}
	}
	q := v.request(at, key, form.Words)
	q.Values, q.Files = values(form, v.r.PostForm), v.attachments(form)
	about := v.r.PostForm.Get("about")
	if about != "" {
		if q.Source, err = v.source(at, about); err != nil {
			return err
		}
	}
	return v.answer(at, q, &form, about)
}

// gesture reads where something was done, and the key under which doing it again changes nothing.
func (v *visit) gesture() (spot, string, error) {
	at, err := v.spot(v.r.PostForm.Get("in"))
	if err != nil {
		return at, "", err
	}
	nonce := v.r.PostForm.Get("nonce")
	if !nonceForm.MatchString(nonce) {
		return at, "", stale
	}
	return at, v.who.Account.String() + "/" + nonce, nil
}

func (v *visit) request(at spot, key, words string) bot.Request {
	return bot.Request{Key: key, By: v.who.Account, Place: at.place, Words: words, Name: v.who.Name, Zone: v.who.Zone}
}

// source is the message with this number, if a person wrote it and this person can see it.
func (v *visit) source(at spot, number string) (*bot.Source, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return nil, noSuchPage
	}
	said, err := v.cfg.Said(v.r.Context(), at.place.String(), n-1)
	if err != nil {
		return nil, fmt.Errorf("what was said in %s: %w", at.place, err)
	}
	if len(said) == 0 || said[0].N != n || said[0].byBot() || !said[0].visibleTo(v.who.Account) {
		return nil, noSuchPage
	}
	one := said[0]
	source := &bot.Source{Text: one.Text, Author: one.Author, AuthorName: one.AuthorName, At: one.At}
	if v.cfg.BaseURL != "" {
		source.Link = strings.TrimSuffix(v.cfg.BaseURL, "/") + at.path() + "#m" + number
	}
	return source, nil
}

// answer asks the bot, keeps what it says where it says it, and shows the form it opens or the page one was on.
func (v *visit) answer(at spot, q bot.Request, open *bot.Form, about string) error {
	reply := v.cfg.Answer(v.r.Context(), q)
	if open == nil && reply.Form == nil && len(reply.Errors) > 0 {
		reply.Message = inWords(reply)
	}
	answered, err := v.record(at, q.Key, reply)
	if err != nil {
		return err
	}
	if form := next(open, q.Values, reply); form != nil {
		return v.askAgain(at, *form, reply, about)
	}
	if answered && !at.talk {
		return v.goTo(at.path() + "?answer=" + fingerprint(q.Key+"/answer"))
	}
	return v.orBack(at, nil)
}

// record keeps a reply: the answer for the person alone, the posts for everybody in their places.
func (v *visit) record(at spot, key string, reply bot.Reply) (answered bool, err error) {
	for i, p := range reply.Posts {
		if err := v.post(fmt.Sprintf("%s/post/%d", key, i), p); err != nil {
			return false, err
		}
	}
	if reply.Message == nil {
		return false, nil
	}
	m := *reply.Message
	if reply.Ref != "" {
		m.Blocks = append(m.Blocks[:len(m.Blocks):len(m.Blocks)], bot.Note{Body: "Reference " + reply.Ref})
	}
	said := Said{Place: at.place.String(), Message: &m, Ref: key + "/answer"}
	if at.place.Kind != bot.Direct {
		said.To = v.who.Account // audience: a reply in a channel answers one person, privately; mutate: s/v.who.Account/bot.Account{}/
	}
	return true, v.keep(said, nil)
}

func (v *visit) post(key string, p bot.Post) error {
	if (bot.Account{Platform: p.Place.Platform}).Walks() {
		_, err := v.Send(v.r.Context(), p.Place, key, p.Message)
		return err
	}
	if v.cfg.Post == nil {
		return fmt.Errorf("post to %s: this server speaks to web places alone", p.Place)
	}
	return v.cfg.Post(v.r.Context(), key, p)
}

func (v *visit) keep(said Said, by *Person) error {
	said.At = v.cfg.Now()
	if by != nil {
		said.Author, said.AuthorName = by.Account, by.Name
	}
	if err := v.cfg.Say(v.r.Context(), said); err != nil {
		return fmt.Errorf("say in %s: %w", said.Place, err)
	}
	return nil
}

func (v *visit) orBack(at spot, err error) error {
	if err != nil {
		return err
	}
	return v.goTo(at.path())
}

// unix makes line breaks those of the record; browsers submit CR LF.
func unix(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
