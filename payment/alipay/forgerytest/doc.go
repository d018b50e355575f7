// Package forgerytest mutilates answers of Alipay and counts which a client still believes. Only tests of the families use it.
//
// A truth is an answer that is believed. Of it every bit is flipped; it is cut, doubled and overwritten, its words change places, it
// gets pieces and signatures of other answers; and lies are tried: answers that are truly signed but about something else, old ones,
// and ones that another key signed. None may be believed. What says the same and still holds every byte that the signature covers is
// another spelling of the truth, and is counted apart: blanks between the members of an envelope, or how a header is escaped.
//
// -mutations says how many are tried; what came of them is logged:
//
//	go test ./payment/alipay/... -run TestMutatedAnswers -v -mutations 1000000
package forgerytest
