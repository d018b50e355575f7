package ams

import "errors"

// ErrConfig says that a client cannot be made of a configuration. Each fault names the setting.
var ErrConfig = errors.New("gateway configuration refused")

// Reasons why an answer is not believed. They stay inside: an Answer carries them as its Detail.
var (
	errHeaders  = errors.New("the answer's headers are not each there once and well formed")
	errUnsigned = errors.New("the answer is not signed")
	errForged   = errors.New("the answer's signature does not verify under the configured alipay key")
	errStale    = errors.New("the answer is of another time")
	errBody     = errors.New("the answer is not one JSON object")
	errShape    = errors.New("the answer lacks a member it must have")
	errNotOurs  = errors.New("the answer is not about this request")
)
