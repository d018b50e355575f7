#!/usr/bin/env bash
# Fetches receiptline (npm) into build/out/receiptline, in the versions and with the hashes of build/receiptline/package-lock.json,
# unless it is there, and prints that folder. Exits 1, saying why, where that is not possible.
set -euo pipefail
cd "$(dirname "$0")/.."
. build/groups.sh

out=$PWD/build/out/receiptline
lacking=$(missing node npm)
if [[ -n $lacking ]]; then
	echo "receiptline: needs $lacking (make deps)" >&2
	exit 1
fi
mkdir -p "$out"
cp build/receiptline/*.js "$out"
if ! cmp -s build/receiptline/package-lock.json "$out/package-lock.json" || [[ ! -d $out/node_modules/receiptline ]]; then
	cp build/receiptline/package.json build/receiptline/package-lock.json "$out"
	npm ci --prefix "$out" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || {
		rm -f "$out/package-lock.json"
		echo 'receiptline: npm could not fetch it' >&2
		exit 1
	}
fi
echo "$out"
