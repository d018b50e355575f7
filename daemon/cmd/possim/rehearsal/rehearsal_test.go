package rehearsal_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/posdtest"
	"posd/daemon/cmd/possim/rehearsal"
)

func TestMain(m *testing.M) {
	posdtest.Main()
	m.Run()
}

// play rehearses with a posd that sells nothing.
func play(t *testing.T, opts counter.Opts) (told string, err error) {
	t.Helper()
	opts.Dir, opts.Posd = posdtest.Dir(t), os.Args[0]
	c, err := counter.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out bytes.Buffer
	err = rehearsal.Run(t.Context(), c, &out)
	return out.String(), err
}

func TestEveryMissingPartIsNamed(t *testing.T) {
	t.Parallel()
	told, err := play(t, counter.Opts{})
	if !errors.Is(err, rehearsal.ErrMissing) {
		t.Fatalf("it passed: %v\n%s", err, told)
	}
	for _, part := range []string{
		"every act comes to its end: the payment is refused", `the customer display shows "支付成功"`, "a receipt was printed",
		"a refund slip was printed", `the timeline holds "paid"`, "the journal holds the refund's slip", "Alipay charged 12.50 once",
		"journal and books agree on 7.50",
	} {
		if !strings.Contains(told, "MISSING: "+part) {
			t.Errorf("it does not miss that %s:\n%s", part, told)
		}
	}
	if strings.Contains(told, "MISSING: posd journal list works") || strings.Contains(told, "MISSING: posd ends in order") {
		t.Errorf("it misses what was there:\n%s", told)
	}
}

func TestPosdThatEndsAtOnceIsToldOfAtOnce(t *testing.T) {
	t.Parallel()
	told, err := play(t, counter.Opts{Change: func(string) string { return "" }})
	if !errors.Is(err, rehearsal.ErrMissing) {
		t.Fatalf("it passed: %v", err)
	}
	for _, part := range []string{"posd has ended", "exit status 78", "posd: error: no admin.listen"} {
		if !strings.Contains(told, part) {
			t.Errorf("it does not tell %q:\n%s", part, told)
		}
	}
}
