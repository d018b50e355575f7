#!/usr/bin/env bash
# Builds posd for each kind of board, and posrelay for servers, into build/out, and checks that the files are what we promise.
# LDFLAGS comes from the Makefile. Same commit and same Go, same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=0 GOOS=linux
mkdir -p build/out
for board in amd64 arm64 armv7 armv6; do
	case $board in
	armv*) export GOARCH=arm GOARM=${board#armv} ;;
	*) export GOARCH=$board ;;
	esac
	go build -trimpath -buildvcs=false -ldflags "${LDFLAGS:--s -w}" -o "build/out/posd-linux-$board" ./daemon/cmd/posd
done
unset GOARM
for board in amd64 arm64; do # the relay runs on servers
	GOARCH=$board go build -trimpath -buildvcs=false -ldflags "${LDFLAGS:--s -w}" -o "build/out/posrelay-linux-$board" ./daemon/cmd/posrelay
done
unset GOOS GOARCH
go run ./build/static build/out/posd-linux-{amd64,arm64,armv7,armv6} build/out/posrelay-linux-{amd64,arm64}
