package statespace

import "fmt"

// liveness holds that without faults every path leads to an end. The moves without a fault make a graph; if it has no circle, each path
// in it ends, whatever buyer, cashier and gateway choose, and if each of its ends is at rest, each ends well. What is at rest
// agrees with the ledger, as every state does.
func (s *search) liveness() {
	first := make([]uint32, len(s.nodes)+1) // where each state's moves begin; they were found in the order of states
	for _, e := range s.calm {
		first[e[0]+1]++
	}
	for i := range s.nodes {
		first[i+1] += first[i]
	}
	if at, stuck := s.stuck(first); stuck {
		s.report.Violation = fmt.Sprintf("promise 4: %s, and nothing will ever happen", s.payments[s.nodes[at].state.disk].State)
		s.report.Timeline = s.timeline(at) + "  => " + s.report.Violation + "\n"
		return
	}
	if at, circles := s.circle(first); circles {
		s.report.Violation = fmt.Sprintf("promise 4: %s goes in a circle although nothing fails", s.payments[s.nodes[at].state.disk].State)
		s.report.Timeline = s.timeline(at) + "  => " + s.report.Violation + "\n"
	}
}

// stuck finds a state that has work left and no move.
func (s *search) stuck(first []uint32) (uint32, bool) {
	for at := range uint32(len(s.nodes)) { //nolint:gosec // memory ends long before
		if first[at] != first[at+1] {
			continue
		}
		if st := s.nodes[at].state; st.down || s.payments[st.disk].Open() || s.payments[st.mem].Open() {
			return at, true
		}
	}
	return 0, false
}

// circle finds a state from which the moves without a fault lead back to it.
func (s *search) circle(first []uint32) (uint32, bool) {
	const fresh, onPath, ends = 0, 1, 2
	mark := make([]uint8, len(s.nodes))
	tried := make([]uint32, len(s.nodes)) // how many moves of each state are done with
	var path []uint32
	for root := range uint32(len(s.nodes)) { //nolint:gosec // memory ends long before
		if mark[root] != fresh {
			continue
		}
		mark[root] = onPath
		path = append(path[:0], root)
		for len(path) > 0 {
			at := path[len(path)-1]
			e := first[at] + tried[at]
			if e == first[at+1] {
				mark[at] = ends
				path = path[:len(path)-1]
				continue
			}
			tried[at]++
			switch to := s.calm[e][1]; mark[to] {
			case onPath:
				return to, true
			case fresh:
				mark[to] = onPath
				path = append(path, to)
			}
		}
	}
	return 0, false
}
