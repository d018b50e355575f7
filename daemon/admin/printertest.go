package admin

import (
	"context"
	"encoding/json"
	"net/http"

	"posd/configs/words"
)

// PrinterTest is what a test of the printer found out, and the job of its page.
type PrinterTest struct {
	Job      ReceiptJob    // empty while the printer cannot print: then Cause says why
	Cause    words.Message // what is wrong with the printer; zero when nothing is known to be
	Cure     words.Message // what to do about it
	Maker    string        // as the printer told it; empty where it did not
	Model    string        // the same
	Firmware string        // the same
	Answers  string        // whether it tells its state: "yes", "no" or "unknown"
	Proves   string        // whether it proves a print, the same
	Profile  string        // in use
	Settings []string      // what is proposed for [printer], as lines of the configuration; empty when nothing better is known
}

// Testing prints a test page.
type Testing interface {
	// TestPrinter asks the printer who it is and queues a page that shows what works.
	TestPrinter(ctx context.Context, operator string) (PrinterTest, error)
	// PrintTicket queues a ticket that says how the terminal is set up and where its status page is.
	PrintTicket(ctx context.Context, operator string) (ReceiptJob, error)
}

// MarshalJSON is how the API, and a command without a daemon, tell of a test.
func (t PrinterTest) MarshalJSON() ([]byte, error) {
	told := printerTestJSON{
		Cause: sayIf(t.Cause), Cure: sayIf(t.Cure), Maker: t.Maker, Model: t.Model, Firmware: t.Firmware, Answers: t.Answers, Proves: t.Proves,
		Profile: t.Profile, Settings: append([]string{}, t.Settings...),
	}
	if t.Job.ID != "" {
		job := receiptOf(t.Job)
		told.Receipt = &job
	}
	return json.Marshal(told)
}

type printerTestJSON struct {
	Receipt  *receiptJSON `json:"receipt"`
	Cause    *textJSON    `json:"cause"`
	Cure     *textJSON    `json:"cure"`
	Maker    string       `json:"maker"`
	Model    string       `json:"model"`
	Firmware string       `json:"firmware"`
	Answers  string       `json:"answers"`
	Proves   string       `json:"proves"`
	Profile  string       `json:"profile"`
	Settings []string     `json:"settings"`
}

// testPrinter prints a test page, which a technician looks at.
func (s *Server) testPrinter(w http.ResponseWriter, r *http.Request) error {
	var body reprintJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	if s.parts.Testing == nil {
		return refuse(http.StatusConflict, "no_printer", "")
	}
	found, err := s.parts.Testing.TestPrinter(r.Context(), body.Operator)
	if err != nil {
		return err
	}
	s.parts.Log.Info("printer_test_asked", "source", sourceOf(r), "operator", body.Operator, "model", found.Model)
	s.answer(w, r, http.StatusAccepted, found)
	return nil
}

// printTicket prints the configuration ticket.
func (s *Server) printTicket(w http.ResponseWriter, r *http.Request) error {
	var body reprintJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	if s.parts.Testing == nil {
		return errNoPrinter
	}
	job, err := s.parts.Testing.PrintTicket(r.Context(), body.Operator)
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusAccepted, receiptOf(job))
	return nil
}
