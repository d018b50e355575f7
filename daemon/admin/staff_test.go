package admin_test

import (
	"crypto/rand"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/admin"
	cashbox "posd/daemon/drawer"
	"posd/daemon/journal/journaltest"
	"posd/daemon/staff"
	"posd/payment"
)

// box is a cash drawer that opens.
type box struct{ opened []cashbox.Opening }

func (*box) State() cashbox.State {
	return cashbox.State{Known: true, Open: true, Since: time.Now(), LeftOpen: true}
}

func (b *box) Open(o cashbox.Opening) error {
	b.opened = append(b.opened, o)
	return nil
}

// crew is a world whose terminal has operators: cashier 1 of PIN 4711, supervisor 2 of PIN 5822, admin 3 of PIN 6933.
type crew struct {
	*world
	desk  *staff.Desk
	box   *box
	badge string
}

const tokenOfCrew = "0123456789abcdef0123"

// crewed runs a test on a terminal with operators, in virtual time.
func crewed(t *testing.T, tune func(*admin.Parts), test func(t *testing.T, c *crew)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &crew{box: &box{}}
		limit := int64(300)
		var err error
		c.desk, err = staff.New(staff.Opts{
			Journal: journaltest.Open(t), Now: time.Now, Random: rand.Reader, Pins: filepath.Join(t.TempDir(), "pins"),
			Cost: staff.Cost{Time: 1, Memory: 8}, Limits: map[staff.Role]staff.Limits{staff.Cashier: {Each: &limit}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for id, o := range map[string]struct {
			role staff.Role
			pin  string
		}{"1": {staff.Cashier, "4711"}, "2": {staff.Supervisor, "5822"}, "3": {staff.Admin, "6933"}} {
			_, badge, err := c.desk.Add(id, staff.Change{Role: &o.role, PIN: &o.pin, NewBadge: true}, "test")
			if err != nil {
				t.Fatal(err)
			}
			if id == "1" {
				c.badge = badge
			}
		}
		c.world = newWorld(t, func(p *admin.Parts) {
			p.Staff, p.Drawer, p.Reports = c.desk, c.box, clerk{}
			p.Refunds = admin.RefundRules{PIN: true, Reason: true, Today: func(string) (int64, error) { return 0, nil }}
			if tune != nil {
				tune(p)
			}
		})
		test(t, c)
	})
}

// as is a request with somebody's number and PIN in place of user and password.
func as(c call, id, pin string) call {
	r := &http.Request{Header: http.Header{}}
	r.SetBasicAuth(id, pin)
	c.header = r.Header
	return c
}

func (c *crew) signOn(body string) {
	c.Helper()
	if rec := c.do(post("/api/v1/shift/sign-on", body)); rec.Code != http.StatusOK {
		c.Fatalf("%d %s", rec.Code, rec.Body)
	}
}

// TestTheRolesOfAccess: who may do what, by who has signed on at the counter, by number and PIN, and on the socket.
func TestTheRolesOfAccess(t *testing.T) {
	crewed(t, nil, func(t *testing.T, c *crew) {
		list := call{path: "/api/v1/operators"}
		closing := post("/api/v1/reports", `{"kind":"z"}`)
		c.refused(c.do(list), http.StatusForbidden, "role")
		c.refused(c.do(closing), http.StatusForbidden, "sign_on")
		c.refused(c.do(post("/api/v1/drawer/open", `{"reason":"change"}`)), http.StatusForbidden, "sign_on")
		c.refused(c.do(call{path: "/api/v1/journal"}), http.StatusForbidden, "role")
		c.signOn(`{"badge_code":"` + c.badge + `"}`)
		c.refused(c.do(closing), http.StatusForbidden, "role")
		c.refused(c.do(list), http.StatusForbidden, "role")
		if rec := c.do(post("/api/v1/reports", `{"kind":"z","operator":"2","pin":"5822"}`)); rec.Code != http.StatusCreated {
			t.Errorf("a supervisor closes the day: %d %s", rec.Code, rec.Body)
		}
		c.signOn(`{"operator":"2","pin":"5822"}`)
		if rec := c.do(closing); rec.Code != http.StatusCreated {
			t.Errorf("a supervisor who has signed on: %d %s", rec.Code, rec.Body)
		}
		c.refused(c.do(list), http.StatusForbidden, "role")
		for name, rec := range map[string]call{"admin": as(list, "3", "6933"), "socket": {path: list.path, socket: true}} {
			if got := c.do(rec); got.Code != http.StatusOK || strings.Count(got.Body.String(), `"role"`) != 3 {
				t.Errorf("%s: %d %s", name, got.Code, got.Body)
			}
		}
		c.refused(c.do(as(list, "3", "6934")), http.StatusUnauthorized, "pin")
		c.refused(c.do(as(list, "2", "5822")), http.StatusServiceUnavailable, "busy") // not so soon after a wrong one
		time.Sleep(time.Second)
		c.refused(c.do(as(list, "2", "5822")), http.StatusForbidden, "role")
	})
}

// TestTheTokenStaysTheFirstAdministrator: operators lock nobody out who has it, and open no other way in.
func TestTheTokenStaysTheFirstAdministrator(t *testing.T) {
	token, err := admin.NewToken([]byte(tokenOfCrew))
	if err != nil {
		t.Fatal(err)
	}
	crewed(t, func(p *admin.Parts) { p.Token = token }, func(t *testing.T, c *crew) {
		list := call{path: "/api/v1/operators"}
		c.refused(c.do(list), http.StatusUnauthorized, "token")
		c.signOn2(token, `{"operator":"1","pin":"4711"}`)
		c.refused(c.do(list), http.StatusUnauthorized, "token") // who has signed on opens nothing to the network
		list.header = http.Header{"Authorization": {"Bearer " + tokenOfCrew}}
		if rec := c.do(list); rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		if rec := c.do(as(call{path: "/api/v1/shift"}, "1", "4711")); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"role":"cashier"`) {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
}

func (c *crew) signOn2(_ admin.Token, body string) {
	c.Helper()
	on := post("/api/v1/shift/sign-on", body)
	on.header = http.Header{"Authorization": {"Bearer " + tokenOfCrew}}
	if rec := c.do(on); rec.Code != http.StatusOK {
		c.Fatalf("%d %s", rec.Code, rec.Body)
	}
}

// TestARefundOfAnOperator: reason and PIN, the limit, and who approves what is above it; each is in the record.
func TestARefundOfAnOperator(t *testing.T) {
	crewed(t, nil, func(t *testing.T, c *crew) {
		s := c.paid(1000)
		path := payments + "/" + string(s.ID) + "/refunds"
		part := func(fen, more string) call {
			return post(path+"?wait=10", `{"amount":{"value":"`+fen+`","currency":"CNY"}`+more+`}`)
		}
		c.refused(c.do(part("300", `,"reason":"cold"`)), http.StatusForbidden, "sign_on")
		c.signOn(`{"operator":"1","pin":"4711"}`)
		c.refused(c.do(part("300", "")), http.StatusUnprocessableEntity, "reason")
		c.refused(c.do(part("300", `,"reason":"cold"`)), http.StatusForbidden, "pin_needed")
		c.refused(c.do(part("300", `,"reason":"cold","pin":"4712"`)), http.StatusForbidden, "pin")
		got := decode[refundAnswer](c.world, c.do(part("300", `,"reason":"cold","pin":"4711"`)), http.StatusCreated)
		if got.Refund.State != "done" {
			t.Errorf("%+v", got)
		}
		limit := c.refused(c.do(part("301", `,"reason":"cold","pin":"4711"`)), http.StatusForbidden, "limit")
		if !strings.Contains(limit.Error.Message["en"], "3.00 CNY") {
			t.Errorf("%v", limit.Error.Message)
		}
		c.refused(c.do(part("301", `,"reason":"cold","pin":"4711","approver":"1","approver_pin":"4711"`)), http.StatusForbidden, "limit")
		c.refused(c.do(part("301", `,"reason":"cold","pin":"4711","approver":"2","approver_pin":"1111"`)), http.StatusForbidden, "pin")
		rec := c.do(part("301", `,"reason":"cold","pin":"4711","approver":"2","approver_pin":"5822"`))
		if rec.Code != http.StatusCreated || !strings.Contains(rec.Body.String(), `"operator":"1","approver":"2","shift":1`) {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		again := part("100", `,"reason":"cold","pin":"4711"`)
		again.key = "k"
		first := decode[refundAnswer](c.world, c.do(again), http.StatusCreated)
		again.body = strings.Replace(again.body, "4711", "0000", 1) // it was allowed once: asked again it is the same refund
		if second := decode[refundAnswer](c.world, c.do(again), http.StatusOK); second.Refund.Number != first.Refund.Number {
			t.Errorf("%+v, %+v", first, second)
		}
		if net := c.bank.Net(s.Number); net != 1000-300-301-100 {
			t.Errorf("the bank has %d", net)
		}
	})
}

// TestTheDrawerIsOpenedForAReason, in somebody's name.
func TestTheDrawerIsOpenedForAReason(t *testing.T) {
	crewed(t, nil, func(t *testing.T, c *crew) {
		c.signOn(`{"operator":"1","pin":"4711"}`)
		c.refused(c.do(post("/api/v1/drawer/open", `{}`)), http.StatusUnprocessableEntity, "reason")
		rec := c.do(post("/api/v1/drawer/open", `{"reason":"换零钱"}`))
		if rec.Code != http.StatusAccepted || len(c.box.opened) != 1 || c.box.opened[0] != (cashbox.Opening{Reason: "换零钱", Operator: "1", Shift: 1}) {
			t.Errorf("%d %s: %+v", rec.Code, rec.Body, c.box.opened)
		}
		if rec := c.do(call{path: "/api/v1/till"}); !strings.Contains(rec.Body.String(), `"left_open":true`) {
			t.Errorf("%s", rec.Body)
		}
	})
}

// TestOperatorsAreManaged through the API, and none of their secrets comes back or is logged (promise 24).
func TestOperatorsAreManaged(t *testing.T) {
	crewed(t, nil, func(t *testing.T, c *crew) {
		manage := func(path, body string) call { return as(post(path, body), "3", "6933") }
		rec := c.do(manage("/api/v1/operators", `{"operator":"9","role":"cashier","pin":"80704711","name":"王芳","badge":"new"}`))
		told := decode[struct {
			Badge string `json:"badge_code"`
		}](c.world, rec, http.StatusCreated)
		if _, ok := staff.ParseBadge(told.Badge); !ok {
			t.Errorf("%s", rec.Body)
		}
		c.refused(c.do(manage("/api/v1/operators", `{"operator":"9","role":"admin","pin":"80704711"}`)), http.StatusConflict, "operator_taken")
		c.refused(c.do(manage("/api/v1/operators", `{"operator":"8","role":"king","pin":"80704711"}`)), http.StatusUnprocessableEntity, "operator")
		c.refused(c.do(manage("/api/v1/operators/7", `{"name":"x"}`)), http.StatusNotFound, "no_operator")
		change := manage("/api/v1/operators/9", `{"refund_max":{"value":"500","currency":"CNY"}}`)
		if rec := c.do(change); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"refund_max":{"value":"500"`) {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		c.signOn(`{"operator":"9","pin":"80704711"}`)
		c.signOn(`{"badge_code":"` + told.Badge + `"}`)
		for range 3 {
			c.refused(c.do(post("/api/v1/shift/sign-on", `{"operator":"9","pin":"80704712"}`)), http.StatusForbidden, "pin")
		}
		wait := c.refused(c.do(post("/api/v1/shift/sign-on", `{"operator":"9","pin":"80704711"}`)), http.StatusTooManyRequests, "pin_wait")
		if !strings.Contains(wait.Error.Hint["en"], "5 seconds") && !strings.Contains(wait.Error.Hint["en"], "6 seconds") {
			t.Errorf("%v", wait.Error.Hint)
		}
		for _, page := range []call{{path: "/?lang=en"}, {path: "/?lang=zh"}, as(call{path: "/?lang=en"}, "3", "6933"), as(call{path: "/api/v1/operators"}, "3", "6933")} {
			text := c.do(page).Body.String()
			for _, secret := range []string{"80704711", "80704712", told.Badge, "4711", "5822", "6933"} {
				if strings.Contains(text, secret) || strings.Contains(c.log.String(), secret) {
					t.Errorf("%s or the log tells %.4s", page.path, secret)
				}
			}
		}
		if rec := c.do(manage("/api/v1/operators/9/remove", "{}")); rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		c.refused(c.do(post("/api/v1/shift/sign-on", `{"operator":"9","pin":"80704711"}`)), http.StatusForbidden, "pin")
	})
}

// TestAReceiptArmsItsRefund: the till shows of which sale, until it is dismissed.
func TestAReceiptArmsItsRefund(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(700)
		time.Sleep(time.Minute)
		till := decode[struct{ Refund payment.ID }](w, w.do(post("/api/v1/till/refund", `{"payment_id":"`+string(s.ID)+`"}`)), http.StatusOK)
		if till.Refund != s.ID {
			t.Errorf("%+v", till)
		}
		if page := w.do(call{path: "/?lang=en"}).Body.String(); !strings.Contains(page, words.Text(words.En, "admin.refund_armed")) {
			t.Error("the page does not show it")
		}
		if till = decode[struct{ Refund payment.ID }](w, w.do(post("/api/v1/till/refund", `{}`)), http.StatusOK); till.Refund != "" {
			t.Errorf("%+v", till)
		}
		w.refused(w.do(post("/api/v1/till/refund", `{"payment_id":"90000000000000000001"}`)), http.StatusNotFound, "unknown_payment")
		w.refused(w.do(post("/api/v1/drawer/open", `{"reason":"x"}`)), http.StatusConflict, "no_drawer")
		w.refused(w.do(post("/api/v1/shift/sign-on", `{"operator":"1","pin":"4711"}`)), http.StatusForbidden, "pin")
		w.refused(w.do(post("/api/v1/shift/handover", `{"operator":"1","pin":"4711"}`)), http.StatusConflict, "no_shift")
		if rec := w.do(post("/api/v1/shift/sign-off", "{}")); rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
}
