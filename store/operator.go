package store

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"path/filepath"
	"time"
)

// Operator is a connection to the process that has a store open.
type Operator struct {
	c   net.Conn
	in  *json.Decoder
	out *json.Encoder
}

// Dial reaches the process that has the store file open. It fails when there is none: then the file can be opened.
func Dial(path string) (*Operator, error) {
	c, err := net.DialTimeout("unix", socketPath(path), time.Second)
	if err != nil {
		return nil, err
	}
	return &Operator{c, json.NewDecoder(c), json.NewEncoder(c)}, nil
}

// Close ends the connection.
func (o *Operator) Close() error { return o.c.Close() }

func (o *Operator) ask(what order) (r reply, err error) {
	if what.Path != "" {
		if what.Path, err = filepath.Abs(what.Path); err != nil {
			return r, err
		}
	}
	if err = o.out.Encode(what); err == nil {
		err = o.in.Decode(&r)
	}
	if err == nil && r.Error != "" {
		err = errors.New(r.Error)
	}
	return r, err
}

// Status asks how the store stands.
func (o *Operator) Status() (Status, error) {
	r, err := o.ask(order{Verb: "status"})
	if err != nil || r.Status == nil {
		return Status{}, err
	}
	return *r.Status, nil
}

// Backup has a verified copy made, see [Store.BackupTo]. When ctx ends it is no longer waited for.
func (o *Operator) Backup(ctx context.Context, path string) error {
	defer context.AfterFunc(ctx, func() { _ = o.c.Close() })()
	_, err := o.ask(order{Verb: "backup", Path: path})
	return err
}

// Verify has the store checked, see [Store.Verify].
func (o *Operator) Verify() error {
	_, err := o.ask(order{Verb: "verify"})
	return err
}

// Head asks for the head a ledger had with n entries, the newest when n is 0, in its short form.
func (o *Operator) Head(rel, ledger string, n int) (string, error) {
	r, err := o.ask(order{Verb: "head", Relationship: rel, Ledger: ledger, N: n})
	return r.Head, err
}

// Export has a ledger written to a new file, see [Store.Export].
func (o *Operator) Export(rel, party, ledger, path string) error {
	_, err := o.ask(order{Verb: "export", Relationship: rel, Party: party, Ledger: ledger, Path: path})
	return err
}

// Appoint gives a party a relationship manager, see [Store.Appoint].
func (o *Operator) Appoint(rel, party, person string, gone []string) (vacant bool, err error) {
	r, err := o.ask(order{Verb: "appoint", Relationship: rel, Party: party, Person: person, Gone: gone})
	return r.Vacant, err
}

// CodeFor has a code made, see [Store.CodeFor].
func (o *Operator) CodeFor(purpose string, value []byte, good time.Duration) (code string, err error) {
	r, err := o.ask(order{Verb: "code", Purpose: purpose, Value: value, For: good})
	return r.Code, err
}

// Erase has a person erased, see [Store.Erase].
func (o *Operator) Erase(person string, sure bool) (Erased, error) {
	r, err := o.ask(order{Verb: "erase", Person: person, Sure: sure})
	if r.Erased == nil {
		return Erased{}, err
	}
	return *r.Erased, err
}
