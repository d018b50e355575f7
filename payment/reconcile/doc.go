// Package reconcile holds what Alipay's bill says against what the journal says, line by line, and names every difference.
//
// # Rules
//
// A bill is recognised by its content, never by its name, and read strictly: a column that is missing, a row with too few fields,
// an amount that is none, a count that does not fit or an end that is not there is a [*FormatError] with file and line, and nothing
// of the file is believed.
//
// A line of the bill and a line of ours belong together by our number and what was done with it: a payment by its merchant
// transaction number, a refund by its refund number. Amount and currency are the order's, not those that were settled.
//
// A difference is a [Gap]. Nothing is mended: a gap waits until a person has said what became of it. The loudest is
// [PaidThere]: money that Alipay took and that the journal holds as not taken (promise 6, a watched number against the next bill).
//
// Alipay counts in Beijing days, whatever the shop's business day is: the window of a bill is [from, to) in UTC+8. Ours are put
// into it by the gateway's own time where it said one. Where it did not, and our clock puts a sale within [Edge] of the window's
// end, the gap says that it may stand in the bill beside.
//
// # Formats
//
//	openapi  alipay.data.dataservice.bill.downloadurl.query with bill_type=trade: a zip, or the CSV in it. GBK, lines of comment
//	         that begin with #, a header row, rows padded with tabs, counts at the end. opendocs.alipay.com, "对账单"
//	spot     transaction and settlement file, separated by |. docs.antom.com/ac/globalbarcode/transaction_format and
//	         .../3rdpartyqrcode/settlement_format
//	intl     MID_fptrade_YYYYMMDD.csv and MID_settle_YYYYMMDD_BatchID.csv. docs.antom.com/ac/openapi/transaction and
//	         global.alipay.com/docs/ac/hk_auto_debit/settlement
//	ams      transaction and settlement details report. docs.antom.com/ac/reconcile/transaction_details and
//	         docs.antom.com/ac/amsapi/settlement; amounts are in major units (global.alipay.com/docs/ac/questions/report_question)
//
// # Caveats
//
// A bill covers a merchant, not a terminal. Where it names the terminal, other terminals' lines are counted and left alone; where
// it does not, [Opts.Shared] says that numbers unknown here belong to others.
//
// An intl bill says neither which day it is for nor how many rows it has: the day is taken from the name or from the rows, and a
// file that was cut at the end of a row is not recognised as cut, but by the sales that are then missing from it.
package reconcile
