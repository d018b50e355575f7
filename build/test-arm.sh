#!/usr/bin/env bash
# The tests as arm64 and armv6 programs, under QEMU's user-mode emulation.
# TESTARM_PKGS chooses packages; in CI it is the short form: what a board's word size and alignment can break.
set -euo pipefail
cd "$(dirname "$0")/.."
. build/groups.sh

# In the short form arm64, whose words are as long as this machine's, leaves the families to armv6.
flags=() wide=''
if [[ -n ${TESTARM_PKGS:-} ]]; then
	read -ra packages <<<"$TESTARM_PKGS"
elif [[ ${CI:-} == true ]]; then
	mapfile -t packages < <(emulated | grep -E "$on_boards" | grep -vE "$stand_ins")
	flags+=(-short)
	wide='^posd/payment/alipay/'
else
	mapfile -t packages < <(emulated)
fi

if may_install; then
	build/deps.sh || echo 'test-arm: going on with what is there'
fi
lacking=$(missing qemu-aarch64-static qemu-arm-static)
if [[ -n $lacking ]]; then
	echo "make test-arm needs $lacking: make deps, as root, installs it" >&2
	exit 1
fi

group arm64 env CGO_ENABLED=0 GOARCH=arm64 go test -timeout 30m -exec qemu-aarch64-static "${flags[@]}" $(printf '%s\n' "${packages[@]}" | grep -vE "${wide:-^$}")
group armv6 env CGO_ENABLED=0 GOARCH=arm GOARM=6 go test -timeout 30m -exec qemu-arm-static "${flags[@]}" "${packages[@]}"
groups_end 'make test-arm'
