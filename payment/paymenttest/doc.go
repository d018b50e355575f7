// Package paymenttest holds what the tests of payments share: a Store in memory, a Gateway with a ledger and a script of faults,
// and conformance suites that every real Store and Gateway has to pass.
package paymenttest
