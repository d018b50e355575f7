package imports

import "fmt"

// Rule forbids some packages to import some others.
type Rule struct {
	Name    string
	In      Set  // packages that the rule binds
	Tests   bool // whether it binds their _test.go files too
	Forbids Set  // import paths
	Why     string
}

// Check returns a line for each import that breaks a rule: file, import, reason.
func Check(tree Tree, rules []Rule) []string {
	var broken []string
	for _, file := range tree.Files {
		for _, r := range rules {
			if file.Package == "" || !r.In(file.Package) || file.Test && !r.Tests {
				continue
			}
			for _, imported := range file.Imports {
				if r.Forbids(imported) {
					broken = append(broken, fmt.Sprintf("%s imports %s: %s (rule %q)", file.Path, imported, r.Why, r.Name))
				}
			}
		}
	}
	return broken
}

// Rules are the layers: models and decisions <- adapters <- workflow <- wiring <- commands,
// and no arrow points back.
func Rules() []Rule {
	rules := layers()
	rules = append(rules, insideDaemon()...)
	rules = append(rules, strangers()...)
	rules = append(rules, everywhere()...)
	for _, l := range Libraries() {
		rules = append(rules, l.rule())
	}
	return rules
}

// system holds the packages through which a program reaches outside itself.
func system() Set { return under("net", "os", "syscall", "plugin", "golang.org/x/sys") }

func layers() []Rule {
	return []Rule{
		{
			Name: "payment is pure", In: exactly("posd/payment"),
			Forbids: Set(everything).but(std).or(system()).or(exactly("math/rand", "math/rand/v2", "crypto/rand", "unsafe")),
			Why:     "time, deadlines and randomness arrive inside the event, so that every run can be repeated from its seed; standard library only",
		},
		{
			Name: "payment layer", In: under("posd/payment"), Tests: true,
			Forbids: under("posd/drivers", "posd/printer", "posd/display", "posd/daemon"),
			Why:     "money knows no device, no paper, no screen and not who wires it",
		},
		{
			Name: "payment reads no configuration", In: under("posd/payment"), Tests: true,
			Forbids: under("posd/configs").but(exactly("posd/configs/words")),
			Why:     "adapters take their Opts by value; only daemon turns the configuration into parts",
		},
		{
			Name: "drivers layer", In: under("posd/drivers"), Tests: true,
			Forbids: under("posd/payment", "posd/printer", "posd/display", "posd/daemon", "posd/configs"),
			Why:     "a driver moves bytes: it gives them no meaning, says no words and never sees a payment",
		},
		{
			Name: "printer layer", In: under("posd/printer"), Tests: true,
			Forbids: under("posd/payment", "posd/display", "posd/daemon").or(under("posd/configs").but(exactly("posd/configs/words"))),
			Why:     "a receipt is text on paper; the composition root fills it from a payment",
		},
		{
			Name: "display layer", In: under("posd/display"), Tests: true,
			Forbids: under("posd/payment", "posd/printer", "posd/daemon").or(under("posd/configs").but(exactly("posd/configs/words"))),
			Why:     "a view is lines and pixels; the composition root fills it from a payment",
		},
		{
			Name: "layout is pure", In: exactly("posd/printer", "posd/display"),
			Forbids: system().or(under("posd/drivers")),
			Why:     "what paper and screen say is decided without a device; the packages below write it to one",
		},
		{
			Name: "configs layer", In: under("posd/configs"), Tests: true,
			Forbids: under(module).but(under("posd/configs")),
			Why:     "configuration is text and numbers; daemon turns them into parts",
		},
		{
			Name: "words are words", In: under("posd/configs/words"),
			Forbids: under("posd/configs").but(under("posd/configs/words")).or(system()),
			Why:     "every layer may speak, so the catalogue depends on nothing",
		},
	}
}

func insideDaemon() []Rule {
	commands := under("posd/daemon/cmd", "posd/daemon/command")
	parts := under("posd/daemon").but(exactly("posd/daemon")).but(commands)
	return []Rule{
		{
			Name: "the journal knows no noun", In: under("posd/daemon/journal"),
			Forbids: under(module).but(under("posd/daemon/journal", "posd/configs/words")),
			Why:     "records are stream, kind, version and bytes; each owner declares and folds its own",
		},
		{
			Name: "parts do not wire themselves", In: parts,
			Forbids: exactly("posd/daemon"),
			Why:     "the composition root knows the parts, they do not know it",
		},
		{
			Name: "commands are the top", In: Set(everything).but(commands).but(under("posd/build")), Tests: true,
			Forbids: commands,
			Why:     "nothing lies above a command",
		},
		{
			Name: "a terminal is no relay", In: Set(everything).but(under("posd/daemon/relay", "posd/daemon/cmd/posrelay")), Tests: true,
			Forbids: under("posd/daemon/relay"),
			Why:     "the relay's engine is heavier than all of posd: a terminal speaks to it over the wire alone",
		},
		{
			Name: "build helpers are no product", In: Set(everything).but(under("posd/build")), Tests: true,
			Forbids: under("posd/build"),
			Why:     "what makes and checks posd is not part of it",
		},
	}
}

// strangers keeps adapters that do the same job for different counterparts apart.
func strangers() []Rule {
	groups := [][]string{
		{"posd/payment/alipay/intl", "posd/payment/alipay/ams", "posd/payment/alipay/openapi", "posd/payment/alipay/spot", "posd/payment/acquirer"},
		{"posd/display/pole", "posd/display/oled"},
	}
	var rules []Rule
	for _, group := range groups {
		for _, adapter := range group {
			rules = append(rules, Rule{
				Name: adapter + " stands alone", In: under(adapter), Tests: true,
				Forbids: under(group...).but(under(adapter)),
				Why:     "adapters never import each other: what they share belongs below them",
			})
		}
	}
	return append(rules, Rule{
		Name: "posd knows nothing of possim", In: under("posd/daemon/cmd/posd", "posd/daemon/command"),
		Forbids: under("posd/daemon/cmd/possim"),
		Why:     "the binary in the shop is the binary on the simulated counter; only its tests set the counter up",
	}, Rule{
		Name: "alipay knows no family", In: exactly("posd/payment/alipay"),
		Forbids: under("posd/payment/alipay"),
		Why:     "the families stand on what they share, not the other way round",
	})
}

func everywhere() []Rule {
	possim := under("posd/daemon/cmd/possim")
	return []Rule{
		{
			Name: "no cgo", In: everything, Tests: true,
			Forbids: exactly("C"),
			Why:     "posd is one static binary for four boards, built on any machine",
		},
		{
			Name: "fakes stay in tests", In: Set(everything).but(fakes).but(possim).but(under("posd/build")),
			Forbids: Set(fakes).or(under("testing")),
			Why:     "no terminal in a shop carries a simulated printer or a simulated Alipay; only tests and possim use them",
		},
		{
			Name: "possim sees what a stranger sees", In: possim,
			Forbids: under("posd/daemon").but(possim),
			Why:     "the simulated counter meets posd at serial ports, a URL and the local API, as the real one does",
		},
	}
}
