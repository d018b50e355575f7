package alipaytest

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// doorstep takes notifications in the merchant's place, and answers each with the next of its answers.
type doorstep struct {
	mu      sync.Mutex
	answers []string
	bodies  []string
	at      []time.Time
}

func (d *doorstep) RoundTrip(q *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bodies, d.at = append(d.bodies, string(body)), append(d.at, time.Now())
	answer := d.answers[min(len(d.bodies), len(d.answers))-1]
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

// tellerOf returns a front that tells.
func tellerOf(t *testing.T, a *Alipay) teller {
	t.Helper()
	f, err := newFront(a)
	if err != nil {
		t.Fatal(err)
	}
	tells, ok := f.(teller)
	if !ok {
		t.Fatalf("%s tells nothing", a.opts.Family)
	}
	return tells
}

// TestWhatIsTold: an open platform's shop hears of a trade once it is paid, until it says success and nothing else; of a trade that
// nobody pays it hears nothing; and nothing is told where no address was named.
func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		door := &doorstep{answers: []string{"success\n", "ok", "success"}}
		a, err := New(Opts{Family: FamilyOpenAPI, ClientID: "1", Notify: door, Identity: testKeys(t).identity})
		if err != nil {
			t.Fatal(err)
		}
		f := tellerOf(t, a)
		began := time.Now()
		for number, buyer := range map[string]Buyer{
			"paid": {Confirm: ConfirmTime, After: 7 * time.Second}, "never": {Confirm: ConfirmNever}, "untold": {},
		} {
			if _, err := a.Ledger().Pay(Order{Number: number, Amount: Money{"CNY", 1250}, Code: "28" + strings.Repeat(number[:1], 16), Buyer: buyer}); err != nil {
				t.Fatal(err)
			}
			if number != "untold" {
				a.follow(f, "https://shop.test/notify", number)
				a.follow(f, "https://shop.test/notify", number) // a repeated pay tells nothing twice
			}
		}
		time.Sleep(25 * time.Hour)
		synctest.Wait()
		var after []time.Duration
		for i, at := range door.at {
			after = append(after, at.Sub(began))
			if !strings.Contains(door.bodies[i], "out_trade_no=paid&") || !strings.Contains(door.bodies[i], "trade_status=TRADE_SUCCESS") {
				t.Error(door.bodies[i])
			}
		}
		want := []time.Duration{7 * time.Second, 4*time.Minute + 7*time.Second, 14*time.Minute + 7*time.Second}
		if !slices.Equal(after, want) {
			t.Errorf("told after %v, not %v", after, want)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestAShopThatNeverAnswers is told eight times within 26 hours, and no more.
func TestAShopThatNeverAnswers(t *testing.T) {
	t.Parallel()
	for _, family := range Families() {
		synctest.Test(t, func(t *testing.T) {
			door := &doorstep{answers: []string{"<html>"}}
			opts := Opts{Family: family, ClientID: "C1", MerchantID: "2088000000000001", Notify: door, Identity: testKeys(t).identity}
			a, err := New(opts)
			if err != nil {
				t.Fatal(err)
			}
			f := tellerOf(t, a)
			if _, err := a.Ledger().Pay(Order{Number: "n", Amount: Money{"CNY", 1}, Code: "281111111111111111"}); err != nil {
				t.Fatal(err)
			}
			a.follow(f, "https://shop.test/notify", "n")
			time.Sleep(100 * time.Hour)
			if len(door.at) != 8 || door.at[7].Sub(door.at[0]) > 26*time.Hour {
				t.Errorf("%s: %v", family, door.at)
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
