// Package acquirer takes payments through a relay: the backend of an acquirer, a system integrator or a merchant that holds the
// keys of Alipay. The terminal keeps none; it has a certificate of its own, which the relay has issued. What is said on the wire is
// in package protocol, and package relay of the daemon is the reference for the other side.
//
// # Rules
//
// The relay is known by its TLS certificate alone, under the authorities that the terminal is told to trust, and knows us by ours.
// An answer is believed if it comes on such a connection with status 200, is one JSON object in which nothing is said twice, and
// repeats our message, number, amount and refund number; a verdict must be one that the call can have, and be signed: the relay says
// so when it has verified Alipay's own signature. What is not believed is [payment.Unknown].
//
// Several addresses may be given: instances of one relay. A pay, a code to show, a cancel or a refund goes to the next one only if the one before has
// got nothing of it; a query, which moves nothing, also where the one before does not answer. So one payment never becomes two,
// and what became of it is asked at whichever instance is there.
//
// # Identity
//
// [Identity] is a directory with our key, which is drawn here and never leaves, and the certificate. A one-time code brings the
// first certificate (Enroll); [Client.Run] renews it when two thirds of its life are over. Whoever has the directory is the terminal,
// until it is revoked or enrolled anew.
//
// # Caveats
//
// The numbers of a merchant may have to begin with digits that the relay gives out (Numbers); the relay refuses others. Refunds of
// payments made before the terminal came to the relay are then made where they were paid.
package acquirer
