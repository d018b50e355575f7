// Package book keeps payments in the journal: it is the payment.Store of a terminal, and answers what a page, a till or an
// admin asks about payments.
//
// Every save is one record of the journal's stream "payment" holding the whole durable payment, so that the history of a
// payment is the list of its records, and its present state the last of them. What belongs into the same commit, such as the
// receipt that a paid sale owes, is added by the Owes function that the composition root gives.
//
// The business day of a record is taken in the terminal's own time zone and begins at the configured hour, so that a bar's
// night is one day. Only records that change a total carry the day's index term.
package book
