package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"posd/payment"
)

// Reasons, by their codes in the catalogue of words.
const (
	NoNetwork         = "no_network"         // no route, or no name server answers
	NameNotFound      = "name_not_found"     // name servers answer and do not know the gateway
	ConnectionRefused = "connection_refused" // a machine is there and nothing listens
	ConnectTimeout    = "connect_timeout"    // the call found no answer in time
	ConnectFailed     = "connect_failed"     // anything else before TLS
	ProxyRefused      = "proxy_refused"      // the configured proxy did not let us through
	TLSUntrusted      = "tls_untrusted"      // a certificate that nobody we trust has signed, or for another name
	TLSClock          = "tls_clock"          // a certificate of another time: most likely our clock is wrong
	TLSFailed         = "tls_failed"         // not TLS, or no common version
	AnswerTimeout     = "answer_timeout"     // sent, and nothing came back in time
	AnswerLost        = "answer_lost"        // sent, and the connection broke
	AnswerUnreadable  = "answer_unreadable"  // sent, and what came back is no bounded HTTP
)

// notSent makes the error of a request of which no byte was handed to a socket.
func notSent(err error) *Error {
	reason := payment.Reason{Code: connectReason(err), Action: payment.ActCheckNetwork}
	switch reason.Code {
	case TLSUntrusted, TLSClock, TLSFailed, ProxyRefused:
		reason.Action = payment.ActTechnician
	}
	return &Error{Reason: reason, Err: err}
}

// lost makes the error of a request that was sent and whose answer did not come.
func lost(err error) *Error {
	reason := payment.Reason{Code: AnswerLost}
	switch {
	case isTimeout(err):
		reason.Code = AnswerTimeout
	case errors.Is(err, ErrNotHTTP), errors.Is(err, ErrTooLarge):
		reason.Code = AnswerUnreadable
	}
	return &Error{Sent: true, Reason: reason, Err: err}
}

func connectReason(err error) string {
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return nameReason(name)
	}
	switch {
	case errors.Is(err, ErrProxy):
		return ProxyRefused
	case isTimeout(err):
		return ConnectTimeout
	case isHandshake(err):
		return handshakeReason(err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ConnectionRefused
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETDOWN),
		errors.Is(err, syscall.EADDRNOTAVAIL):
		return NoNetwork
	}
	return ConnectFailed
}

// nameReason tells a name that does not exist from name servers that cannot be reached: the second is what an unplugged cable
// looks like.
func nameReason(err *net.DNSError) string {
	if err.IsNotFound {
		return NameNotFound
	}
	return NoNetwork
}

func handshakeReason(err error) string {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return TLSClock
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return TLSUntrusted
	}
	if alert, ok := errors.AsType[*net.OpError](err); ok && (alert.Op == "remote error" || alert.Op == "local error") {
		return TLSFailed // crypto/tls wraps alerts so
	}
	if isBroken(err) {
		return ConnectFailed
	}
	return TLSFailed
}

func isHandshake(err error) bool {
	_, ok := errors.AsType[handshakeError](err)
	return ok
}

func isTimeout(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// isBroken reports whether err is the connection's end rather than something that was said on it.
func isBroken(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || isNetwork(err)
}

func isNetwork(err error) bool {
	_, ok := errors.AsType[net.Error](err)
	return ok || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}
