// Command mutate asks whether the tests of package payment can fail: it changes the package in a thousand small ways, one at a
// time, and counts how many of the changes the tests notice.
//
// All changes are compiled into one test binary, each behind a comparison with a number that comes from the environment (mutant
// schemata), by way of go test's overlay: the tree itself is never touched. What is changed: a condition is negated, a statement
// dropped, an effect swapped for another, a constant or a bound moved, a state or another word of an enumeration swapped for its
// neighbour, an operand's sign turned, a text altered. What only logs is left alone.
//
// Survivors are listed in survivors.txt with the reason for which they may live; one that is not listed fails the run, and so does a
// score below the bound.
//
//	make mutate              everything; some minutes
//	make mutate SAMPLE=20    every twentieth change
//	make mutate ONLY=417,9   these changes, with what the tests said
package main
