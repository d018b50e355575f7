package alipaytest

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// readBill ends in the answer itself. A bill is there from nine in the morning of the day after it: "当日数据一般于次日 9 点前生成".
func (f *openAPI) readBill(req *request, biz object) *refused {
	kind, _ := biz.text("bill_type")
	day, _ := biz.text("bill_date")
	from, err := time.ParseInLocation(time.DateOnly, day, beijing())
	switch {
	case kind != "trade" || err != nil:
		return &refused{code: "isp.invalid-argument", signed: true, why: "bill_type or bill_date"}
	case req.arrived.Before(from.Add(33 * time.Hour)):
		return &refused{code: "isp.bill_not_exist", signed: true, why: "that day's bill is not made yet", ours: true}
	}
	f.mu.Lock()
	token := strconv.Itoa(len(f.bills) + 1)
	f.bills[token] = offeredBill{from, req.arrived.Add(billLife)}
	f.mu.Unlock()
	query := url.Values{"bizType": {kind}, "bizDates": {from.Format("20060102")}, "fileId": {token}}
	openOf(req).bill = "http://" + openOf(req).host + billPath + "?" + query.Encode() // as the page shows it: without TLS
	return &refused{code: CodeSuccess, signed: true, why: "bill's address", ours: true}
}

// downloads serves the bills that were offered.
func (f *openAPI) downloads(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("fileId")
	f.mu.Lock()
	bill, ok := f.bills[token]
	f.mu.Unlock()
	if !ok || r.Method != http.MethodGet || time.Now().After(bill.until) {
		writePage(w, http.StatusForbidden)
		return
	}
	text, err := f.a.ledger.OpenAPIBill(f.a.opts.ClientID, bill.from, bill.from.AddDate(0, 0, 1))
	if err != nil {
		writePage(w, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(text) // the client may have left
}
