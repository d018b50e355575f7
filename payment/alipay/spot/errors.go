package spot

import "errors"

// ErrConfig says that a client cannot be made of a configuration. Each fault names the setting.
var ErrConfig = errors.New("gateway configuration refused")

// Reasons why an answer is not believed. They stay inside: an Answer carries them as its Detail.
var (
	errEnvelope = errors.New("the answer is not the documented document")
	errUnsigned = errors.New("the answer is not signed")
	errForged   = errors.New("the answer's signature does not verify under the configured key")
	errShape    = errors.New("the answer lacks a member it must have")
	errNotOurs  = errors.New("the answer is not about this request")
)

// Reasons why a text is not read as XML.
var (
	errSyntax   = errors.New("not the plain XML of this gateway")
	errRepeated = errors.New("an element is there twice")
	errLimit    = errors.New("too deep or too many elements")
)
