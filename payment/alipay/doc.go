// Package alipay holds what Alipay's wire families share: recognising a payment code, loading and using keys, and what the
// gateways' result codes mean for the person at the counter. The families themselves are beside it (intl, ams, openapi, spot);
// package strict reads their JSON.
//
// # Rules
//
// A payment code is recognised before it is sent: [ParseCode] says whose code a foreign one is, so that a WeChat code or a bottle
// of water never reaches Alipay.
//
// Keys come from files and stay in memory. An error about a key names the file and the key's role, never a byte of it.
//
// A result code is looked up in one table, [Lookup]. The table says for which calls a code is a definitive refusal; a code that
// is not in it, or not final for that call, proves nothing. The texts for cashier and technician are in the catalogue of words
// under "reason." + Code, and what to do under the same key + ".do".
//
// # Another family
//
// A family is a package beside this one that passes paymenttest.TestGateway before its own front of the simulated Alipay. What else
// it takes is listed where families are wired: daemon/gateway.go.
//
// # Caveats
//
// The pages of alipay.intl.acquiring.* that are public name few result codes. The table takes the rest from the families around
// it and marks each with its source; where sources disagree the code is not final.
package alipay
