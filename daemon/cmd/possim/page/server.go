package page

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"path"
	"time"

	"posd/daemon/cmd/possim/counter"
)

//go:embed static
var files embed.FS

// What a client may cost.
const (
	maxBody     = 4 << 10 // bytes of a request's body
	maxHeader   = 16 << 10
	maxViewers  = 16
	actWithin   = 15 * time.Second // one act
	writeWithin = 10 * time.Second // one answer, or one event
	readWithin  = 5 * time.Second
	pingAfter   = 15 * time.Second // of silence on an event stream
)

// Server is the page of one counter. It is safe for concurrent use.
type Server struct {
	counter *counter.Counter
	till    *counter.Client
	wallet  *wallet
	faults  []fault
	live    *live
	index   []byte
	poked   chan struct{}
	viewers chan struct{} // slots
}

// New returns the page of c.
func New(c *counter.Counter) (*Server, error) {
	index, err := renderIndex(c)
	if err != nil {
		return nil, err
	}
	s := &Server{
		counter: c, till: c.Client(), wallet: &wallet{alipay: c.Alipay}, faults: faults(c), live: newLive(), index: index,
		poked: make(chan struct{}, 1), viewers: make(chan struct{}, maxViewers),
	}
	_, err = s.wallet.show(firstScenario, 0)
	return s, err
}

// Serve answers on l and keeps the page's state up to date until ctx ends, then closes l.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	updated := make(chan struct{})
	go func() {
		defer close(updated)
		s.update(ctx)
	}()
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: readWithin, ReadTimeout: readWithin, WriteTimeout: actWithin + writeWithin,
		IdleTimeout: time.Minute, MaxHeaderBytes: maxHeader, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody is left to be told
	defer stop()
	err := server.Serve(l)
	if ctx.Err() != nil && errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	end()
	<-updated
	return err
}

// Handler returns everything that the page is made of, behind the guard.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.serveIndex)
	mux.HandleFunc("GET /static/{file}", serveStatic)
	mux.HandleFunc("GET /state", s.serveState)
	mux.HandleFunc("GET /events", s.serveEvents)
	mux.HandleFunc("GET /display.png", s.serveDisplay)
	mux.HandleFunc("GET /paper/{number}", s.servePaper)
	mux.HandleFunc("GET /code/{kind}", serveCode)
	mux.HandleFunc("POST /act/{name}", s.serveAct)
	return guard(mux)
}

func (s *Server) serveIndex(w http.ResponseWriter, _ *http.Request) {
	send(w, "text/html; charset=utf-8", s.index)
}

// kinds are the files that the page loads.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	content, err := files.ReadFile("static/" + name)
	if kinds[path.Ext(name)] == "" || err != nil {
		http.NotFound(w, r)
		return
	}
	send(w, kinds[path.Ext(name)], content)
}

func (s *Server) serveState(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, s.look(r.Context()))
}

func send(w http.ResponseWriter, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(content) //nolint:gosec // our own files and pictures, under their own content types
}

func answer(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that left needs no answer
}
