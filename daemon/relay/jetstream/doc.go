// Package jetstream keeps what the instances of a relay share in NATS JetStream: embedded by default, in a folder of one instance;
// embedded and clustered, where three instances or more name each other; or a NATS of its own, where several instances name that.
//
// It is the only package that knows NATS, and only posrelay links it.
//
// # How many instances
//
// An embedded engine belongs to one instance. Two instances need an engine outside of both, or a third: a cluster writes while more
// than half of its members are there, so that of two the loss of either stops both.
package jetstream
