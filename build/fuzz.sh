#!/usr/bin/env bash
# Runs every fuzz target of the product, one after another, for FUZZTIME each. A failing input stays in testdata/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
found=0
while IFS=: read -r file line; do
	target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
	found=$((found + 1))
	echo "fuzz $(dirname "$file") $target"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "$(dirname "$file")" >"$log" 2>&1 || {
		failed=1
		cat "$log"
	}
	tail -n 1 "$log"
done < <(grep -rE --include='*_test.go' --exclude-dir=out '^func Fuzz[A-Z0-9_]' . | sort)
echo "fuzz: $found targets"
exit $failed
