package page

import (
	"context"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"posd/printer/escpos/escpostest"
)

// How much of each is shown, the newest first.
const (
	paymentsShown = 8
	tradesShown   = 8
	papersShown   = 4
	logShown      = 6
)

// askWithin is how long posd may take to tell about itself.
const askWithin = 2 * time.Second

// state is the whole counter as the page shows it.
type state struct {
	Posd     posd            `json:"posd"`
	Sale     *payment        `json:"sale"`     // in progress, else the last one
	Timeline []step          `json:"timeline"` // of the sale
	Payments []payment       `json:"payments"`
	Display  screenText      `json:"display"`
	Printer  printer         `json:"printer"`
	Wallet   screen          `json:"wallet"`
	Books    books           `json:"books"`
	Faults   map[string]bool `json:"faults"`
}

// screenText is the text of the customer display; its picture is /display.png.
type screenText struct {
	Lines   []string `json:"lines"`
	Version string   `json:"version"`
}

type printer struct {
	Busy   bool    `json:"busy"`
	Drawer bool    `json:"drawer"` // open
	Papers []paper `json:"papers"`
}

// paper is one paper; its picture is /paper/NUMBER.
type paper struct {
	Number  int    `json:"number"`
	Version string `json:"version"`
	Text    string `json:"text"`
	Hanging bool   `json:"hanging"`
}

// look gathers the state. What posd does not tell in time is left out.
func (s *Server) look(ctx context.Context) state {
	ctx, stop := context.WithTimeout(ctx, askWithin)
	defer stop()
	st := state{
		Payments: []payment{}, Timeline: []step{}, Display: s.lookAtDisplay(), Printer: s.lookAtPrinter(), Wallet: s.wallet.screen(), Books: s.lookAtBooks(),
		Faults: map[string]bool{},
	}
	for _, f := range s.faults {
		st.Faults[f.name] = f.is()
	}
	st.Wallet.Asks = st.Books.waiting()
	s.askPosd(ctx, &st)
	return st
}

func (s *Server) lookAtDisplay() screenText {
	lines := s.counter.Pole.Lines()
	version := strings.Join(lines, "\n") + strconv.Itoa(s.counter.Pole.State().Brightness)
	return screenText{lines, versionOf(version)}
}

func (s *Server) lookAtPrinter() printer {
	st := s.counter.Printer.State()
	out := printer{Busy: st.Buffered > 0, Drawer: st.DrawerOpen, Papers: []paper{}}
	papers := s.counter.Printer.Papers()
	for i := len(papers) - 1; i >= 0 && len(out.Papers) < papersShown; i-- {
		out.Papers = append(out.Papers, paperOf(papers[i]))
	}
	return out
}

func paperOf(p escpostest.Paper) paper {
	text := strings.TrimRight(strings.Join(p.Lines(), "\n"), "\n ")
	return paper{p.Number(), versionOf(p.Text()), text, p.End() == escpostest.Hanging}
}

// versionOf tells pictures apart whose address is the same.
func versionOf(text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash takes everything
	return strconv.FormatUint(h.Sum64(), 36)
}
