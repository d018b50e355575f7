// Package model holds the protocol of package payment a second time, in Promela, for the model checker Spin.
//
// sale.pml is one sale of up to two attempts and one refund: terminal, journal, network, gateway, buyer, cashier, and three power cuts
// between any two steps. It is written from the promises and money rules and not from the code, so that a thought that is wrong in one
// is not wrong in the other. Its assertions are safety: no request without its record (promises 1, 7, 8, 27), at most one live attempt
// (2), what the journal calls final is what the gateway's book says (3, 11, 12), no retrying in silence (5), the watch (6). Its claim in
// linear temporal logic is liveness (4): once nothing fails any more, every sale ends.
//
//	make model
//
// checks it, and then each of the mistakes named by an #ifdef in it, which Spin has to find. It needs spin and gcc; make deps installs
// them. By hand:
//
//	spin -DCUT_MEANS_UNSENT -a sale.pml && gcc -DNOCLAIM -DSAFETY -o pan pan.c && ./pan -m200000; spin -DCUT_MEANS_UNSENT -t -p -g sale.pml
//
// The same protocol as Go code is enumerated by package paymenttest/statespace.
package model
