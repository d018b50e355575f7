#!/usr/bin/env bash
# Changes package payment in a thousand small ways and asks whether its tests notice: see build/mutate. SAMPLE=n tries every n-th
# change, ONLY=n,m those.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/out/bin
go build -o build/out/bin/mutate ./build/mutate
exec build/out/bin/mutate -sample "${SAMPLE:-1}" -only "${ONLY:-0}"
