package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/page"
)

// demo is possim demo: a counter to see and drive in a browser until ctx ends.
func demo(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flagSet("demo")
	address := flags.String("listen", "127.0.0.1:8088", "address of the page, on loopback")
	dir := flags.String("dir", "", "folder of journal, books and keys, kept for the next time")
	posd := flags.String("posd", "", "the posd binary")
	if err := parse(flags, args); err != nil {
		return err
	}
	return withCounter(*dir, *posd, func(c *counter.Counter) error {
		l, err := listen(ctx, *address)
		if err != nil {
			return err
		}
		return errors.Join(serve(ctx, c, l, stdout), closed(l.Close()))
	})
}

func serve(ctx context.Context, c *counter.Counter, l net.Listener, stdout io.Writer) error {
	p, err := page.New(c)
	if err != nil {
		return err
	}
	if err := c.Posd().Start(); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "possim: http://%s/ shows the simulated counter; Ctrl-C ends it\n", l.Addr())
	return p.Serve(ctx, l)
}

// listen opens the page's port, or another one if it is taken. Only this machine may reach it.
func listen(ctx context.Context, address string) (net.Listener, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("%w: -listen %s is no address on loopback, such as 127.0.0.1:8088", errUsage, address)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", at.String())
	if errors.Is(err, syscall.EADDRINUSE) {
		return lc.Listen(ctx, "tcp", netip.AddrPortFrom(at.Addr(), 0).String())
	}
	return l, err
}

// closed leaves out that the listener was closed before, as a server does.
func closed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
