#!/usr/bin/env bash
# Runs every fuzz target of the product for FUZZTIME each, as many at once as there are processors. A failing input stays in
# testdata/fuzz. A package is built once for all its targets, and runs as `go test -fuzz` would run it.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
corpus=$(go env GOCACHE)/fuzz
export bin corpus

# targets: the fuzz targets of the product, by package.
targets() {
	grep -rE --include='*_test.go' --exclude-dir=out '^func Fuzz[A-Z0-9_]' . |
		sed -E 's|^\./(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*).*|\1 \2|' | sort
}

# time_over LOG: whether the target failed only by Go 1.26's race at the end of -fuzztime, go.dev/issue/75804.
time_over() {
	grep -q '^    context deadline exceeded$' "$1" && ! grep -q 'Failing input written' "$1"
}

# run PACKAGE TARGET LOG: runs one target, keeping what it prints in LOG.
run() {
	(cd "$1" && "$bin/$1.test" -test.paniconexit0 -test.run '^$' -test.fuzz "^$2\$" -test.fuzztime "${FUZZTIME:-30s}" \
		-test.fuzzcachedir "$corpus/posd/$1" -test.parallel 1) >"$3" 2>&1
}

# fuzz PACKAGE TARGET...: builds the package, runs its targets and says how each ended.
fuzz() {
	local package=$1 target log failed=0 lost=0
	shift
	go test -c -fuzz=. -vet=off -o "$bin/$package.test" "./$package" || return
	log=$(mktemp)
	for target; do
		lost=0
		run "$package" "$target" "$log" || { time_over "$log" && run "$package" "$target" "$log"; } || lost=1
		echo "fuzz ./$package $target"
		((lost == 0)) || { cat "$log" && failed=1; }
		tail -n 1 "$log"
	done
	rm -f "$log" "$bin/$package.test"
	return $failed
}
export -f time_over run fuzz

targets | awk '{of[$1] = of[$1] " " $2} END {for (p in of) print p of[p]}' | sort |
	xargs -P "$(nproc)" -L 1 bash -c 'fuzz "$@"' fuzz
echo "fuzz: $(targets | wc -l) targets"
