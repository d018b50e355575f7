// Package daemon puts a terminal together: New builds every part from the configuration, Run works until its context ends.
//
// It is the composition root. Here, and only here, the parts learn of each other: the journal's records get their owners, the
// Cashier its gateway, the till its scanner and display, the health tree its reports. The end-to-end tests build the same
// value.
//
// The core (Cashier, till) is crash-only: if it ends, the process ends, and the next one goes on from the journal. Devices, printing
// and the status page restart on their own.
package daemon
