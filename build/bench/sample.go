package main

import (
	"fmt"
	"slices"
	"time"
)

// sample is what was measured again and again.
type sample []time.Duration

// quantile returns the value that the part q (0..1) of the sample does not exceed; 0 of an empty one.
func (s sample) quantile(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// median returns the value in the middle.
func (s sample) median() time.Duration { return s.quantile(0.5) }

// median returns the value in the middle, 0 where there is none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio is a over b.
func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// ms writes a duration in milliseconds.
func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }

// kb writes bytes in thousands.
func kb(n float64) string { return fmt.Sprintf("%.1f KB", n/1e3) }

// mb writes bytes in millions.
func mb(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
