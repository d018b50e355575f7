package alipaytest

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

func (f *openAPI) pauses() []time.Duration { return minutes(4, 10, 10, 60, 120, 360, 900) }

func (f *openAPI) tellOf(_ *url.URL, t Trade, forged bool) (*notice, error) {
	if t.Paid.IsZero() {
		return nil, nil //nolint:nilnil // of a trade that was not paid nothing is told
	}
	values := map[string]string{
		"notify_id": noticeID(t), "notify_type": "trade_status_sync", "notify_time": beijingTime(time.Now()), "charset": "utf-8", "version": "1.0",
		"app_id": f.a.opts.ClientID, "auth_app_id": f.a.opts.ClientID, "trade_no": t.AcquirementID, "out_trade_no": t.Number,
		"trade_status": string(StatusSuccess), "total_amount": decimal(t.Amount.Value), "receipt_amount": decimal(t.Amount.Value),
		"buyer_pay_amount": decimal(t.BuyerPaid.Value), "buyer_logon_id": "159****5620", "subject": t.Title,
		"gmt_create": beijingTime(t.Created), "gmt_payment": beijingTime(t.Paid), "sign_type": "RSA2",
		"fund_bill_list": `[{"amount":"` + decimal(t.Amount.Value) + `","fundChannel":"ALIPAYACCOUNT"}]`,
	}
	key := f.a.signing(forged)
	if f.a.opts.Certificates != nil && !forged {
		key, _ = f.a.opts.Certificates.signing()
	}
	var err error
	if values["sign"], err = signRSA2(key, []byte(spotText(values))); err != nil { // the same text as in spot
		return nil, err
	}
	return formNotice(values), nil
}

func (f *spot) pauses() []time.Duration { return minutes(2, 10, 10, 60, 120, 360, 900) }

func (f *spot) tellOf(_ *url.URL, t Trade, forged bool) (*notice, error) {
	if t.Paid.IsZero() {
		return nil, nil //nolint:nilnil // of a trade that was not paid nothing is told
	}
	values := map[string]string{
		"notify_id": noticeID(t), "notify_type": "trade_status_sync", "notify_time": beijingTime(time.Now()), "notify_action_type": "payByAccountAction",
		"out_trade_no": t.Number, "trade_no": t.AcquirementID, "subject": t.Title, "trade_status": string(StatusSuccess),
		"total_fee": spotDecimal(t.Amount), "currency": t.Amount.Currency, "gmt_create": beijingTime(t.Created), "gmt_payment": beijingTime(t.Paid),
		"seller_id": f.a.opts.MerchantID, "sign_type": f.a.spotSignType(),
	}
	var err error
	if values["sign"], err = f.sign(spotText(values), forged); err != nil {
		return nil, err
	}
	return formNotice(values), nil
}

// noticeID is the same each time that a notification is sent.
func noticeID(t Trade) string { return fmt.Sprintf("%032s", cmp.Or(t.AcquirementID, t.Number)) }

func formNotice(values map[string]string) *notice {
	form := url.Values{}
	for name, value := range values {
		form.Set(name, value)
	}
	return &notice{
		outgoing{http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=UTF-8"}}, []byte(form.Encode())}, saysSuccess,
	}
}
