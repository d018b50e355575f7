package alipaytest

import (
	"fmt"
	"slices"
)

// Scenario is what happens to one payment from its first request to the last.
type Scenario struct {
	Number int    `json:"number"` // 0-99, its two digits in a payment code
	Name   string `json:"name"`
	Zh     string `json:"zh"` // for the person at the simulated counter
	En     string `json:"en"`
	Param  string `json:"param,omitempty"`       // what the code's two parameter digits mean; "": nothing
	Value  int    `json:"value,omitempty"`       // of the parameter; 0 digits mean the default
	Code   string `json:"exampleCode,omitempty"` // a payment code that selects it; good once, Alipay.Mint makes others

	Buyer      Buyer       `json:"buyer"`
	Behaviours []Behaviour `json:"behaviours,omitempty"` // the first that matches a call holds
}

// A payment code that selects a scenario is PP00NNVVxxxxxxxx: a prefix of 25..30, two zeros, the scenario's number, its
// parameter, and eight or more digits of no meaning. A code without the two zeros, or with a number that no scenario has, pays
// at once.
const (
	markDigits  = "00"
	plainPrefix = "28"
)

// Scenarios lists all scenarios, each with the default of its parameter and an example code.
func Scenarios() []Scenario {
	out := make([]Scenario, 0, len(catalogue))
	for _, e := range catalogue {
		out = append(out, e.scenario(0))
	}
	return out
}

// ScenarioNamed returns a scenario with a parameter; 0 takes the default. The error is ErrScenario.
func ScenarioNamed(name string, value int) (Scenario, error) {
	i := slices.IndexFunc(catalogue, func(e entry) bool { return e.name == name })
	if i < 0 || value < 0 || value > 99 {
		return Scenario{}, fmt.Errorf("%w: %q with %d", ErrScenario, name, value)
	}
	return catalogue[i].scenario(value), nil
}

// ScenarioOf returns the scenario that a payment code selects by its digits.
func ScenarioOf(code string) Scenario {
	if len(code) < 16 || code[2:4] != markDigits {
		return catalogue[0].scenario(0)
	}
	number, value := twoDigits(code[4:6]), twoDigits(code[6:8])
	i := slices.IndexFunc(catalogue, func(e entry) bool { return e.number == number })
	if value < 0 || i < 0 {
		return catalogue[0].scenario(0)
	}
	return catalogue[i].scenario(value)
}

// Presented is s for a code that the buyer scans: what befalls its pay befalls the request for the code instead.
func (s Scenario) Presented() Scenario {
	s.Behaviours = slices.Clone(s.Behaviours)
	for i := range s.Behaviours {
		if s.Behaviours[i].Call == CallPay {
			s.Behaviours[i].Call = CallPresent
		}
	}
	return s
}

// twoDigits reads exactly two digits; anything else is -1.
func twoDigits(s string) int {
	tens, ones := s[0]-'0', s[1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
}

// CodeWith returns a payment code of 18 digits that selects s with its parameter; tail tells codes apart.
func (s Scenario) CodeWith(tail uint64) string {
	return fmt.Sprintf("%s%s%02d%02d%010d", plainPrefix, markDigits, s.Number, s.Value, tail%10_000_000_000)
}

// scenario fills e's template.
func (e entry) scenario(value int) Scenario {
	if value == 0 {
		value = e.value
	}
	s := Scenario{Number: e.number, Name: e.name, Zh: e.zh, En: e.en, Param: e.param, Value: value}
	if e.script != nil {
		s.Buyer, s.Behaviours = e.script(value)
	}
	s.Code = s.CodeWith(1)
	return s
}

// entry is a scenario's template.
type entry struct {
	number int
	name   string
	zh, en string
	param  string
	value  int
	script func(value int) (Buyer, []Behaviour) // nil: the buyer pays at once, nothing goes wrong
}
