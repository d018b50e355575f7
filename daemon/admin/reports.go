package admin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"posd/daemon/book"
	"posd/daemon/staff"
	"posd/payment"
)

// Reports are the sums of what was sold, on the page and on paper.
type Reports interface {
	// Make returns the report since the last Z report. closes makes it a Z report, which is numbered and after which the next begins at
	// nothing; its slip is always owed. paper prints the slip of an X report.
	Make(ctx context.Context, closes, paper bool, operator string) (book.Report, ReceiptJob, error)
	// Day returns the sums of a business day, named like 2026-11-23; empty is the present one. The error of another is book.ErrDay.
	Day(ctx context.Context, day string, paper bool, operator string) (book.Report, ReceiptJob, error)
	// Copy prints a Z report once more. book.ErrNoReport says that there is none of that number.
	Copy(ctx context.Context, number int, operator string) (book.Report, ReceiptJob, error)
	// Shift returns the report since the open shift began, which closes nothing; staff.ErrShift says that none is open.
	Shift(ctx context.Context, paper bool, operator string) (book.Report, ReceiptJob, error)
	// HandOver gives the open shift to whoever proves to take it, and returns the one that has begun with the report of the one that
	// has ended; its ticket is owed.
	HandOver(ctx context.Context, p staff.Proof) (staff.Shift, book.Report, ReceiptJob, error)
}

type reportAskJSON struct {
	Kind     string `json:"kind"`
	Day      string `json:"day"`
	Print    bool   `json:"print"`
	Shift    bool   `json:"shift"`
	Operator string `json:"operator"`
	PIN      string `json:"pin"`
}

type reportJSON struct {
	Kind      string               `json:"kind"`
	Number    int                  `json:"number"`
	Day       string               `json:"day"`
	Since     *time.Time           `json:"since"`
	At        time.Time            `json:"at"`
	From      uint64               `json:"from"`
	To        uint64               `json:"to"`
	Head      string               `json:"head"`
	Open      int                  `json:"open"`
	Shift     int                  `json:"shift"`
	Sums      []sumJSON            `json:"sums"`
	Tally     tallyJSON            `json:"tally"`
	Operators []operatorReportJSON `json:"operators"`
	Receipt   *receiptJSON         `json:"receipt"`
}

type operatorReportJSON struct {
	Operator string    `json:"operator"`
	Sums     []sumJSON `json:"sums"`
	Tally    tallyJSON `json:"tally"`
}

// tallyJSON counts what left no money in the shop.
type tallyJSON struct {
	NotPaid  int `json:"not_paid"`
	Returned int `json:"returned"`
	NoSales  int `json:"no_sales"`
}

// kindDay is the report of a business day, which is about no stretch of the journal.
const kindDay = "day"

// makeReport makes an X or a Z report, or that of a business day.
func (s *Server) makeReport(w http.ResponseWriter, r *http.Request) error {
	var ask reportAskJSON
	if err := read(r, &ask); err != nil {
		return err
	}
	if !isText(ask.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	if ask.Kind != "x" && ask.Kind != "z" && ask.Kind != kindDay || ask.Day != "" && ask.Kind != kindDay {
		return refuse(http.StatusUnprocessableEntity, "text", `kind: "x", "z" or "day", which alone has a day`)
	}
	by, err := s.doingOf(r, ask.Operator, ask.PIN, false)
	if err != nil {
		return err
	}
	if ask.Kind == "z" && !by.role.AtLeast(staff.Supervisor) {
		return staff.ErrRole
	}
	report, job, err := s.report(r.Context(), ask, by.label)
	if err != nil {
		return err
	}
	s.parts.Log.Info("report_made", "kind", ask.Kind, "number", report.Number, "source", sourceOf(r), "operator", by.label)
	s.answer(w, r, http.StatusCreated, reportOf(report, job))
	return nil
}

func (s *Server) report(ctx context.Context, ask reportAskJSON, by string) (book.Report, ReceiptJob, error) {
	if ask.Kind == kindDay {
		return s.parts.Reports.Day(ctx, ask.Day, ask.Print, by)
	}
	if ask.Kind == "x" && ask.Shift {
		return s.parts.Reports.Shift(ctx, ask.Print, by)
	}
	return s.parts.Reports.Make(ctx, ask.Kind == "z", ask.Print, by)
}

// copyReport prints a Z report once more.
func (s *Server) copyReport(w http.ResponseWriter, r *http.Request) error {
	var ask reprintJSON
	if err := read(r, &ask); err != nil {
		return err
	}
	if !isText(ask.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return refuse(http.StatusNotFound, "no_report", "")
	}
	by, err := s.doingOf(r, ask.Operator, "", false)
	if err != nil {
		return err
	}
	report, job, err := s.parts.Reports.Copy(r.Context(), number, by.label)
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusAccepted, reportOf(report, job))
	return nil
}

func reportOf(r book.Report, job ReceiptJob) reportJSON {
	j := reportJSON{
		Kind: "x", Number: r.Number, Day: r.Day, Since: timeIf(r.Since), At: r.At, From: r.From, To: r.To, Head: r.Head, Open: r.Open,
		Shift: r.Shift, Sums: sumsOf(r.Currencies), Tally: tallyJSON(r.Tally()), Operators: []operatorReportJSON{},
	}
	switch {
	case r.Number > 0:
		j.Kind = "z"
	case r.From == 0:
		j.Kind = kindDay
	}
	for _, name := range r.Names() {
		j.Operators = append(j.Operators, operatorReportJSON{name, sumsOf(r.Operators[name]), tallyJSON(r.Tallies[name])})
	}
	if job.ID != "" {
		receipt := receiptOf(job)
		j.Receipt = &receipt
	}
	return j
}

// noReports stands for a terminal that makes none.
type noReports struct{}

func (noReports) Make(context.Context, bool, bool, string) (book.Report, ReceiptJob, error) {
	return book.Report{}, ReceiptJob{}, payment.ErrStopped
}

func (noReports) Shift(context.Context, bool, string) (book.Report, ReceiptJob, error) {
	return book.Report{}, ReceiptJob{}, staff.ErrShift
}

func (noReports) HandOver(context.Context, staff.Proof) (staff.Shift, book.Report, ReceiptJob, error) {
	return staff.Shift{}, book.Report{}, ReceiptJob{}, staff.ErrShift
}

func (noReports) Day(context.Context, string, bool, string) (book.Report, ReceiptJob, error) {
	return book.Report{}, ReceiptJob{}, book.ErrDay
}

func (noReports) Copy(context.Context, int, string) (book.Report, ReceiptJob, error) {
	return book.Report{}, ReceiptJob{}, book.ErrNoReport
}
