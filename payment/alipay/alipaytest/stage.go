package alipaytest

import "sync"

// stage knows which scenario each number plays and how far it has come. All fronts share it.
type stage struct {
	mu      sync.Mutex
	scripts map[string]Scenario // by payment code
	plays   map[string]*play    // by merchant transaction number
}

func newStage() *stage {
	return &stage{scripts: map[string]Scenario{}, plays: map[string]*play{}}
}

// script makes a code, or a number whose code is scanned, play s, whatever its digits say.
func (s *stage) script(code string, scenario Scenario) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[code] = scenario
}

// begin returns the play of a number, which its first pay begins with a code, and a code to scan with the number itself. A code without a script of its own plays otherwise.
func (s *stage) begin(number, code string, otherwise Scenario) *play {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.plays[number]
	if p == nil {
		scenario, ok := s.scripts[code]
		if !ok {
			scenario = otherwise
		}
		p = &play{scenario: scenario, counts: make(map[Call]int), canceled: make(chan struct{})}
		s.plays[number] = p
	}
	return p
}

// of returns the play of a number, nil before its first pay.
func (s *stage) of(number string) *play {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plays[number]
}

// next counts a call and returns what shall happen to it. A nil play is true to the books.
func (s *stage) next(p *play, call Call) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p == nil {
		return Behaviour{Call: call}
	}
	p.counts[call]++
	for _, b := range p.scenario.Behaviours {
		if b.matches(call, p.counts[call]) {
			return b
		}
	}
	return Behaviour{Call: call}
}

// play is one number's scenario in progress.
type play struct {
	scenario Scenario
	counts   map[Call]int
	once     sync.Once
	canceled chan struct{} // closed when a cancel has been through the books
}

func (p *play) cancelSeen() { p.once.Do(func() { close(p.canceled) }) }

func (p *play) name() string {
	if p == nil {
		return ""
	}
	return p.scenario.Name
}
