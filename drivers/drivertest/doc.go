// Package drivertest holds what tests of drivers and the simulator share: a cable that can be pulled (Pty), and an in-memory
// connection for virtual time (Pipe).
package drivertest
