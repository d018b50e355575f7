package admin

import (
	"net/http"
)

type receiptsJSON struct {
	Receipts []receiptJSON `json:"receipts"`
	Owed     int           `json:"owed"`
}

func (s *Server) listReceipts(w http.ResponseWriter, r *http.Request) error {
	limit, err := number(r, "limit", 50, 1, 500)
	if err != nil {
		return err
	}
	jobs, err := s.parts.Receipts.Jobs(int(limit))
	if err != nil {
		return err
	}
	told := receiptsJSON{make([]receiptJSON, 0, len(jobs)), s.parts.Receipts.Owed()}
	for _, job := range jobs {
		told.Receipts = append(told.Receipts, receiptOf(job))
	}
	s.answer(w, r, http.StatusOK, told)
	return nil
}

type reprintJSON struct {
	Operator string `json:"operator"`
}

// reprint queues a copy of a receipt. Only a person asks for one, and the paper says that it is a copy.
func (s *Server) reprint(w http.ResponseWriter, r *http.Request) error {
	var body reprintJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	p, err := s.find(r)
	if err != nil {
		return err
	}
	by, err := s.doingOf(r, body.Operator, "", false)
	if err != nil {
		return err
	}
	job, err := s.parts.Receipts.Reprint(r.Context(), p.ID, by.label)
	if err != nil {
		return err
	}
	s.parts.Log.Info("reprint_asked", "payment_id", p.ID, "source", sourceOf(r), "operator", by.label)
	s.answer(w, r, http.StatusAccepted, struct {
		Receipt receiptJSON `json:"receipt"`
	}{receiptOf(job)})
	return nil
}
