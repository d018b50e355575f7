package admin

import "strings"

// Routes lists method and path of everything that is served, as the OpenAPI document writes paths.
func Routes() []string {
	var all []string
	for _, r := range (&Server{}).routes() {
		all = append(all, r.method+" "+strings.TrimSuffix(r.path, "{$}"))
	}
	return all
}

// The bounds that tests run into.
const (
	MaxStreams = maxStreams
	MaxWaiting = maxWaiting
	MaxConns   = maxConns
)

// MayUser reports whether a process of this user may speak.
func (l *SocketListener) MayUser(uid uint32) bool { return l.mayUser(uid) }
