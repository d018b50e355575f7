package page

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
	"posd/payment/alipay/alipaytest"
)

// slowBy is how long a slow gateway takes for each answer: less than posd's patience, so that it is only slow.
const slowBy = 3 * time.Second

// linesLeft is how long a roll that is about to end still is.
const linesLeft = 5

// fault is something that can be made wrong with the counter, and right again.
type fault struct {
	name string // its words are "sim.fault_" + name
	set  func(on bool) error
	is   func() bool
}

// faults lists them in the order in which the page shows them.
func faults(c *counter.Counter) []fault {
	all := append(printerFaults(c), cableFault(c, "printer_unplugged", counter.PortPrinter),
		cableFault(c, "display_unplugged", counter.PortDisplay), cableFault(c, "scanner_unplugged", counter.PortScanner))
	return append(all, gatewayFaults(c)...)
}

func printerFaults(c *counter.Counter) []fault {
	var ends atomic.Bool // the roll was made to end soon
	paper := func(takeAway func()) func(bool) error {
		return func(on bool) error {
			if on {
				takeAway()
			} else {
				ends.Store(false)
				c.Printer.LoadPaper()
			}
			return nil
		}
	}
	endsSoon := func() {
		ends.Store(true)
		c.Printer.PaperOutAfter(linesLeft)
	}
	cover := func(open bool) error {
		c.Printer.Cover(open)
		return nil
	}
	return []fault{
		{"paper_out", paper(c.Printer.PaperOut), func() bool { return c.Printer.State().PaperOut }},
		{"paper_ends", paper(endsSoon), ends.Load},
		{"cover_open", cover, func() bool { return c.Printer.State().CoverOpen }},
	}
}

func cableFault(c *counter.Counter, name string, port counter.Port) fault {
	return fault{name, func(pulled bool) error {
		if pulled {
			return c.Unplug(port)
		}
		return c.Plug(port)
	}, func() bool { return !c.Plugged(port) }}
}

func gatewayFaults(c *counter.Counter) []fault {
	of := func(name string, flip func(*alipaytest.Switches, bool), is func(alipaytest.Switches) bool) fault {
		return fault{name, func(on bool) error {
			s := c.Alipay.Switches()
			flip(&s, on)
			c.Alipay.SetSwitches(s)
			return nil
		}, func() bool { return is(c.Alipay.Switches()) }}
	}
	return []fault{
		of("gateway_down", func(s *alipaytest.Switches, on bool) { s.Down = on }, func(s alipaytest.Switches) bool { return s.Down }),
		of("gateway_slow", func(s *alipaytest.Switches, on bool) {
			s.Slow = 0
			if on {
				s.Slow = slowBy
			}
		}, func(s alipaytest.Switches) bool { return s.Slow > 0 }),
		of("answers_lost", func(s *alipaytest.Switches, on bool) { s.LoseAnswers = on },
			func(s alipaytest.Switches) bool { return s.LoseAnswers }),
		of("wrong_key", func(s *alipaytest.Switches, on bool) { s.WrongKey = on }, func(s alipaytest.Switches) bool { return s.WrongKey }),
		of("key_refused", func(s *alipaytest.Switches, on bool) { s.Deny = on }, func(s alipaytest.Switches) bool { return s.Deny }),
	}
}

func (f fault) text() words.Key { return words.Key("sim.fault_" + f.name) }

type wrong struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
}

// setFault makes one thing wrong, or right again.
func (s *Server) setFault(_ context.Context, ask wrong) (any, error) {
	for _, f := range s.faults {
		if f.name == ask.Name {
			return nil, f.set(ask.On)
		}
	}
	return nil, refuse(http.StatusBadRequest, "sim.error_fault")
}
