// Package rehearsal plays one sale and one refund on a simulated counter, from the till's request to the slip, and looks at every
// place where they must have left something: customer display, paper, timeline, journal, and the books of the simulated Alipay.
//
// It is `make demo-once`: what a newcomer reads to see what posd does, and what fails when any part of it is missing.
package rehearsal
