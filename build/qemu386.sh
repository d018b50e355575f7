#!/usr/bin/env bash
# Says how Go's 386 programs run on this machine: prints nothing where the kernel runs them, else the emulator that does, and
# exits 1 where there is none. Some kernels, those of virtual machines above all, run 64-bit programs alone.
#
# With `install` it fetches an emulator where one is needed: Debian 12's own, QEMU 7.2, crashes Go's 386 programs, so it is
# taken from the backports of the same release, unpacked into build/out/qemu. Nothing is installed and no source list changes.
set -euo pipefail
cd "$(dirname "$0")/.."

# A small package's tests, none of which is run: it only has to start.
starts() {
	GOARCH=386 CGO_ENABLED=0 go test -run '^$' "$@" ./printer >/dev/null 2>&1
}

# The packages of a release's backports are listed apart from the machine's own lists.
fetch() {
	local dir=$PWD/build/out/qemu codename mirror apt
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $codename" | head -n 1)
	mkdir -p "$dir/lists/partial"
	echo "deb $mirror $codename-backports main" >"$dir/sources.list"
	apt=(-o APT::Sandbox::User=root -o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::Lists=$dir/lists")
	apt-get "${apt[@]}" update -qq
	(cd "$dir" && apt-get "${apt[@]}" download -qq qemu-user)
	dpkg-deb -x "$dir"/qemu-user_*.deb "$dir"
	rm -rf "$dir"/qemu-user_*.deb "$dir/lists"
}

if starts; then
	exit 0
fi
candidates=(qemu-i386 qemu-i386-static "$PWD/build/out/qemu/usr/bin/qemu-i386")
for emulator in "${candidates[@]}"; do
	if command -v "$emulator" >/dev/null && starts -exec "$emulator"; then
		echo "$emulator"
		exit 0
	fi
done
[[ ${1:-} == install ]] || exit 1
fetch 1>&2
emulator=${candidates[-1]}
starts -exec "$emulator" || exit 1
echo "$emulator"
