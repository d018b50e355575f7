package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
	"posd/daemon/health"
	"posd/drivers/scanner"
)

// listener is a client of the events.
type listener struct {
	*world

	events chan event
	leave  context.CancelFunc
	header http.Header
}

type event struct{ id, name, data string }

// listen connects to the events; header holds what the client sends beside the usual.
func (w *world) listen(path string, h http.Header) *listener {
	w.Helper()
	r := call{path: path, header: h}.request(w)
	ctx, leave := context.WithCancel(r.Context())
	pr, pw := io.Pipe()
	l := &listener{world: w, events: make(chan event, 1000), leave: leave, header: http.Header{}}
	go func() {
		w.server.Handler().ServeHTTP(&pipeWriter{w: pw, header: l.header}, r.WithContext(ctx))
		_ = pw.Close()
	}()
	go l.read(pr)
	w.Cleanup(leave)
	return l
}

// pipeWriter hands a streamed answer on as it is written.
type pipeWriter struct {
	w      io.Writer
	header http.Header
}

func (p *pipeWriter) Header() http.Header         { return p.header }
func (p *pipeWriter) Write(b []byte) (int, error) { return p.w.Write(b) }
func (p *pipeWriter) WriteHeader(int)             {}
func (p *pipeWriter) Flush()                      {}

// read parses the stream as the HTML standard says.
func (l *listener) read(r io.Reader) {
	defer close(l.events)
	var e event
	for lines := bufio.NewScanner(r); lines.Scan(); {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data += value
		case "":
			if e.data != "" {
				l.events <- e
			}
			e = event{}
		}
	}
}

// heard returns what came until everybody is at rest.
func (l *listener) heard() []event {
	l.Helper()
	synctest.Wait()
	var all []event
	for {
		select {
		case e, open := <-l.events:
			if !open {
				return all
			}
			all = append(all, e)
		default:
			return all
		}
	}
}

func ids(events []event, name string) []string {
	var all []string
	for _, e := range events {
		if e.name == name {
			all = append(all, e.id)
		}
	}
	return all
}

const eventsPath = "/api/v1/events"

// TestEventsTellASale from its beginning to paid, with health and till as they stand first.
func TestEventsTellASale(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.paid(5)
		synctest.Wait() // the answer may overtake the till, which goes back to idle
		l := w.listen(eventsPath, nil)
		first := l.heard()
		if len(first) != 2 || first[0].name != "health" || first[1].name != "till" || first[0].id+first[1].id != "" {
			t.Fatalf("began with %+v", first)
		}
		if kind := l.header.Get("Content-Type"); kind != "text/event-stream" {
			t.Errorf("content type is %q", kind)
		}
		w.do(post(payments, saleBody(100, "")))
		w.scans <- scanner.Scan{Text: goodCode}
		all := l.heard()
		if got := ids(all, "payment"); !slices.Equal(got, []string{"3", "4", "5"}) {
			t.Errorf("ids are %v", got)
		}
		if len(ids(all, "till")) == 0 {
			t.Error("the till said nothing")
		}
		var last sale
		for _, e := range all {
			if e.name == "payment" {
				if err := json.Unmarshal([]byte(e.data), &last); err != nil {
					t.Fatal(err)
				}
			}
		}
		if last.State != "paid" {
			t.Errorf("ended with %+v", last)
		}
		w.tracker.Set("scanner", health.Ill("unplugged"))
		w.server.HealthChanged()
		if got := l.heard(); len(got) != 1 || got[0].name != "health" || !strings.Contains(got[0].data, "unplugged") {
			t.Errorf("health told %+v", got)
		}
	})
}

