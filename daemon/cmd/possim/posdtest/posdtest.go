// Package posdtest is a stub of posd for the simulator's own tests: a process that takes the same commands, opens the port of its
// configuration, and answers the local API from a fixed script. It sells nothing and opens no device.
//
// A test binary becomes the stub by itself: call Main first in TestMain, and name os.Args[0] as the posd binary.
package posdtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// PaymentID is the id of the stub's only payment. It is "refused" as soon as somebody looks.
const PaymentID = "90000000000000000001"

// Main runs the stub and ends the process if it was started as posd would be: with "run" or "journal" as its first argument.
func Main() {
	if len(os.Args) < 2 || strings.HasPrefix(os.Args[1], "-") {
		return
	}
	os.Exit(run(os.Args[1], os.Args[len(os.Args)-1])) //nolint:forbidigo // this process is no test, but the stub
}

func run(command, config string) int {
	if command == "journal" {
		fmt.Println("     1  payment  created  " + PaymentID) //nolint:forbidigo // the stub's standard output
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	fmt.Fprintln(os.Stderr, "level=INFO msg=stub_started")
	text, err := os.ReadFile(config)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 78
	}
	listen := regexp.MustCompile(`(?m)^listen = "(.*)"$`).FindSubmatch(text)
	if listen == nil {
		fmt.Fprintln(os.Stderr, "posd: error: no admin.listen")
		return 78
	}
	server := &http.Server{Addr: string(listen[1]), Handler: api(), ReadHeaderTimeout: time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	_ = server.ListenAndServe()
	if ctx.Err() == nil {
		return 1
	}
	return 0
}

const payment = `{"id":"` + PaymentID + `","state":"%s","settled":%t,"final":%t,"subject":"tea","number":"` + PaymentID + `_0",` +
	`"amount":{"value":"1250","currency":"CNY"},"refundable":{"value":"%s","currency":"CNY"},"created_at":"2026-11-23T10:00:00Z",` +
	`"refunds":[],"receipt":null,"reason":null}`

var (
	created = fmt.Sprintf(payment, "created", false, false, "0")
	refused = fmt.Sprintf(payment, "refused", true, true, "0")
	paid    = fmt.Sprintf(payment, "paid", true, true, "1250")
)

// answers are those to GET.
var answers = map[string]string{
	"/api/v1/till":     `{"active":false,"armed":true,"payment":null,"ready":true,"why":null,"view":{"kind":"idle"}}`,
	"/api/v1/shift":    `{"in_use":true,"operator":null,"shift":null,"role":"cashier"}`,
	"/api/v1/payments": `{"payments":[` + paid + `]}`,
	"/api/v1/receipts": `{"receipts":[],"owed":0}`,
	"/api/v1/totals":   `{"day":"2026-11-23","currencies":[]}`,
	"/health": `{"status":"warning","may_sell":true,"problems":[` +
		`{"code":"paper","title":{"zh":"打印","en":"Printing"},"state":"fault","severity":"warning","silenced":true,"cause":null,"cure":null},` +
		`{"code":"printer","title":{"zh":"打印机","en":"Printer"},"state":"fault","severity":"warning","silenced":false,` +
		`"cause":{"zh":"未连接","en":"Not connected"},"cure":{"zh":"请插好","en":"Plug it in"}}]}`,
	"/api/v1/payments/" + PaymentID: refused,
	"/api/v1/payments/" + PaymentID + "/timeline": `{"payment_id":"` + PaymentID + `","timeline":[` +
		`{"seq":1,"at":"2026-11-23T10:00:00Z","kind":"created","state":"created","number":"` + PaymentID + `_0","reason":null}]}`,
}

func api() http.Handler {
	mux := http.NewServeMux()
	for path, body := range answers {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { tell(w, http.StatusOK, body) })
	}
	mux.HandleFunc("POST /api/v1/payments", sell)
	mux.HandleFunc("POST /api/v1/payments/"+PaymentID+"/refunds", func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), `"operator":"1001","pin":"0000"`) {
			tell(w, http.StatusForbidden, `{"error":{"code":"pin","message":{"zh":"工号与 PIN 不符","en":"They do not fit"},"hint":{"zh":"","en":""}}}`)
			return
		}
		tell(w, http.StatusCreated, `{"refund":{"number":"8","amount":{"value":"100","currency":"CNY"},"state":"done"},"payment":`+paid+`}`)
	})
	mux.HandleFunc("POST /api/v1/payments/"+PaymentID+"/cancel", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, http.StatusAccepted, created)
	})
	mux.HandleFunc("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) {
		tell(w, http.StatusOK, "event: till\ndata: {}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	return mux
}

// sell refuses what costs nothing.
func sell(w http.ResponseWriter, r *http.Request) {
	body := make([]byte, 1024)
	n, _ := r.Body.Read(body)
	if strings.Contains(string(body[:n]), `"value":"0"`) {
		tell(w, http.StatusUnprocessableEntity, `{"error":{"code":"amount","message":{"zh":"金额不可用","en":"The amount is not accepted"},`+
			`"hint":{"zh":"须大于零","en":"Above zero"}}}`)
		return
	}
	tell(w, http.StatusCreated, created)
}

func tell(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // a client that left needs no answer
}
