#!/usr/bin/env bash
# Plays worlds of simulated payments: PAYMENTS=n of them (default 1000000; one world if only SEED= is given), SEED= is the first
# world's, MUTANT=name puts a known mistake in, which has to fail. See build/soak.
set -euo pipefail
cd "$(dirname "$0")/.."
payments=${PAYMENTS:-}
[[ -n $payments || -n ${SEED:-} ]] || payments=1000000
mkdir -p build/out/bin
go build -o build/out/bin/soak ./build/soak
exec build/out/bin/soak -payments "${payments:-0}" -seed "${SEED:-1}" -mutant "${MUTANT:-}" -every 1m
