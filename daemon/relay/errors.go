package relay

import "errors"

// Why a request is not passed on.
var (
	errStale   = errors.New("the engine has not been heard of, so that nobody knows who was revoked")
	errForeign = errors.New("the number is not one of this merchant's")
	errOld     = errors.New("the notification was not sent now")
	errTooMany = errors.New("too many requests of this terminal")
)
