// Package wire sends one request to a payment gateway, at most once, and knows whether a byte of it left.
//
// net/http repeats some requests by itself when a kept connection turns out to be dead, and does not say how much of a request it
// wrote. For a request that moves money both are wrong. This package writes HTTP/1.1 on its own TLS connections: one write per
// request, bytes counted below TLS, no redirects, no compression, no HTTP/2, no proxy unless one is configured.
//
// # Rules
//
// A request goes out once. If the kept connection dies before any byte of the request was handed to it, the same bytes go once
// more over a new connection, inside the same deadline. Any doubt counts as sent: [Error.Sent].
//
// The context is the one deadline over name lookup, dialling, TLS, writing and reading.
//
// A kept connection is watched: a goroutine waits in a read, so that the far end's closing is seen when it happens and not when
// the next request is written. [Client.Warm] makes sure that a fresh one is there and costs nothing if it is.
//
// The answer is bounded in size. Its status is handed up as it is: only the caller knows what a 200 or a 502 proves.
//
// # Caveats
//
// A connection that the far end closes in the very moment of the write swallows the request: that is Sent, and the caller asks
// what became of it. Connections are closed without TLS close_notify, because a goodbye can block.
package wire
