#!/usr/bin/env bash
# Runs every package's benchmarks, then measures what posd promises and prints one table of it (build/bench).
# SALES, the sales of the real posd, and N, the records of the large journal, may be set: make bench SALES=10000 N=1000000.
# Nothing fails for a figure that missed its target; exit code 1 means that something could not be measured.
set -euo pipefail
cd "$(dirname "$0")/.."

out=build/out/bench
mkdir -p "$out"
trap 'rm -rf "$out"/run-*' EXIT

mapfile -t packages < <(grep -rlE --include='*_test.go' --exclude-dir=out --exclude-dir=peers '^func Benchmark[A-Z0-9_]' . | xargs -r -n1 dirname | sort -u)
go test -run '^$' -bench . -benchtime 200ms -benchmem "${packages[@]}" | tee "$out/go.txt"
# A signature against a signature: a per cent counts, so it gets more runs.
go test -run '^$' -bench '^BenchmarkSeal$' -benchtime 1s -count 4 -benchmem ./payment/alipay/{intl,ams,openapi,spot} | tee -a "$out/go.txt"
# Other people's clients on one core, in a module of their own.
GOMAXPROCS=1 go test -C build/peers -run '^$' -bench . -benchtime 2s -count 3 -benchmem ./... | tee -a "$out/go.txt"

# The real posd for this machine; for arm64 as build/build.sh makes it, and once more with its symbols.
export CGO_ENABLED=0
go build -trimpath -ldflags '-s -w' -o "$out/posd" ./daemon/cmd/posd
GOOS=linux GOARCH=arm64 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$out/posd-linux-arm64" ./daemon/cmd/posd
GOOS=linux GOARCH=arm64 go build -trimpath -buildvcs=false -o "$out/posd-linux-arm64-symbols" ./daemon/cmd/posd
go build -o "$out/bench" ./build/bench
peer=$(build/receiptline.sh) || echo 'bench: receiptline, the peer of our receipts, is left out' >&2

"$out/bench" -dir "$out" -gotest "$out/go.txt" -posd "$out/posd" -arm64 "$out/posd-linux-arm64" \
	-symbols "$out/posd-linux-arm64-symbols" -receiptline "${peer:-}" -sales "${SALES:-1000}" -records "${N:-100000}"
