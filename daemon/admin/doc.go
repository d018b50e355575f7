// Package admin is what a terminal shows and takes over HTTP: the local API by which tills and commands drive it, the status
// page for admins and technicians, server-sent events, health, metrics, and the OpenAPI document of all of it.
//
// # Rules
//
// The package decides nothing about money. It reads a request, hands it to the till, and writes what has become durable. Where
// it needs something it says so in an interface of its own (see Parts), and the composition root provides it.
//
// Nothing here can hold up a sale: requests, bodies, connections, waiting requests and event streams are bounded, each write to
// a client has a deadline, and what the composition root calls after a commit (Server.Changed and its kin) never blocks.
//
// Over TCP every request passes one guard: the Host must be this machine's (a page that points its own name at 127.0.0.1 is
// refused), state changes only by POST with JSON from no other origin, and with the token where one is configured. A browser
// gives the token as the password of HTTP Basic authentication (any user name), everything else as a bearer token. On the unix
// socket the rights come from the file's mode and from the peer's credentials instead.
//
// Where there are operators (package staff) their roles are the roles of access: an operator's number and PIN are taken in place of
// the token; on loopback without a token the role is that of who has signed on. The token and the unix socket stay administrators. A
// refund, an opening of the drawer and a Z report are in somebody's name, and PINs are never kept here but as a keyed hash in memory.
//
// A payment that came with an Idempotency-Key keeps that key and a digest of the request's body in its own record, so that the
// repeated request finds it after a power cut. Requests with the same key wait for each other. The digest covers the payment
// code only in its masked form: a digest of the digits could be guessed back.
//
// Whatever a person reads is in Chinese and in English, from posd/configs/words.
//
// # Caveats
//
// There is no TLS: on anything but loopback, the token and the page travel in the clear, so reach a terminal through an SSH
// tunnel or a private network. A client that connects to the events without a cursor sees only what happens from then on.
package admin
