#!/usr/bin/env bash
# Installs the Debian packages that some tests need, and only those that are missing.
# Exits 1, naming the command to run, where it may not install them.
set -euo pipefail
cd "$(dirname "$0")/.."

# file or program that shows it is there : Debian package : what needs it
needs=(
	"gcc:gcc:the race detector and the model of a sale"
	"/usr/include/stdio.h:libc6-dev:the race detector"
	"chromium:chromium:the browser tests"
	"openssl:openssl:the witness of our signatures"
	"zbarimg:zbar-tools:the witness of our bar codes"
	"node:nodejs:receiptline, the witness of our columns"
	"npm:npm:receiptline, the witness of our columns"
	"spin:spin:the model of a sale"
	"qemu-arm-static:qemu-user-static:make test-arm"
)

# An emulator for the tests as 386 programs, where the kernel runs none.
if [[ $(uname -sm) == 'Linux x86_64' ]] && command -v go >/dev/null && command -v apt-get >/dev/null; then
	build/qemu386.sh install >/dev/null || echo 'deps: nothing here runs 386 programs'
fi

missing=()
for need in "${needs[@]}"; do
	IFS=: read -r proof package purpose <<<"$need"
	if [[ -e $proof ]] || command -v "$proof" >/dev/null; then
		continue
	fi
	missing+=("$package")
	echo "deps: $package is missing (for $purpose)"
done
if ((${#missing[@]} == 0)); then
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	echo "deps: no apt-get here: install with this system's own means: ${missing[*]}" >&2
	exit 1
fi
as_root=()
if ((EUID != 0)); then
	if ! sudo -n true 2>/dev/null; then
		echo "deps: run as root: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo -n)
fi

export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "deps: installed ${missing[*]}"
