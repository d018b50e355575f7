package admin

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"posd/daemon/book"
	"posd/payment"
)

// Reports are the sums of what was sold, on the page and on paper.
type Reports interface {
	// Make returns the report since the last Z report. closes makes it a Z report, which is numbered and after which the next begins at
	// nothing; its slip is always owed. paper prints the slip of an X report.
	Make(ctx context.Context, closes, paper bool, operator string) (book.Report, ReceiptJob, error)
	// Copy prints a Z report once more. book.ErrNoReport says that there is none of that number.
	Copy(ctx context.Context, number int, operator string) (book.Report, ReceiptJob, error)
}

type reportAskJSON struct {
	Kind     string `json:"kind"`
	Print    bool   `json:"print"`
	Operator string `json:"operator"`
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
	Sums      []sumJSON            `json:"sums"`
	Operators []operatorReportJSON `json:"operators"`
	Receipt   *receiptJSON         `json:"receipt"`
}

type operatorReportJSON struct {
	Operator string    `json:"operator"`
	Sums     []sumJSON `json:"sums"`
}

// makeReport makes an X or a Z report.
func (s *Server) makeReport(w http.ResponseWriter, r *http.Request) error {
	var ask reportAskJSON
	if err := read(r, &ask); err != nil {
		return err
	}
	if !isText(ask.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	if ask.Kind != "x" && ask.Kind != "z" {
		return refuse(http.StatusUnprocessableEntity, "text", `kind: "x" or "z"`)
	}
	report, job, err := s.parts.Reports.Make(r.Context(), ask.Kind == "z", ask.Print, ask.Operator)
	if err != nil {
		return err
	}
	s.parts.Log.Info("report_made", "kind", ask.Kind, "number", report.Number, "source", sourceOf(r), "operator", ask.Operator)
	s.answer(w, r, http.StatusCreated, reportOf(report, job))
	return nil
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
	report, job, err := s.parts.Reports.Copy(r.Context(), number, ask.Operator)
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusAccepted, reportOf(report, job))
	return nil
}

func reportOf(r book.Report, job ReceiptJob) reportJSON {
	j := reportJSON{
		Kind: "x", Number: r.Number, Day: r.Day, Since: timeIf(r.Since), At: r.At, From: r.From, To: r.To, Head: r.Head, Open: r.Open,
		Sums: sumsOf(r.Currencies), Operators: []operatorReportJSON{},
	}
	if r.Number > 0 {
		j.Kind = "z"
	}
	for _, name := range r.Names() {
		j.Operators = append(j.Operators, operatorReportJSON{name, sumsOf(r.Operators[name])})
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

func (noReports) Copy(context.Context, int, string) (book.Report, ReceiptJob, error) {
	return book.Report{}, ReceiptJob{}, book.ErrNoReport
}
