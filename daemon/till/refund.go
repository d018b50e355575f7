package till

import (
	"context"
	"time"

	"posd/payment"
)

// RefundLapses is after which time a refund that was begun and not confirmed is forgotten.
const RefundLapses = 2 * time.Minute

// ArmRefund shows at the counter that a person is about to give money of a sale back, such as because its receipt was scanned. No
// money moves before somebody has confirmed it with an amount. The next sale, StopSale, the refund itself or RefundLapses ends it; so
// does an empty id. During a sale it is a BusyError.
func (t *Till) ArmRefund(ctx context.Context, id payment.ID) error {
	var err error
	asked := t.ask(ctx, func(context.Context) {
		if t.sale != nil && id != "" {
			err = &BusyError{t.sale.payment.ID}
			return
		}
		t.refund = id
		if id != "" {
			t.lapse.Reset(RefundLapses)
			t.parts.Signal(SignalLook)
		}
		t.publish()
	})
	if asked != nil {
		return asked
	}
	return err
}
