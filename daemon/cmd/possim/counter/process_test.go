package counter_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/posdtest"
)

// shared is a buffer that a process's log may be written to.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start starts the stub and waits until it answers.
func start(t *testing.T, c *counter.Counter) {
	t.Helper()
	if err := c.Posd().Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Client().AwaitTill(within(t), func(counter.Till) bool { return true }); err != nil {
		t.Fatal(err)
	}
}

func TestPosdIsStartedStoppedAndKilled(t *testing.T) {
	t.Parallel()
	log := &shared{}
	c := open(t, counter.Opts{Log: log})
	posd := c.Posd()
	if running, _ := posd.Running(); running {
		t.Error("it runs before it is started")
	}
	<-posd.Ended()
	start(t, c)
	if err := posd.Start(); err != nil {
		t.Errorf("started twice: %v", err)
	}
	ended := posd.Ended()
	if err := posd.Kill(); err != nil {
		t.Errorf("Kill: %v", err)
	}
	<-ended
	if running, err := posd.Running(); running || err == nil {
		t.Errorf("after a kill: %t, %v", running, err)
	}
	start(t, c)
	if err := posd.Stop(); err != nil {
		t.Errorf("Stop: %v", err)
	}
	if running, err := posd.Running(); running || err != nil {
		t.Errorf("after a stop: %t, %v", running, err)
	}
	if err := errors.Join(posd.Stop(), posd.Kill()); err != nil {
		t.Errorf("stopping what does not run: %v", err)
	}
	if got := strings.Count(log.String(), "stub_started"); got != 2 {
		t.Errorf("the log tells of %d starts", got)
	}
	if lines := posd.Log(); len(lines) != 2 {
		t.Errorf("the end of the log: %q", lines)
	}
}

func TestPosdThatFailsIsToldOf(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{Change: func(string) string { return "" }})
	if err := c.Posd().Start(); err != nil {
		t.Fatal(err)
	}
	<-c.Posd().Ended()
	if _, err := c.Posd().Running(); err == nil || !strings.Contains(err.Error(), "78") {
		t.Errorf("it ended with %v", err)
	}
}

func TestPosdThatIsNotThere(t *testing.T) {
	t.Parallel()
	c, err := counter.Open(counter.Opts{Dir: posdtest.Dir(t), Posd: t.TempDir() + "/posd"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Posd().Start(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Start: %v", err)
	}
	if _, err := c.Client().Till(t.Context()); !errors.Is(err, counter.ErrNotAnswering) {
		t.Errorf("Till: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func TestClientSpeaksAsATillDoes(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	start(t, c)
	ctx, till := t.Context(), c.Client()
	p, err := till.Sell(ctx, 1250, "tea", "", "key-1")
	if err != nil || p.ID != posdtest.PaymentID || p.State != "created" {
		t.Errorf("Sell: %+v, %v", p, err)
	}
	_, err = till.Sell(ctx, 0, "nothing", "", "")
	no, ok := errors.AsType[*counter.Refusal](err)
	if !ok || no.Status != http.StatusUnprocessableEntity || no.Code != "amount" || no.Hint.En != "Above zero" {
		t.Errorf("selling nothing: %v", err)
	}
	if p, err = till.Await(ctx, p.ID); err != nil || p.State != "refused" {
		t.Errorf("Await: %+v, %v", p, err)
	}
	if r, err := till.Refund(ctx, p.ID, 100, "", 0); err != nil || r.State != "done" {
		t.Errorf("Refund: %+v, %v", r, err)
	}
	if steps, err := till.Timeline(ctx, p.ID); err != nil || len(steps) != 1 || steps[0].Kind != "created" {
		t.Errorf("Timeline: %+v, %v", steps, err)
	}
	if all, err := till.Payments(ctx, 5); err != nil || len(all) != 1 {
		t.Errorf("Payments: %+v, %v", all, err)
	}
	if all, err := till.Problems(ctx); err != nil || len(all) != 2 {
		t.Errorf("Problems: %+v, %v", all, err)
	}
	if _, err := till.Payment(ctx, "1"); err == nil {
		t.Error("an answer that is no JSON passed")
	}
}

func TestWhatPosdTellsRingsTheBell(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	ctx := within(t)
	told := make(chan struct{}, 1)
	start(t, c)
	go func() { _ = c.Client().Follow(ctx, func() { told <- struct{}{} }) }()
	select {
	case <-told:
	case <-ctx.Done():
		t.Error("no event came")
	}
}
