package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"collab/bot"
	"collab/bot/mail"
	"collab/config"
	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// mailer hands letters over as the settings say; nil when no mail server is configured.
func mailer(c config.Config, now func() time.Time) (*mail.Mailer, error) {
	if !c.Mail.On() {
		return nil, nil
	}
	return mail.New(mail.Config{Host: c.Mail.Host, Port: c.Mail.Port, User: c.Mail.User, Password: c.Mail.Password.Reveal(),
		Security: mail.Security(c.Mail.Security), From: c.Mail.From, Now: now})
}

const (
	// writeWithin is how long one letter may take, which is less than a delivery may. A server that is to stop does not wait for
	// it: the letter is then sent again, under the same Message-ID.
	writeWithin = 25 * time.Second
	// A server that does not answer is asked again after a minute, one that refuses us after a quarter of an hour: until then
	// every letter waits.
	downFor, refusedFor, busyFor = time.Minute, 15 * time.Minute, 2 * time.Second
	// mostCopies is how often a letter, or a message in Teams, is handed over at most while nobody knows whether it was taken
	// before.
	mostCopies = 3
)

// tellOnPage puts what is said into the person's conversation on the pages and, where one goes along, sends the letter.
func (t *teller) tellOnPage(ctx context.Context, n bot.Notice, task scheduler.Task) (ref string, err error) {
	ref, err = t.web.Send(ctx, n.Place, cmp.Or(task.Ref, task.Key), n.Message)
	if err != nil || !n.Letter || t.mail == nil || task.Ref != "" {
		return ref, err
	}
	return ref, t.write(ctx, task)
}

// write sends the letter of a duty, and of what else waits to be told to the same person in the same relationship: that is
// told then.
func (t *teller) write(ctx context.Context, task scheduler.Task) error {
	a, _ := bot.AccountOf(task.To)
	owed, told := t.together(ctx, task)
	l, err := t.bot.Letter(task.Relationship, task.Duty.Person, owed)
	if err != nil {
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err)
	}
	err = t.mail.Send(ctx, task.Key, mail.Letter{To: a.User, Subject: l.Subject, Text: l.Text, Link: l.Link, LinkLabel: l.LinkLabel, Note: l.Note, Settings: t.bot.Door + "/settings"}) // audience: a letter goes to the account the person is told by; mutate: s/a.User/cmp.Or("eve@evil.example", a.User)/
	if err != nil {
		return err
	}
	for _, key := range told {
		t.bot.Store.Mark(key, func(d *store.Delivery) {
			if d.State == store.Queued {
				d.State, d.Ref = store.Sent, key
			}
		})
	}
	return nil
}

// together is what one letter is about: the duty, and others of the same person that wait to be told now. These are put
// into the conversation; told are the keys of their deliveries.
func (t *teller) together(ctx context.Context, task scheduler.Task) (owed []relationship.Duty, told []string) {
	owed = []relationship.Duty{task.Duty}
	all, err := t.bot.Owed(task.Relationship, task.Party, task.Duty.Person)
	if err != nil {
		return owed, nil // each goes by itself
	}
	for _, d := range all {
		key := task.Relationship + " " + d.Key
		waiting, known := t.bot.Store.DeliveryOf(key)
		if d.Key == task.Duty.Key || !known || waiting.State != store.Queued {
			continue
		}
		n, ok, err := t.bot.Compose(task.Relationship, task.Party, d)
		if err != nil || !ok || !n.Letter {
			continue
		}
		if _, err := t.web.Send(ctx, n.Place, key, n.Message); err == nil {
			owed, told = append(owed, d), append(told, key)
		}
	}
	return owed, told
}

// lettered turns what the mail server said into what the scheduler knows; false for an error that is none of its.
func (t *teller) lettered(err error) (error, bool) {
	switch {
	case errors.Is(err, mail.ErrGone):
		return fmt.Errorf("%w: %w", &scheduler.Gone{Word: cmp.Or(mail.Word(err), "no address")}, err), true
	case errors.Is(err, mail.ErrRefused):
		word := err.Error()
		if t.unmailed.Swap(&word) == nil {
			t.bot.Log.Error("no letter can be sent, collab doctor says more", "error", err)
		}
		return fmt.Errorf("%w: %w", scheduler.RetryAfter(refusedFor), err), true
	case errors.Is(err, mail.ErrDown):
		return fmt.Errorf("%w: %w", scheduler.RetryAfter(downFor), err), true
	case errors.Is(err, mail.ErrBusy):
		return fmt.Errorf("%w: %w", scheduler.RetryAfter(busyFor), err), true
	case errors.Is(err, mail.ErrLater):
		return fmt.Errorf("%w: %w", scheduler.ErrNotSent, err), true
	}
	return err, false
}

// mail signs in at the mail server, and sends it a letter when somebody is to get one for trial.
func (e *examination) mail(ctx context.Context, to string) {
	m, err := mailer(e.Config, time.Now)
	if err == nil && m == nil {
		e.Add(bot.Fault, "no mail server is configured, so no letter can be sent. Set COLLAB_SMTP_URL and COLLAB_MAIL_FROM")
		return
	}
	if err == nil {
		err = m.Check(ctx)
	}
	if err != nil {
		e.Add(bot.Fault, "the mail server takes no letters: %v: %v. See that COLLAB_SMTP_URL is what your provider says: host, port, user, password, and smtp or smtps", err, mail.Cause(err))
		return
	}
	e.Add(bot.Fine, "the mail server at %s lets us in", e.Config.Mail.Host)
	if !e.Config.Mail.Sealed() {
		e.Add(bot.Warning, "letters may go to %s unencrypted, with links that sign people in. Leave ?tls= out of COLLAB_SMTP_URL", e.Config.Mail.Host)
	}
	if to == "" {
		return
	}
	err = m.Send(ctx, fmt.Sprint("trial ", time.Now().UnixNano()), mail.Letter{To: to, Subject: "A trial letter", Text: "This is how letters from collab arrive.", // audience: whom the operator named; mutate: s/To: to/To: "eve@evil.example"/
		Link: e.BaseURL, LinkLabel: "Where they lead", Note: "Whoever runs the server asked for it, by collab doctor."})
	if err != nil {
		e.Add(bot.Fault, "the trial letter was not taken: %v. See that the address is right, and that the mail server lets you write as %s", err, e.Config.Mail.From)
		return
	}
	e.Add(bot.Fine, "a trial letter was handed over. Look whether it arrived, and not among the unwanted")
}
