// Package peers holds posd's client of family openapi against other people's, in one run: whole payments over loopback by TLS, from the
// amount to the verified answer. It is a module of its own, so that they are no dependencies of posd.
//
// All clients have the same keys and meet the same counterpart: it reads a request and sends one prepared answer, so that what is counted
// is theirs. They pay under one number, which the answer names. Each keeps its connection, and verifies the answer's signature. One of them, "relayed", is posd's terminal before a relay before the
// counterpart.
package peers