// TestEventsResume misses nothing and tells nothing twice, also after a restart of posd.
func TestEventsResume(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path   string
		header http.Header
		want   []string
	}{
		"from a cursor":        {eventsPath, header("Last-Event-Id", "2"), []string{"3", "4"}},
		"from the address":     {eventsPath + "?after=3", nil, []string{"4"}},
		"the header goes over": {eventsPath + "?after=0", header("Last-Event-Id", "3"), []string{"4"}},
		"everything":           {eventsPath + "?after=0", nil, []string{"1", "2", "3", "4"}},
		"from the head":        {eventsPath, header("Last-Event-Id", "4"), nil},
		"from beyond":          {eventsPath, header("Last-Event-Id", "99"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, w *world) {
				w.paid(100)
				w.paid(200)
				w.down()
				w.start()
				if got := ids(w.listen(c.path, c.header).heard(), "payment"); !slices.Equal(got, c.want) {
					t.Errorf("got %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestEventsRefuseNonsense(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *testing.T, w *world) {
		w.refused(w.do(call{path: eventsPath, header: header("Last-Event-Id", "-1")}), http.StatusBadRequest, "query")
		w.refused(w.do(call{path: eventsPath + "?after=x"}), http.StatusBadRequest, "query")
	})
}

// TestManyEventsComeInOrder reads more records than one look into the journal brings.
func TestManyEventsComeInOrder(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		for fen := range 100 {
			w.paid(fen + 1)
		}
		got := ids(w.listen(eventsPath+"?after=0", nil).heard(), "payment")
		if len(got) != 200 || got[0] != "1" || got[199] != "200" {
			t.Errorf("%d events, %v", len(got), got)
		}
	})
}

// TestStreamsAreBounded refuses one too many, and has room again when one leaves.
func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		var all []*listener
		for range admin.MaxStreams {
			all = append(all, w.listen(eventsPath, nil))
		}
		synctest.Wait()
		w.refused(w.do(call{path: eventsPath}), http.StatusServiceUnavailable, "streams")
		all[0].leave()
		synctest.Wait()
		if got := w.listen(eventsPath, nil).heard(); len(got) != 2 {
			t.Errorf("got %+v", got)
		}
	})
}

// TestASilentStreamLives sends a comment now and then, by which both sides learn that the other is there.
func TestASilentStreamLives(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		r := call{path: eventsPath}.request(w)
		ctx, leave := context.WithCancel(r.Context())
		defer leave()
		pr, pw := io.Pipe()
		go w.server.Handler().ServeHTTP(&pipeWriter{w: pw, header: http.Header{}}, r.WithContext(ctx))
		lines := bufio.NewScanner(pr)
		alive := false
		for !alive && lines.Scan() {
			alive = lines.Text() == ":"
		}
		if !alive {
			t.Error("no comment came")
		}
		_ = pr.Close()
	})
}

// TestManyWaitersCostNobody holds as many requests as there is room for, and answers the rest at once.
func TestManyWaitersCostNobody(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := decode[sale](w, w.do(post(payments, saleBody(100, ""))), http.StatusCreated)
		done := make(chan time.Duration, 2*admin.MaxWaiting)
		began := time.Now()
		for range 2 * admin.MaxWaiting {
			go func() {
				w.serve(call{path: payments + "/" + string(s.ID) + "?wait=30"}.request(w))
				done <- time.Since(began)
			}()
		}
		synctest.Wait()
		if n := len(done); n != admin.MaxWaiting {
			t.Errorf("%d were answered at once, want %d", n, admin.MaxWaiting)
		}
		w.scans <- scanner.Scan{Text: goodCode}
		synctest.Wait()
		if n := len(done); n != 2*admin.MaxWaiting || time.Since(began) != 0 {
			t.Errorf("%d are answered after %s", n, time.Since(began))
		}
	})
}

func TestTheJournalIsRead(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.paid(100)
		w.paid(200)
		type list struct {
			Records []struct {
				Seq    int
				Stream string
				Body   struct{ ID string }
			}
			Head int
		}
		for query, want := range map[string][]int{
			"": {1, 2, 3, 4}, "?limit=2": {3, 4}, "?after=1&limit=2": {2, 3}, "?after=4": nil, "?after=0": {1, 2, 3, 4},
		} {
			got := decode[list](w, w.do(call{path: "/api/v1/journal" + query}), http.StatusOK)
			var seqs []int
			for _, r := range got.Records {
				seqs = append(seqs, r.Seq)
			}
			if !slices.Equal(seqs, want) || got.Head != 4 {
				t.Errorf("%q: got %v of %d, want %v", query, seqs, got.Head, want)
			}
		}
		one := decode[struct {
			Seq  int
			Hash string
		}](w, w.do(call{path: "/api/v1/journal/3"}), http.StatusOK)
		if one.Seq != 3 || len(one.Hash) != 64 {
			t.Errorf("got %+v", one)
		}
		for _, seq := range []string{"0", "5", "x", "-1"} {
			w.refused(w.do(call{path: "/api/v1/journal/" + seq}), http.StatusNotFound, "not_found")
		}
	})
}
