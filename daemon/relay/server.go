package relay

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"posd/payment/acquirer/protocol"
)

// Bounds of a connection.
const (
	readTime  = 10 * time.Second // of a whole request
	idleTime  = 2 * time.Minute  // longer than clients keep a connection unused, so that they close it
	maxHead   = 8 << 10
	drainTime = 10 * time.Second // for the calls that are out when the relay ends
)

// ServeTerminals answers terminals on l under the certificate that get returns, until ctx ends; then the calls that are out come home.
func (r *Relay) ServeTerminals(ctx context.Context, l net.Listener, get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) error {
	return r.Serve(ctx, tls.NewListener(l, &tls.Config{
		MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert, GetCertificate: get, NextProtos: []string{"http/1.1"},
		SessionTicketsDisabled: true, // each connection shows its certificate
	}), r.Terminals())
}

// ServeNotices answers Alipay on l as ServeTerminals does terminals. Alipay shows no certificate: its signature is judged.
func (r *Relay) ServeNotices(ctx context.Context, l net.Listener, get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) error {
	return r.Serve(ctx, tls.NewListener(l, &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: get, NextProtos: []string{"http/1.1"},
	}), r.Notices())
}

// Serve answers on l until ctx ends.
func (r *Relay) Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: http.MaxBytesHandler(h, protocol.MaxMessage<<1), Protocols: new(http.Protocols), ReadHeaderTimeout: readTime,
		ReadTimeout:  readTime + protocol.MaxWait, // it runs while an answer is waited for, too
		WriteTimeout: readTime + protocol.MaxWait + r.opts.CallTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHead,
		ErrorLog: slog.NewLogLogger(r.log.Handler(), slog.LevelDebug),
	}
	server.Protocols.SetHTTP1(true)
	ended := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		drain, leave := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer leave()
		r.end() // waits do not hold it up
		err := server.Shutdown(drain)
		if err != nil {
			err = errors.Join(err, server.Close())
		}
		ended <- err
	})
	err := server.Serve(l)
	if stop() || !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}
