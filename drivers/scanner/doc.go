// Package scanner turns what barcode scanners send into scans, and delivers a scan only while one
// is expected.
//
// Serial and USB-CDC scanners send bytes; a keyboard scanner becomes such a connection through
// package evdev. [ServeSerial] frames the bytes into codes by a suffix or by silence, takes a prefix
// and the AIM identifier off, and hands each on as a [Scan]. All scanners of a terminal feed one
// [Inbox].
//
// # Rules
//
// An Inbox is armed for one scan at a time (DataEventEnabled of UnifiedPOS). What comes while it is
// not armed, what is stale, what repeats and what could not be read whole is dropped, and each drop
// is told with its reason, so that a nervous trigger finger queues up no second payment and still
// hears why nothing happened.
//
// Half a code is never handed on as a whole one: where a suffix is due, what comes without it is
// dropped as torn. A scanner that sends no suffix has to be configured so.
//
// What was scanned may be a payment code. A Scan masks it in every form in which it could reach a
// log, a page or a file.
//
// # Caveats
//
// A scan's time is when its last byte was read, for no scanner tells when it saw the code.
package scanner
