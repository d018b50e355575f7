#!/usr/bin/env bash
# Runs every fuzz target of the product, one after another, for FUZZTIME each. A failing input stays in testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# fuzz PACKAGE TARGET: runs one target, keeping what it prints in $log.
fuzz() {
	go test -run '^$' -fuzz "^$2\$" -fuzztime "${FUZZTIME:-30s}" "$1" >"$log" 2>&1
}

# time_over: whether the target failed only by Go 1.26's race at the end of -fuzztime, go.dev/issue/75804.
time_over() {
	grep -q '^    context deadline exceeded$' "$log" && ! grep -q 'Failing input written' "$log"
}

failed=0
found=0
while IFS=: read -r file line; do
	package=$(dirname "$file")
	target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
	found=$((found + 1))
	echo "fuzz $package $target"
	fuzz "$package" "$target" || { time_over && fuzz "$package" "$target"; } || {
		failed=1
		cat "$log"
	}
	tail -n 1 "$log"
done < <(grep -rE --include='*_test.go' --exclude-dir=out '^func Fuzz[A-Z0-9_]' . | sort)
echo "fuzz: $found targets"
exit $failed
