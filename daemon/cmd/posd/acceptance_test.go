package main_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/daemon/cmd/possim/counter"
)

// acceptance are the cases that Alipay runs itself before a terminal goes live: "iValidate" (global.alipay.com/docs/ac/tool/ivalidate,
// barcode payment) and the production test cases of User-presented Mode Payment. Their numbers here are those of our list of facts.
var acceptance = []struct {
	name string
	play func(x *terminal)
}{
	{"01_direct_payment", directPayment},
	{"02_code_of_24_digits", codesOf24Digits},
	{"03_password_asked", passwordAsked},
	{"04_buyer_never_confirms", neverConfirmed},
	{"05_pay_unknown", payUnknown},
	{"06_network_lost_during_pay", networkLost},
	{"07_full_refund", fullRefund},
	{"08_partial_refunds", partialRefunds},
	{"09_cancel", cancelled},
	{"10_mock_amounts", mockAmounts},
}

var everyCase = flag.Bool("acceptance.all", false, "play every acceptance case for every family")

// TestAcceptance plays them with the real binary, one sale after another on a terminal for each family. The first family goes through
// all of them, the others share them, unless -acceptance.all wants every case of every family: then also through the real posrelay,
// with certificates on both sides.
func TestAcceptance(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("four terminals take a while where they are emulated")
	}
	// A sale and a refund through a relay are in posrelay's own test; all cases take a posrelay, which is slow to link.
	families := slices.DeleteFunc(counter.Families(), func(name string) bool { return name == counter.FamilyAcquirer && !*everyCase })
	for n, family := range families {
		t.Run(family, func(t *testing.T) {
			t.Parallel()
			x := newTerminalOf(t, family, impatient)
			x.start()
			for i, c := range acceptance {
				if n > 0 && !*everyCase && (i+n)%len(families) != 0 {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					y := *x
					y.t = t
					c.play(&y)
				})
			}
		})
	}
}

// impatient is quick, with calls that end after a second.
func impatient(toml string) string {
	return strings.Replace(quick(toml), "[gateway]", "[gateway]\ncall_timeout = \"1s\"", 1)
}

// charge asks for an amount and shows the scanner a code.
func (x *terminal) charge(fen int64, code string) counter.Payment {
	x.t.Helper()
	x.await("free", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && !till.Active && till.Ready
	})
	p, err := x.api.Sell(x.ctx, fen, "coffee", "", "")
	if err != nil {
		x.t.Fatal(err)
	}
	x.await("armed", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && till.Armed
	})
	if err := x.Scan(code); err != nil {
		x.t.Fatal(err)
	}
	return p
}

