package payment

// Store keeps payments durably. An implementation returns from Save only after the payment would survive a power cut.
type Store interface {
	// Save makes p the present state of its ID, and whatever else belongs into the same commit (a receipt that is owed). After an
	// error nothing of it may be assumed durable or lost, and nothing that depended on it may be done.
	Save(p Payment, notice Notice) error
	// Get returns a payment, or an error that wraps ErrUnknownPayment.
	Get(id ID) (Payment, error)
	// Open returns the payments for which Payment.Open holds.
	Open() ([]Payment, error)
	// ByOrder returns the payments with this Order.Ref, the newest first.
	ByOrder(ref string) ([]Payment, error)
}
