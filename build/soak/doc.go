// Command soak plays worlds of simulated payments until so many have come to their end, and prints how fast, which faults they
// met, and which ways through payment.Next they took. See package posd/payment/paymenttest/world.
//
// It exits with 1 on any rule that was broken, with the seed and the story of that payment, and also if the worlds were too
// kind: a class of fault or a transition that they hardly met proves nothing.
//
//	make soak PAYMENTS=1000000            from seed 1, on all cores
//	make soak PAYMENTS=1000000 SEED=5000  further worlds: each run prints the seed at which the next may begin
//	make soak SEED=17                     one world
//	make soak MUTANT=midnight             a terminal with a known mistake: has to fail
package main