// mint returns a code that plays a scenario.
func (x *terminal) mint(scenario string) string {
	x.t.Helper()
	code, err := x.Alipay.Mint(scenario, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return code
}

// accepted waits until a sale is paid, and holds display, paper and books against it.
func (x *terminal) accepted(p counter.Payment, fen int64) counter.Payment {
	x.t.Helper()
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.shown("支付成功")
	x.oneReceipt(p)
	paper := x.slip(p.Number)
	for _, text := range []string{"Alipay+", "Payment receipt", decimal(fen) + " CNY", p.ID} {
		if !strings.Contains(paper, text) {
			x.t.Errorf("the receipt does not say %q:\n%s", text, paper)
		}
	}
	x.books(p, fen)
	return p
}

// notPaid waits until a sale has ended without money, and that it was said.
func (x *terminal) notPaid(p counter.Payment) {
	x.t.Helper()
	p = x.state(p.ID, "cancelled")
	x.shown("未支付")
	if n := x.slips(p.Number); n != 0 {
		x.t.Errorf("%d receipts of a sale that was not paid", n)
	}
	x.books(p, 0)
}

// shown waits until the customer display has said a text.
func (x *terminal) shown(text string) {
	x.t.Helper()
	x.await("saying "+text, func() bool {
		for _, screen := range x.Pole.Screens() {
			if strings.Contains(strings.Join(screen[:], " "), text) {
				return true
			}
		}
		return false
	})
}

// slip returns the paper that holds a text.
func (x *terminal) slip(text string) string {
	x.t.Helper()
	for _, paper := range x.Printer.Papers() {
		if strings.Contains(paper.Text(), text) {
			return paper.Text()
		}
	}
	x.t.Fatalf("no paper holds %s", text)
	return ""
}

func decimal(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func directPayment(x *terminal) { x.accepted(x.charge(1250, x.mint("paid")), 1250) }

// codesOf24Digits: one of each prefix, read by the counter's own scanner.
func codesOf24Digits(x *terminal) {
	for prefix := 25; prefix <= 30; prefix++ {
		code := x.mint("paid")
		x.accepted(x.charge(int64(100*prefix), fmt.Sprintf("%d%s%06d", prefix, code[2:], prefix)), int64(100*prefix))
	}
}

// passwordAsked: above 1,000 yuan the buyer types a password while the terminal asks again and again.
func passwordAsked(x *terminal) {
	p := x.charge(100_100, x.mint("confirm_queries"))
	x.state(p.ID, "confirming")
	x.shown("等待用户确认支付")
	x.accepted(p, 100_100)
}

func neverConfirmed(x *terminal) {
	p := x.charge(1250, x.mint("confirm_never"))
	x.state(p.ID, "confirming")
	x.notPaid(p)
}

func payUnknown(x *terminal) { x.accepted(x.charge(1250, x.mint("charged_system_error")), 1250) }

func networkLost(x *terminal) {
	x.accepted(x.charge(1250, x.mint("charged_lost")), 1250)
	x.accepted(x.charge(1250, x.mint("answer_hangs")), 1250)
}

// TestABillIsFetched from the simulated open platform by the real binary: of yesterday, before the terminal was there, it holds nothing;
// today's is not made yet; other families hand out none.
func TestABillIsFetched(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two terminals take a while where they are emulated")
	}
	zone := time.FixedZone("UTC+8", 8*60*60)
	fetch := func(x *terminal, day time.Time) (string, error) {
		out, err := x.Posd().Command("reconcile", "fetch", day.In(zone).Format(time.DateOnly)).CombinedOutput()
		return string(out), err
	}
	x := newTerminalOf(t, "openapi", func(toml string) string {
		return strings.Replace(toml, "[gateway]", "[gateway]\nfetch_bills = true", 1)
	})
	x.start()
	if out, err := fetch(x, time.Now().AddDate(0, 0, -2)); err != nil || !strings.Contains(out, "alipay-") {
		t.Errorf("of the day before yesterday: %v\n%s", err, out)
	}
	if out, err := fetch(x, time.Now()); err == nil || !strings.Contains(out, "nine in the morning") {
		t.Errorf("today's: %v\n%s", err, out)
	}
	y := newTerminal(t, nil)
	y.start()
	if out, err := fetch(y, time.Now()); err == nil || !strings.Contains(out, "cannot be fetched") {
		t.Errorf("another family's: %v\n%s", err, out)
	}
}

// refunded gives money back of the sale whose number a receipt shows, and holds the slip and the books against it.
func (x *terminal) refunded(p counter.Payment, fen, left int64) {
	x.t.Helper()
	r, err := x.api.Refund(x.ctx, p.ID, fen, "cold", patience/2)
	if err != nil || r.State != "done" {
		x.t.Fatalf("the refund: %+v, %v", r, err)
	}
	x.await("slip printed", func() bool {
		jobs, err := x.api.Receipts(x.ctx)
		return err == nil && slices.ContainsFunc(jobs, func(j counter.Receipt) bool { return j.Refund == r.Number && j.State == "printed" })
	})
	if n := x.slips(r.Number); n != 1 {
		x.t.Errorf("%d slips for one refund", n)
	}
	back := fen
	if back == 0 {
		back = 1250
	}
	if paper := x.slip(r.Number); !strings.Contains(paper, decimal(back)+" CNY") || !strings.Contains(paper, p.ID) {
		x.t.Errorf("the slip:\n%s", paper)
	}
	x.books(p, left)
}

// fullRefund begins with what the customer brings: the receipt.
func fullRefund(x *terminal) {
	p := x.accepted(x.charge(1250, x.mint("paid")), 1250)
	_, after, ok := strings.Cut(x.slip(p.Number), "Order:")
	if fields := strings.Fields(after); !ok || len(fields) == 0 || fields[0] != p.ID {
		x.t.Fatalf("the receipt shows no order number %s", p.ID)
	}
	x.refunded(p, 0, 0)
	if p = x.state(p.ID, "refunded"); p.Refundable.Value != "0" {
		x.t.Errorf("%s can still be refunded", p.Refundable.Value)
	}
}

func partialRefunds(x *terminal) {
	p := x.accepted(x.charge(1250, x.mint("paid")), 1250)
	x.refunded(p, 1000, 250)
	x.refunded(p, 200, 50)
	x.refunded(p, 50, 0)
	x.state(p.ID, "refunded")
}

// cancelled: the cashier presses Stop while the buyer still thinks.
func cancelled(x *terminal) {
	p := x.charge(1250, x.mint("confirm_never"))
	x.state(p.ID, "confirming")
	if _, err := x.api.Stop(x.ctx, p.ID); err != nil {
		x.t.Fatal(err)
	}
	x.notPaid(p)
}

// mockAmounts are those of the official sandbox: pay unknown, pay timed out, inquiry unknown, inquiry timed out.
func mockAmounts(x *terminal) {
	for fen := int64(9901); fen <= 9904; fen++ {
		x.accepted(x.charge(fen, x.mint("paid")), fen)
	}
}
