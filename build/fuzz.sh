#!/usr/bin/env bash
# Runs every fuzz target of the product for FUZZTIME each, as many at once as there are processors. A failing input stays in
# testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."

# time_over LOG: whether the target failed only by Go 1.26's race at the end of -fuzztime, go.dev/issue/75804.
time_over() {
	grep -q '^    context deadline exceeded$' "$1" && ! grep -q 'Failing input written' "$1"
}

# run PACKAGE TARGET LOG: runs one target, keeping what it prints in LOG.
run() {
	go test -run '^$' -fuzz "^$2\$" -fuzztime "${FUZZTIME:-30s}" -parallel 1 "$1" >"$3" 2>&1
}

# fuzz PACKAGE TARGET: runs one target and says how it ended.
fuzz() {
	local log failed=0
	log=$(mktemp)
	run "$1" "$2" "$log" || { time_over "$log" && run "$1" "$2" "$log"; } || failed=1
	echo "fuzz $1 $2"
	((failed == 0)) || cat "$log"
	tail -n 1 "$log"
	rm -f "$log"
	return $failed
}
export -f time_over run fuzz

grep -rE --include='*_test.go' --exclude-dir=out '^func Fuzz[A-Z0-9_]' . |
	sed -E 's|^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*).*|\1 \2|' | sort |
	xargs -P "$(nproc)" -L 1 bash -c 'fuzz "$1" "$2"' fuzz
echo "fuzz: $(grep -rE --include='*_test.go' --exclude-dir=out '^func Fuzz[A-Z0-9_]' . | wc -l) targets"
