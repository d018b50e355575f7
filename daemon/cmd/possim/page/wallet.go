package page

import (
	"sync"
	"time"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
	"posd/payment/alipay/alipaytest"
)

// firstScenario is what the customer's phone plays until another is picked.
const firstScenario = "paid"

// freshFor is how long a shown code is held to the scanner as it is: less than its minute.
const freshFor = 45 * time.Second

// wallet is the customer's phone. The zero value but for alipay shows no code.
type wallet struct {
	alipay *alipaytest.Alipay

	mu       sync.Mutex
	code     string // in full: it is simulated money
	scenario string
	value    int
	shown    time.Time
	held     bool
}

// show brings a new code to the screen.
func (w *wallet) show(scenario string, value int) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mint(scenario, value)
}

func (w *wallet) mint(scenario string, value int) (string, error) {
	code, err := w.alipay.Mint(scenario, value)
	if err == nil {
		w.code, w.scenario, w.value, w.shown, w.held = code, scenario, value, time.Now(), false
	}
	return code, err
}

// hold returns a code that is held to a scanner for the first time: the one on the screen if it is fresh, else a new one.
func (w *wallet) hold(scenario string, value int) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held || w.scenario != scenario || w.value != value || time.Since(w.shown) > freshFor {
		if _, err := w.mint(scenario, value); err != nil {
			return "", err
		}
	}
	w.held = true
	return w.code, nil
}

// screen is what the phone shows.
type screen struct {
	Code     string `json:"code"`
	Scenario string `json:"scenario"`
	Held     bool   `json:"held"`
	Asks     *trade `json:"asks"` // the trade that waits for the customer's yes or no
}

func (w *wallet) screen() screen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return screen{Code: w.code, Scenario: w.scenario, Held: w.held}
}

// choice is a scenario that can be picked.
type choice struct {
	Name  string
	Value int // of the parameter; 0 for its default
	Param string
	Text  counter.Words
}

// group is some scenarios under one heading.
type group struct {
	Title counter.Words
	Items []choice
}

// groupsOf lists the groups by the scenarios' numbers: each holds those below its end that no group before it holds.
var groupsOf = []struct {
	end   int
	title words.Key
}{
	{10, "sim.group_buyer"},
	{20, "sim.group_refused"},
	{40, "sim.group_answer"},
	{60, "sim.group_forged"},
	{70, "sim.group_query"},
	{80, "sim.group_cancel"},
	{90, "sim.group_refund"},
	{100, "sim.group_silent"},
}

// scenarioGroups lists every scenario that makes sense in this shop. Of a refusal there is one for each reason. A buyer who pays
// in another currency needs a shop that sells in one.
func scenarioGroups() []group {
	groups := make([]group, len(groupsOf))
	for i, g := range groupsOf {
		groups[i].Title = both(g.title)
	}
	for _, s := range alipaytest.Scenarios() {
		if s.Buyer.PayIn == counter.Currency {
			continue
		}
		i := 0
		for groupsOf[i].end <= s.Number {
			i++
		}
		groups[i].Items = append(groups[i].Items, choices(s)...)
	}
	return groups
}

func choices(s alipaytest.Scenario) []choice {
	if s.Buyer.Refuse == "" {
		return []choice{{Name: s.Name, Value: s.Value, Param: s.Param, Text: counter.Words{Zh: s.Zh, En: s.En}}}
	}
	var all []choice
	for i, reason := range alipaytest.Refusals() {
		all = append(all, choice{Name: s.Name, Value: i, Text: counter.Words{Zh: reason, En: reason}})
	}
	return all
}

// quick lists what newcomers try first, in this order.
var quick = []struct {
	name  string
	value int
	text  words.Key
}{
	{"paid", 0, "sim.quick_paid"},
	{"confirm_queries", 0, "sim.quick_confirms"},
	{"confirm_by_hand", 0, "sim.quick_by_hand"},
	{"buyer_declines", 0, "sim.quick_declines"},
	{"refused", 0, "sim.quick_refused"},
	{"charged_lost", 0, "sim.quick_lost"},
}

func quickChoices() []choice {
	var all []choice
	for _, q := range quick {
		all = append(all, choice{Name: q.name, Value: q.value, Text: both(q.text)})
	}
	return all
}
