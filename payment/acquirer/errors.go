package acquirer

import "errors"

// Errors.
var (
	// ErrConfig says that the configuration cannot be used.
	ErrConfig = errors.New("relay misconfigured")
	// ErrIdentity says that the files of our identity cannot be used.
	ErrIdentity = errors.New("identity unusable")
	// ErrNotEnrolled says that there is no certificate yet.
	ErrNotEnrolled = errors.New("not enrolled")
	// ErrRefused says that the relay gives no certificate: a code that is wrong, used or too old, or a terminal that is revoked.
	ErrRefused = errors.New("the relay refused")
)

// Why an answer is not believed.
var (
	errNotOurs  = errors.New("the answer is about another request")
	errUnsigned = errors.New("a verdict without Alipay's signature")
	errWord     = errors.New("a verdict that this call cannot have")
)
