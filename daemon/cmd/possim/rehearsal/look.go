package rehearsal

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posd/daemon/cmd/possim/counter"
)

// look prints what the sale left in each place and holds it against what must be there.
func (r *rehearsal) look(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, lookWithin)
	defer stop()
	r.display()
	r.papers()
	r.timeline(ctx)
	r.journal()
	r.books(ctx)
	r.violations()
	if running, err := r.counter.Posd().Running(); !running {
		r.heading(fmt.Sprintf("posd has ended (%v); the last of its log", err))
		r.print(r.counter.Posd().Log())
	}
}

func (r *rehearsal) print(lines []string) {
	for _, line := range lines {
		fmt.Fprintln(r.out, "  | "+line)
	}
}

// display holds what the customer saw: each screen in the order in which they came.
func (r *rehearsal) display() {
	r.heading("Customer display")
	var shown strings.Builder
	for _, s := range r.counter.Pole.Screens() {
		fmt.Fprintf(r.out, "  | %s\n  | %s\n\n", s[0], s[1])
		fmt.Fprintln(&shown, s)
	}
	for _, title := range []string{
		"请出示付款码", "Pay code", "等待用户确认支付", "Confirm", "支付成功", "Paid", "退款成功", "Refunded", yuan(price),
	} {
		r.expect(strings.Contains(shown.String(), title), "the customer display shows %q", title)
	}
}

// papers holds what came out of the printer.
func (r *rehearsal) papers() {
	for _, p := range r.counter.Printer.Papers() {
		r.heading(fmt.Sprintf("Paper %d: %s", p.Number(), p.End()))
		r.print(p.Lines())
	}
	r.onPaper("receipt", r.payment.Number, price)
	r.onPaper("refund slip", r.refund.Number, back)
	r.expect(len(r.counter.Printer.Papers()) == 2, "there is one receipt and one slip, and no third paper")
}

func (r *rehearsal) onPaper(what, number string, fen int64) {
	paper, ok := r.paper(number)
	if r.expect(ok && number != "", "a %s was printed", what); !ok {
		return
	}
	text := strings.Join(paper.Lines(), "\n")
	for _, part := range []string{r.payment.ID, number, yuan(fen)} {
		r.expect(strings.Contains(text, part), "the %s holds %s", what, part)
	}
}

func (r *rehearsal) timeline(ctx context.Context) {
	r.heading("Timeline of the payment")
	steps, err := r.till.Timeline(ctx, r.payment.ID)
	r.expect(err == nil, "the timeline can be read: %v", err)
	var kinds []string
	for _, s := range steps {
		fmt.Fprintf(r.out, "  %4d  %s  %-16s %s\n", s.Seq, s.At.Local().Format("15:04:05.000"), s.Kind, s.State)
		kinds = append(kinds, s.Kind)
	}
	for _, kind := range []string{"created", "sending", "confirming", "paid", "refunded"} {
		r.expect(slices.Contains(kinds, kind), "the timeline holds %q", kind)
	}
}

// journal lets posd's own command read the journal while the daemon runs.
func (r *rehearsal) journal() {
	r.heading("posd journal list")
	text, err := r.counter.Posd().Command("journal", "list").CombinedOutput()
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	r.print(lines)
	r.expect(err == nil, "posd journal list works beside the daemon: %v", err)
	of := func(key string) bool {
		return slices.ContainsFunc(lines, func(line string) bool { return slices.Contains(strings.Fields(line), key) })
	}
	r.expect(of(r.payment.ID), "the journal holds the payment")
	r.expect(of(r.refund.Number), "the journal holds the refund's slip")
	text, err = r.counter.Posd().Command("journal", "check").CombinedOutput()
	fmt.Fprintf(r.out, "posd journal check: %s", text)
	r.expect(err == nil, "posd journal check finds nothing: %v", err)
}

// books holds posd's journal against the books of the simulated Alipay.
func (r *rehearsal) books(ctx context.Context) {
	r.heading("Books of the simulated Alipay")
	audit := r.counter.Alipay.Ledger().Audit()
	for _, t := range r.counter.Alipay.Ledger().Trades() {
		fmt.Fprintf(r.out, "  %s  %s  charged %s, refunded %s, net %s\n", t.Number, t.Status, yuan(t.Charged), yuan(t.Refunded), yuan(t.Net()))
	}
	trade, _ := r.counter.Alipay.Ledger().Trade(r.payment.Number)
	r.expect(trade.Charged == price && trade.Charges == 1, "Alipay charged %s once", yuan(price))
	r.expect(trade.Refunded == back, "Alipay gave back %s", yuan(back))
	r.expect(audit.Clean() && audit.Trades == 1, "the audit of the books is clean: %+v", audit)
	sums, err := r.till.Totals(ctx)
	r.expect(err == nil, "posd tells today's totals: %v", err)
	net := netOf(sums)
	fmt.Fprintf(r.out, "  net of the books %s, of posd's journal %s\n", yuan(audit.Net[counter.Currency]), yuan(net))
	r.expect(net == audit.Net[counter.Currency] && net == price-back, "journal and books agree on %s", yuan(price-back))
}

func netOf(sums []counter.Sum) int64 {
	for _, s := range sums {
		if s.Currency == counter.Currency {
			net, _ := strconv.ParseInt(s.Net.Value, 10, 64) // what is no number is no agreement
			return net
		}
	}
	return 0
}

// violations holds what a real printer, display or gateway would not have taken.
func (r *rehearsal) violations() {
	for _, v := range r.counter.Printer.Violations() {
		r.expect(false, "the printer takes everything: %s", v)
	}
	for _, v := range r.counter.Pole.Violations() {
		r.expect(false, "the customer display takes everything: %s", v)
	}
	for _, e := range r.counter.Alipay.Violations() {
		r.expect(false, "the gateway takes everything: %s %s", e.Call, e.Note)
	}
	r.expect(true, "nothing was sent that a real device or gateway would refuse")
}
