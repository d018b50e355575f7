package intl

import "errors"

// ErrConfig says that a client cannot be made of a configuration. Each fault names the setting.
var ErrConfig = errors.New("gateway configuration refused")

// errMsgID says that Parts.NewMsgID made nothing usable.
var errMsgID = errors.New("no usable message id")

// Reasons why an answer is not believed. They stay inside: an Answer carries them as its Detail.
var (
	errEnvelope = errors.New("the answer is not an envelope of response and signature")
	errUnsigned = errors.New("the answer is not signed")
	errForged   = errors.New("the answer's signature does not verify under the configured alipay key")
	errShape    = errors.New("the answer lacks a member it must have")
	errNotOurs  = errors.New("the answer is not about this request")
)
