#!/usr/bin/env bash
# Runs golangci-lint ($1) over the product and over every further module below build/ but the tools.
set -euo pipefail
cd "$(dirname "$0")/.."

lint=$(realpath "$1")
config=$PWD/.golangci.yml
failed=0
while read -r mod; do
	dir=$(dirname "$mod")
	echo "lint $dir"
	(cd "$dir" && "$lint" run --config "$config" ./...) || failed=1
done < <(find . -name go.mod -not -path './build/out/*' -not -path './build/tools/*' -not -path '*/testdata/*' | sort)
exit $failed
