package alipaytest

import "time"

// Amounts, in smallest units, that the official sandbox answers in its own way when somebody accepts a terminal there: 9901 pay is
// unknown, 9902 pay times out, 9903 inquiry is unknown, 9904 inquiry times out. How often an inquiry stays so is inferred: twice.
// In all four the buyer has paid, so that a terminal that gives up at once has books that differ from these.
var mockAmounts = map[int64]Scenario{
	9901: mocked("mock_9901", Behaviour{Call: CallPay, Times: 1, Result: CodeUnknownException}),
	9902: mocked("mock_9902", Behaviour{Call: CallPay, Times: 1, Transport: TransportHang}),
	9903: mocked("mock_9903",
		Behaviour{Call: CallPay, Times: 1, Result: CodeUnknownException},
		Behaviour{Call: CallQuery, Times: mockTimes, Result: CodeUnknownException}),
	9904: mocked("mock_9904",
		Behaviour{Call: CallPay, Times: 1, Result: CodeUnknownException},
		Behaviour{Call: CallQuery, Times: mockTimes, Late: mockLate}),
}

const (
	mockTimes = 2
	mockLate  = time.Minute // no terminal waits so long for one answer
)

func mocked(name string, b ...Behaviour) Scenario { return Scenario{Name: name, Behaviours: b} }

// scenarioFor is what a first pay plays: the scenario that its code selects, or the mock amount's if it selects none.
func (a *Alipay) scenarioFor(code string, amount Money) Scenario {
	s := ScenarioOf(code)
	if mock, ok := mockAmounts[amount.Value]; ok && a.opts.MockAmounts && s.Number == catalogue[0].number {
		return mock
	}
	return s
}
