package admin

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"posd/daemon/staff"
)

// handler answers one request, or returns an error before it has written anything.
type handler func(w http.ResponseWriter, r *http.Request) error

// route is one method of one path.
type route struct {
	method, path string
	serve        handler
	socketOnly   bool
	least        staff.Role // who may, where there are operators
}

// routes lists everything that is served; the OpenAPI document is held against it.
func (s *Server) routes() []route {
	get, post := http.MethodGet, http.MethodPost
	return []route{
		{method: get, path: "/{$}", serve: s.servePage},
		{method: get, path: "/receipt", serve: s.serveEditor},
		{method: get, path: "/page/{file}", serve: s.serveFile},
		{method: get, path: "/openapi.json", serve: s.serveOpenAPI},
		{method: get, path: "/health", serve: s.getHealth},
		{method: get, path: "/metrics", serve: s.getMetrics},
		{method: post, path: "/api/v1/payments", serve: s.createPayment},
		{method: get, path: "/api/v1/payments", serve: s.listPayments},
		{method: get, path: "/api/v1/payments/{id}", serve: s.getPayment},
		{method: get, path: "/api/v1/payments/{id}/timeline", serve: s.getTimeline},
		{method: post, path: "/api/v1/payments/{id}/present", serve: s.presentPayment},
		{method: post, path: "/api/v1/payments/{id}/cancel", serve: s.cancelPayment},
		{method: post, path: "/api/v1/payments/{id}/refunds", serve: s.refundPayment},
		{method: post, path: "/api/v1/payments/{id}/receipt", serve: s.reprint, least: staff.Cashier},
		{method: get, path: "/api/v1/till", serve: s.getTill},
		{method: post, path: "/api/v1/till/refund", serve: s.armRefund, least: staff.Cashier},
		{method: get, path: "/api/v1/operators", serve: s.listOperators, least: staff.Admin},
		{method: post, path: "/api/v1/operators", serve: s.addOperator, least: staff.Admin},
		{method: post, path: "/api/v1/operators/{operator}", serve: s.changeOperator, least: staff.Admin},
		{method: post, path: "/api/v1/operators/{operator}/remove", serve: s.removeOperator, least: staff.Admin},
		{method: get, path: "/api/v1/shift", serve: s.getShift},
		{method: post, path: "/api/v1/shift/sign-on", serve: s.signOn},
		{method: post, path: "/api/v1/shift/sign-off", serve: s.signOff},
		{method: post, path: "/api/v1/shift/handover", serve: s.handOver, least: staff.Cashier},
		{method: post, path: "/api/v1/drawer/open", serve: s.openDrawer},
		{method: get, path: "/api/v1/clock", serve: s.getClock},
		{method: post, path: "/api/v1/clock", serve: s.setClock, least: staff.Admin},
		{method: get, path: "/api/v1/totals", serve: s.getTotals},
		{method: get, path: "/api/v1/receipts", serve: s.listReceipts},
		{method: get, path: "/api/v1/reconciliations", serve: s.listReconciliations},
		{method: post, path: "/api/v1/reconciliations", serve: s.keepReconciliation, socketOnly: true},
		{method: post, path: "/api/v1/reconciliations/fetch", serve: s.fetchReconciliation, least: staff.Supervisor},
		{method: post, path: "/api/v1/reconciliations/gaps/{gap}", serve: s.explainGap, least: staff.Supervisor},
		{method: post, path: "/api/v1/reports", serve: s.makeReport},
		{method: post, path: "/api/v1/reports/{number}/copy", serve: s.copyReport},
		{method: post, path: "/api/v1/printer/test", serve: s.testPrinter, least: staff.Cashier},
		{method: post, path: "/api/v1/printer/ticket", serve: s.printTicket, least: staff.Cashier},
		{method: get, path: "/api/v1/receipt-template", serve: s.getTemplate},
		{method: post, path: "/api/v1/receipt-template", serve: s.saveTemplate, least: staff.Admin},
		{method: post, path: "/api/v1/receipt-template/preview", serve: s.previewTemplate, least: staff.Cashier},
		{method: get, path: "/api/v1/events", serve: s.getEvents},
		{method: get, path: "/api/v1/journal", serve: s.listJournal, least: staff.Admin},
		{method: get, path: "/api/v1/journal/{seq}", serve: s.getRecord, least: staff.Admin},
		{method: get, path: "/api/v1/journal/snapshot", serve: s.getSnapshot, socketOnly: true},
	}
}

// Handler returns what answers over TCP, behind the guard.
func (s *Server) Handler() http.Handler {
	return s.guard(s.mux(false))
}

// SocketHandler returns what answers on the unix socket, whose rights are the file's and the peer's.
func (s *Server) SocketHandler() http.Handler {
	return s.socketGuard(s.mux(true))
}

// mux joins the routes. Methods are dispatched here and not by http.ServeMux, whose refusals are no JSON.
func (s *Server) mux(socket bool) http.Handler {
	paths := map[string]map[string]handler{}
	for _, r := range s.routes() {
		if paths[r.path] == nil {
			paths[r.path] = map[string]handler{}
		}
		if r.socketOnly && !socket {
			r.serve = onSocketOnly
		}
		if r.least != staff.Guest {
			r.serve = s.atLeast(r.least, r.serve)
		}
		paths[r.path][r.method] = r.serve
	}
	mux := http.NewServeMux()
	for path, methods := range paths {
		mux.Handle(path, s.dispatch(methods))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, refuse(http.StatusNotFound, "not_found", ""))
	})
	return mux
}

func onSocketOnly(http.ResponseWriter, *http.Request) error {
	return refuse(http.StatusForbidden, "socket_only", "")
}

// dispatch serves one path.
func (s *Server) dispatch(methods map[string]handler) http.Handler {
	allowed := strings.Join(slices.Sorted(maps.Keys(methods)), ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		serve, ok := methods[method]
		if !ok {
			w.Header().Set("Allow", allowed)
			s.fail(w, r, refuse(http.StatusMethodNotAllowed, "method", "allowed: "+allowed))
			return
		}
		if err := serve(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}
