package main

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"github.com/alecthomas/kong"
)

type alive struct{ settings }

// Run asks the server of these settings whether it lives. It is for what watches a container, in which nothing else is.
func (a *alive) Run(ctx context.Context, _ environment, verb *kong.Context) error {
	c, err := a.check(verb)
	if err != nil {
		return err
	}
	res, err := ask(ctx, "http://"+here(c.Listen)+"/healthz", nil)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the server answers %d", res.StatusCode)
	}
	return err
}

// here is how an address that a server listens on is reached from its own machine.
func here(listen string) string {
	host, port, _ := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
