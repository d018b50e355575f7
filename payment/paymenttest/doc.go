// Package paymenttest holds what the tests of payments share.
//
//   - Memory is a Store that survives its process; Power is a Memory until the power is cut or the disk breaks.
//
//   - Bank is a Gateway with a ledger of what was really charged, and a script of faults.
//
//   - TestStore is the suite that every real Store has to pass.
//
//   - World plays thousands of sales through a real Cashier while everything around it fails, and holds the ledger against the
//     journal. A seed is all it takes to see a failure again:
//
//     go test ./payment/paymenttest -run World -seed 17 -payments 1 -v
//
//   - Package statespace, below, enumerates instead: every state that one sale can reach.
//
// Nothing here knows how package payment decides: what is right is written down a second time, from the documents.
package paymenttest
