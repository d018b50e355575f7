// Package promises holds the table of what posd promises (promises.md) against the tests that hold it: every number is there, and
// every test that is named exists. What is not held yet says so, and what it waits for.
package promises
