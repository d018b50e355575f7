#!/bin/sh
# Says in one sentence what to do when Go is missing, too old to fetch the toolchain that go.mod names,
# or told not to fetch it.
set -eu
cd "$(dirname "$0")/.."

cure='install Go 1.21 or newer from https://go.dev/dl/ and put its bin folder on PATH'
if ! command -v go >/dev/null; then
	echo "posd is built with Go, and there is none on PATH: $cure." >&2
	exit 1
fi

# Asked outside the module, the installed Go answers for itself and fetches nothing.
version=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
case $version in
go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*)
	echo "posd needs a Go that can fetch its own toolchain, and this is $version: $cure." >&2
	exit 1
	;;
esac

if ! go version >/dev/null 2>&1; then
	wanted=$(sed -n 's/^go //p' go.mod)
	echo "posd needs Go $wanted, this is $version and could not fetch it: run with GOTOOLCHAIN=auto and a network, or install Go $wanted." >&2
	exit 1
fi
