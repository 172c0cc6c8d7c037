package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"time"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/web"
	"collab/config"
	"collab/store"
)

// openDoor makes the web pages of people who have no chat, when they are configured.
func (s *server) openDoor() error {
	if !s.Web.On {
		return nil
	}
	key, err := doorKey(s.SecretKey)
	if err != nil {
		return err
	}
	s.bot.Door = s.BaseURL
	s.door = web.New(web.Config{BaseURL: s.BaseURL, Answer: s.bot.Answer, Home: s.bot.Home, Held: s.bot.Held, Relationship: s.bot.Relationship,
		Relationships: s.pages, Say: s.saysAtDoor, Said: s.saidAtDoor, Post: s.post, Now: s.store.Now, Secret: key, Log: s.log,
		Door: &web.Door{Person: s.visitor, Invited: s.invited, News: s.news, Opens: s.bot.Opens, SignOut: s.bot.SignOut, Page: s.bot.Page, Write: s.bot.Write, Shelf: s.shelf(), Proxies: s.Web.Proxies}})
	return nil
}

// doorKey signs what browsers keep. It is made of the secret key for this alone, so that neither gives the other away.
func doorKey(secret config.Secret) ([]byte, error) {
	return hkdf.Key(sha256.New, []byte(secret.Reveal()), nil, "collab: cookies of the web pages", sha256.Size)
}

// openMail makes what sends letters, when a mail server is configured.
func (s *server) openMail() error {
	m, err := mailer(s.Config, s.store.Now)
	if err != nil || m == nil {
		return err
	}
	s.mail = m
	asked := newAsked()
	s.bot.Write = func(ctx context.Context, key string, l bot.Letter) error {
		if err := asked.may(s.store.Now(), l); err != nil {
			return err
		}
		return m.Send(ctx, key, mail.Letter{To: l.To, Subject: l.Subject, Text: l.Text, Link: l.Link, LinkLabel: l.LinkLabel, Note: l.Note})
	}
	return nil
}

func (s *server) shelf() web.Shelf {
	return web.Shelf{
		Code: func(purpose string, value []byte, until time.Time) (string, error) {
			return s.store.Code(store.Key{}, purpose, value, until)
		},
		Look: s.store.Look, Redeem: s.store.Redeem, Put: s.store.PutSession, Get: s.store.Session, Drop: s.store.DropSession,
		Epoch: s.store.Epoch,
	}
}

// visitor is who an account is at the door: somebody who takes part, or may begin relationships.
func (s *server) visitor(ctx context.Context, a bot.Account) (web.Person, bool) {
	who, ok := s.bot.Known(ctx, a)
	return web.Person{Account: a, Name: who.Name, Party: who.Party, PartyName: who.Parties, Role: who.Role, Zone: who.Zone}, ok
}

// invited is what the code of a link says: of somebody's invitation, or of the one for whoever installs the server.
func (s *server) invited(code string) (bot.Invited, bool) {
	if to, ok := s.store.Look(code, installing); ok {
		account, _ := bot.AccountOf(string(to)) // none when it was not sent by letter
		return bot.Invited{Sentence: "Whoever runs this server invites you to begin relationships here.", Words: "new " + store.Spelled(code), Account: account}, true
	}
	return s.bot.Invited(code)
}

func (s *server) news(ctx context.Context, a bot.Account) (all []web.News) {
	for _, n := range s.bot.News(ctx, a) {
		all = append(all, web.News(n))
	}
	return all
}

func (s *server) pages(ctx context.Context, who bot.Account) (links []web.Link) {
	return linksOf(s.bot.Relationships(ctx, who))
}

func linksOf(all []bot.Named) (links []web.Link) {
	for _, n := range all {
		links = append(links, web.Link{Slug: n.Slug, Title: n.Name})
	}
	return links
}

func (s *server) saysAtDoor(_ context.Context, one web.Said) error { return keep(s.store, one) }

func (s *server) saidAtDoor(_ context.Context, place string, after int) ([]web.Said, error) {
	return saidIn(s.store, place, after)
}
