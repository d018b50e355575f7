package command

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"posd/configs/words"
	"posd/printer"
)

// reportJSON is the part of the API's report that the command prints.
type reportJSON struct {
	Kind      string    `json:"kind"`
	Number    int       `json:"number"`
	Day       string    `json:"day"`
	Since     *string   `json:"since"`
	At        string    `json:"at"`
	From      uint64    `json:"from"`
	To        uint64    `json:"to"`
	Head      string    `json:"head"`
	Open      int       `json:"open"`
	Shift     int       `json:"shift"`
	Sums      []sumJSON `json:"sums"`
	Tally     tallyJSON `json:"tally"`
	Operators []struct {
		Operator string    `json:"operator"`
		Sums     []sumJSON `json:"sums"`
		Tally    tallyJSON `json:"tally"`
	} `json:"operators"`
	Receipt *struct {
		ID    string `json:"id"`
		State string `json:"state"`
	} `json:"receipt"`
}

type tallyJSON struct {
	NotPaid  int `json:"not_paid"`
	Returned int `json:"returned"`
	NoSales  int `json:"no_sales"`
}

type sumJSON struct {
	Currency     string     `json:"currency"`
	Sales        int        `json:"sales"`
	SalesAmount  amountJSON `json:"sales_amount"`
	Refunds      int        `json:"refunds"`
	RefundAmount amountJSON `json:"refund_amount"`
	Net          amountJSON `json:"net"`
}

// report makes an X or a Z report, copies a Z report, or sums a business day up: posd report x|z|day.
func report(ctx context.Context, inv *invocation) error {
	paper := inv.flags.Bool("print", false, inv.words("command.flag_print_x"))
	shift := inv.flags.Bool("shift", false, inv.words("command.flag_shift"))
	day := inv.flags.String("day", "", inv.words("command.flag_report_day"))
	number := inv.flags.Int("copy", 0, inv.words("command.flag_copy"))
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	kind := args[0]
	foreign := *day != "" && kind != "day" || *number > 0 && kind != "z" || *shift && kind != "x"
	if !slices.Contains([]string{"x", "z", "day"}, kind) || *number < 0 || foreign {
		return inv.misuse(say("command.report_what"))
	}
	path, body := "/api/v1/reports", map[string]any{"kind": kind, "print": *paper, "shift": *shift, "operator": "cli"}
	if *day != "" {
		body["day"] = *day
	}
	if *number > 0 {
		path, body = path+"/"+strconv.Itoa(*number)+"/copy", map[string]any{"operator": "cli"}
	}
	return inv.makeReport(ctx, path, body)
}

// makeReport asks for a report, and prints it.
func (inv *invocation) makeReport(ctx context.Context, path string, body map[string]any) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var raw reportJSON
	if err := c.call(ctx, http.MethodPost, path, nil, body, &raw); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(raw)
	}
	inv.printReport(raw)
	return nil
}

func (inv *invocation) printReport(r reportJSON) {
	title := inv.words("printer.title_x")
	if r.From == 0 {
		title = inv.words("printer.title_day")
	}
	if r.Number > 0 {
		title = fmt.Sprintf("%s %06d", inv.words("printer.title_z"), r.Number)
	}
	fmt.Fprintln(inv.Stdout, title)
	inv.pair("printer.business_day", r.Day)
	if r.Since != nil {
		inv.pair("printer.since", *r.Since)
	}
	if r.Shift > 0 {
		inv.pair("printer.shift", strconv.Itoa(r.Shift))
	}
	inv.printSums(r.Sums)
	inv.printTally(r.Tally)
	for _, o := range r.Operators {
		name := o.Operator
		if name == "" {
			name = inv.words("printer.no_operator")
		}
		fmt.Fprintln(inv.Stdout, inv.words("printer.cashier"), name)
		inv.printSums(o.Sums)
		inv.printTally(o.Tally)
	}
	inv.pair("printer.open_payments", strconv.Itoa(r.Open))
	if r.From == 0 {
		return
	}
	inv.pair("printer.journal_range", fmt.Sprintf("%d-%d", r.From, r.To))
	if r.Head != "" {
		inv.pair("printer.journal_head", r.Head)
	}
}

func (inv *invocation) printSums(sums []sumJSON) {
	if len(sums) == 0 {
		inv.pair("printer.sales", "0")
	}
	for _, s := range sums {
		inv.pair("printer.sales", fmt.Sprintf("%d  %s", s.Sales, s.SalesAmount))
		inv.pair("printer.refunds", fmt.Sprintf("%d  %s", s.Refunds, s.RefundAmount))
		inv.pair("printer.net", s.Net.String())
	}
}

// printTally prints what left no money, where there was such.
func (inv *invocation) printTally(t tallyJSON) {
	for _, row := range []struct {
		key words.Key
		n   int
	}{{"printer.not_paid_sales", t.NotPaid}, {"printer.returned_late", t.Returned}, {"printer.no_sales", t.NoSales}} {
		if row.n > 0 {
			inv.pair(row.key, strconv.Itoa(row.n))
		}
	}
}

// reportColumn is the width of the column of names, in cells.
const reportColumn = 18

func (inv *invocation) pair(key words.Key, value string) {
	name := inv.words(key)
	if printer.Width(name, false) >= reportColumn {
		name += " "
	}
	fmt.Fprintf(inv.Stdout, "%s%s\n", pad(name, reportColumn), value)
}
