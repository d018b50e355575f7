#!/usr/bin/env bash
# Every test, in groups. The first needs Go alone; a group that needs more names what is missing.
#
#   go       the product's packages on this machine
#   386      the same as a 32-bit program: what it finds, an armv6 board would find too. Where the kernel runs none they are
#            emulated, in their short form, but for the packages that start processes
#   race     the packages where goroutines meet, under the race detector
#   witness  files with //go:build witness and tests named TestWitness...: our bytes, and a model of our protocol, read by other people's
#            programs
#   acceptance  the cases that Alipay runs itself, all of them for every family and through a relay; side by side with the next
#   relays   every family behind one relay, and two, held to everything
#   cuts     posd killed before each system call of a sale that writes; on a card that is full, or has become read-only
#   build/*  modules below build/ with tests of their own: a person at the page, played by Chromium; other people's clients
set -euo pipefail
cd "$(dirname "$0")/.."
. build/groups.sh

cuts='KillAtEveryWrite|ACardThatTurnsReadOnly|AFullCard' root_only=''
if ((EUID == 0)); then root_only="|$cuts"; fi
racy='^posd/(daemon|daemon/(admin|clock|health|journal|relay|till)|drivers/.*|payment|payment/acquirer|printer/spool)$'

# In CI the order of tests is drawn anew each time; at home the cache of results is worth more. What later groups play whole is left
# to them there.
flags=() later=()
if [[ ${CI:-} == true ]]; then
	flags+=(-shuffle=on)
	later=(-skip "^Test(Acceptance${root_only})$")
fi

if may_install; then
	build/deps.sh || echo 'test: going on with what is there'
fi

group go go test "${flags[@]}" "${later[@]}" ./...

if [[ $(uname -sm) != 'Linux x86_64' ]] || ! emulator=$(build/qemu386.sh); then
	leave_out 386 'this machine does not run 386 programs'
elif [[ -z $emulator ]]; then
	group 386 env GOARCH=386 go test "${flags[@]}" ./...
else
	# In CI, make test-arm's short form has the others, as 32-bit programs of another kind.
	mapfile -t packages < <(emulated | { [[ ${CI:-} != true ]] && cat || grep -vE "$on_boards" | grep -vE "$stand_ins"; })
	group '386 emulated' env GOARCH=386 CGO_ENABLED=0 go test -short -timeout 30m -exec "$emulator" "${flags[@]}" "${packages[@]}"
fi

mapfile -t packages < <(go list -e ./... | grep -E "$racy" || true)
if ((${#packages[@]} > 0)); then
	lacking=$(missing gcc)
	[[ -e /usr/include/stdio.h ]] || lacking+=' libc6-dev'
	if [[ -z $lacking ]]; then
		group race env CGO_ENABLED=1 go test -race -short "${flags[@]}" "${packages[@]}"
	else
		leave_out race "needs $lacking"
	fi
fi

mapfile -t packages < <(grep -rl --include='*_test.go' --exclude-dir=out '^//go:build witness' . | xargs -r -n1 dirname | sort -u)
if ((${#packages[@]} > 0)); then
	lacking=$(missing openssl zbarimg spin gcc iconv node npm)
	if [[ -z $lacking ]] && ! build/receiptline.sh >/dev/null; then
		lacking=receiptline
	fi
	if [[ -z $lacking ]]; then
		group witness go test -tags witness -run '^TestWitness' "${flags[@]}" "${packages[@]}"
	else
		leave_out witness "needs $lacking"
	fi
fi

# Terminals wait more than they work: so many are played at once.
whole=(go test -count=1 -parallel 4 ./daemon/cmd/posd -acceptance.all -kill.stride 1)
group "acceptance${root_only:+, cuts}" "${whole[@]}" -run "^Test(Acceptance${root_only})$"
group relays go test -count=1 -run '^Test(Gateway|Scenarios|ALongerChain)$' ./daemon/relay -acceptance.all
if [[ -z $root_only ]]; then
	leave_out cuts 'a process that cannot be dumped is traced by root alone'
fi

while read -r dir; do
	lacking=''
	[[ $dir != build/browser ]] || lacking=$(missing chromium)
	if [[ -z $lacking ]]; then
		# Results are not taken from the cache, which does not see what these tests build; pictures of failures are kept.
		mkdir -p "build/out/${dir##*/}"
		group "$dir" go test -C "$dir" -count=1 -artifacts -outputdir "$PWD/build/out/${dir##*/}" "${flags[@]}" ./...
	else
		leave_out "$dir" "needs $lacking"
	fi
done < <(modules)

groups_end 'make test' || exit 1
if ((${#group_left_out[@]} > 0)); then
	echo '  make deps, as root, installs what they need'
fi
