// Package bills keeps in the journal what reconciliations found: one record for each bill that was held against the journal, and
// one subject for each gap, which stays open until a person has said what became of it.
//
// # Rules
//
// A gap never closes by itself. If a later bill shows what was missed, that is noted on the gap, and a person still has to close
// it. A gap that comes again with other figures is open again, whatever was said about it before; with the same figures it stays
// explained, so that a bill can be read twice.
//
// The comparison itself ([Judge]) only reads, so that a command can do it on a copy of the journal, beside a terminal that sells.
//
// # Caveats
//
// At most [MaxGaps] gaps of one bill are kept one by one: more than that is the bill of somebody else. Their number is kept.
package bills
