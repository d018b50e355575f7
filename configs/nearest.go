package configs

import "slices"

// nearest returns the known key that name was most likely meant to be, or "".
func nearest(name string, known []string) string {
	const far = 3 // changes; further off is another word
	best, least := "", min(far, (len(name)+2)/2)
	slices.Sort(known)
	for _, k := range known {
		if abs(len(k)-len(name)) >= far {
			continue
		}
		if n := distance(name, k); n < least {
			best, least = k, n
		}
	}
	return best
}

// distance counts the bytes to insert, delete or replace between a and b
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func abs(n int) int {
	return max(n, -n)
}
