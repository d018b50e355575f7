#!/usr/bin/env bash
# Runs the benchmarks of every package that has some.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t packages < <(grep -rlE --include='*_test.go' --exclude-dir=out '^func Benchmark[A-Z0-9_]' . | xargs -r -n1 dirname | sort -u)
if ((${#packages[@]} == 0)); then
	echo 'bench: no package has a benchmark'
	exit 0
fi
go test -run '^$' -bench . -benchmem "${packages[@]}"
