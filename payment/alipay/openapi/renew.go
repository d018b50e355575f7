package openapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"

	"posd/payment/alipay"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/strict"
)

// renew asks Alipay for the certificate with a serial, holds it against the configured roots and keeps it for this process. It
// reports whether it may be believed from now on. The answer's own signature is not needed: the roots vouch for the certificate.
//
// Source: "应用支付宝公钥证书下载", the page of alipay.open.app.alipaycert.download (alipay_cert_content is the file's text in base64).
func (c *Client) renew(ctx context.Context, serial string) bool {
	if !c.ring.mayAsk(c.now()) {
		return false
	}
	reply, f := c.send(ctx, c.download, func(w *jsonout.Builder) { w.Text("alipay_cert_sn", serial) })
	if f != nil {
		c.log.Warn("alipay_certificate_not_had", "detail", f.detail)
		return false
	}
	ders := certificatesIn(reply.Body, c.download.response)
	if reply.Status != http.StatusOK || len(ders) == 0 {
		c.log.Warn("alipay_certificate_not_had", "http_status", reply.Status)
		return false
	}
	if err := c.ring.add(ders, serial, c.now()); err != nil {
		c.log.Warn("alipay_certificate_refused", "error", oneLine(err))
		return false
	}
	c.log.Warn("alipay_certificate_changed", "serial", serial)
	return true
}

// certificatesIn takes the certificates out of an answer to the download, leaf first; none if it holds none that can be read.
func certificatesIn(body []byte, name string) [][]byte {
	envelope, err := strict.Parse(body)
	if err != nil {
		return nil
	}
	response, err := envelope.Object(name)
	if err != nil {
		return nil
	}
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(get(response, "alipay_cert_content")))
	if err != nil {
		return nil
	}
	ders, err := alipay.ParseCertificates(text)
	if err != nil {
		return nil
	}
	return ders
}
