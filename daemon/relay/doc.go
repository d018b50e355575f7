// Package relay is the reference backend between terminals and Alipay: it holds the keys of one or many merchants, knows each
// terminal by its certificate, and passes payments on. What it says to terminals is in payment/acquirer/protocol.
//
// # What it keeps
//
// No payment. The terminal draws every number, the relay passes it on unchanged, and any instance answers for it: a call that an
// instance takes with it when it dies is unknown to the terminal, which asks through another one. What instances share lies in an
// [Engine]: enrolment codes (their hashes), terminals with their revocations, allowances, and the news that a number was notified.
//
// # Who may do what
//
// A terminal's certificate names its merchant. Its numbers, and its refunds' numbers, must begin as the merchant's do, where several
// merchants share an account with Alipay; where each has an account of its own, the account keeps them apart. Alipay's own number of
// a trade is never taken from a terminal: it would name anybody's.
//
// An instance that has not heard from the engine for [StaleAfter] does not know who was revoked. It then answers queries alone, which
// move nothing, until it hears again.
//
// # Notifications
//
// Alipay's notifications are verified by the merchant's family, answered in the family's form, and told to whichever instance the
// terminal waits at. They say when to ask, never what to believe.
package relay
