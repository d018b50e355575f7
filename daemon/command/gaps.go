package command

import (
	"fmt"
	"strconv"
	"strings"

	"posd/configs/words"
	"posd/daemon/bills"
)

// gapTable prints gaps for people: what differs, about which number, and below it what to do.
func (inv *invocation) gapTable(gaps []bills.Gap) {
	inv.gapRow("ID", inv.words("reconcile.col_kind"), inv.words("reconcile.col_what"), inv.words("reconcile.col_number"),
		inv.words("reconcile.col_bill"), inv.words("reconcile.col_journal"), inv.words("reconcile.col_state"), inv.words("reconcile.col_line"))
	told := map[string]bool{}
	for _, g := range gaps {
		kind := words.Key("reconcile.kind_" + string(g.Kind))
		line := ""
		if g.Line > 0 {
			line = strconv.Itoa(g.Line)
		}
		inv.gapRow(g.ID, inv.words(kind), inv.words(words.Key("reconcile.type_"+string(g.Type))), g.Number, g.There.Decimal(), g.Here.Decimal(),
			g.State, line)
		for _, note := range inv.notes(g) {
			fmt.Fprintf(inv.Stdout, "    %s\n", note)
		}
		if do := inv.words(kind + "_do"); g.Open && !told[do] { // once a kind
			told[do] = true
			fmt.Fprintf(inv.Stdout, "    -> %s\n", do)
		}
	}
}

// notes are what is known about a gap beside its figures.
func (inv *invocation) notes(g bills.Gap) []string {
	var notes []string
	if g.Edge {
		notes = append(notes, inv.words("reconcile.edge"))
	}
	if g.Since != "" {
		notes = append(notes, inv.words("reconcile.found", g.Since))
	}
	if !g.Open {
		notes = append(notes, inv.words("reconcile.explained_by", g.By, g.Why))
	}
	return notes
}

func (inv *invocation) gapRow(id, kind, what, number, bill, journal, state, line string) {
	row := fmt.Sprintf("%s %s %s %s %s %s %s %s", pad(id, 16), pad(kind, 30), pad(what, 8), pad(number, 24), pad(bill, 14), pad(journal, 14),
		pad(state, 12), line)
	fmt.Fprintln(inv.Stdout, strings.TrimRight(row, " "))
}
