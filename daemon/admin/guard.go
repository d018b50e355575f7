package admin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"posd/daemon/staff"
)

// policyOfPage lets the page load its own style and script, ask its own origin, and nothing else.
const policyOfPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets through what a request over TCP may do. The order matters: nothing is told to whom the Host does not name us, and
// a write from another origin is refused before anybody asks for its token.
func (s *Server) guard(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		who, err := s.admit(origins, r)
		if err != nil {
			if err.status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", challenge(r))
			}
			s.fail(w, r, err)
			return
		}
		s.pass(w, who.in(r), next)
	})
}

// pass takes the whole body in before the request counts as work: until then its connection may be closed for another's sake.
func (s *Server) pass(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		s.fail(w, r, bodyFault(err))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if conn, ok := r.Context().Value(connKey{}).(net.Conn); ok {
		s.conns.work(conn)
	}
	next.ServeHTTP(w, r)
}

func bodyFault(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "too_large", "at most "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes")
	}
	return refuse(http.StatusBadRequest, "json", "the body ends too early")
}

func (s *Server) admit(origins *http.CrossOriginProtection, r *http.Request) (actor, *refusal) {
	if !s.ours(r) {
		return actor{}, refuse(http.StatusMisdirectedRequest, "host", "")
	}
	if err := origins.Check(r); err != nil {
		return actor{}, refuse(http.StatusForbidden, "origin", "")
	}
	who, err := s.identify(r)
	if err != nil {
		return who, err
	}
	if r.Method == http.MethodPost && !isJSON(r) {
		return who, refuse(http.StatusUnsupportedMediaType, "content_type", "")
	}
	return who, nil
}

// ours reports whether the request's Host is one of ours: a loopback name or address, the address that was connected to, or a
// configured name. The port is not looked at, because behind an SSH tunnel it is another; a name that an attacker resolves to
// this machine is refused, whatever its port.
func (s *Server) ours(r *http.Request) bool {
	host := hostOf(r.Host)
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback() || addr.Unmap() == localAddr(r)
	}
	host = strings.TrimSuffix(host, ".")
	return host == "localhost" || slices.ContainsFunc(s.parts.Hosts, func(name string) bool {
		return strings.EqualFold(strings.TrimSuffix(name, "."), host)
	})
}

// hostOf strips the port and the brackets of an IPv6 address.
func hostOf(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// localAddr returns the address that the client connected to.
func localAddr(r *http.Request) netip.Addr {
	tcp, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}

// knows reports whether the request carries the token: as a bearer token, or as the password that a browser asks for.
func (s *Server) knows(r *http.Request) bool {
	if _, password, ok := r.BasicAuth(); ok {
		return s.parts.Token.is(password)
	}
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && s.parts.Token.is(secret)
}

// challenge makes a browser ask for the token where a person looks at the page, and nowhere else.
func challenge(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		return `Bearer realm="posd"`
	}
	return `Basic realm="posd: any user name and the token as password, or an operator's number and PIN", charset="UTF-8"`
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

func harden(h http.Header) {
	h.Set("Content-Security-Policy", policyOfPage)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

type socketKey struct{}

// socketGuard bounds what comes through the unix socket. A body, if there is one, must be JSON here too.
func (s *Server) socketGuard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		if r.Method == http.MethodPost && r.ContentLength != 0 && !isJSON(r) {
			s.fail(w, r, refuse(http.StatusUnsupportedMediaType, "content_type", ""))
			return
		}
		who := actor{role: staff.Admin, socket: true}
		s.pass(w, who.in(r.WithContext(context.WithValue(r.Context(), socketKey{}, true))), next)
	})
}

// sourceOf tells who asks: the commands over the socket, our own page, or a till.
func sourceOf(r *http.Request) string {
	switch {
	case r.Context().Value(socketKey{}) != nil:
		return "cli"
	case r.Header.Get("Sec-Fetch-Site") == "same-origin":
		return "page"
	default:
		return "api"
	}
}
