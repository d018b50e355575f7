# Sourced by the scripts that run their work in groups: how long each took, which failed, which was left out.
# Where CI=true a group left out is a failure, so that none is lost unnoticed.

group_lines=()
group_left_out=()
group_failed=0

# group NAME COMMAND...: runs one group and notes its verdict and its time.
group() {
	local name=$1 start=$SECONDS verdict=ok
	shift
	echo "== $name"
	"$@" || {
		verdict=FAILED
		group_failed=1
	}
	group_lines+=("$(printf '%-8s %5d s  %s' "$verdict" $((SECONDS - start)) "$name")")
}

# leave_out NAME WHY: notes a group that cannot run here.
leave_out() {
	group_left_out+=("$1: $2")
}

# groups_end WHAT: prints the groups and returns 1 if one failed, or was left out in CI.
groups_end() {
	echo
	echo "$1: time per group"
	((${#group_lines[@]} == 0)) || printf '  %s\n' "${group_lines[@]}"
	if ((${#group_left_out[@]} > 0)); then
		printf '  left out  %s\n' "${group_left_out[@]}"
		[[ ${CI:-} != true ]] || group_failed=1
	fi
	return $group_failed
}

# missing PROGRAM...: prints those that are not on PATH.
missing() {
	local program lacking=()
	for program; do
		command -v "$program" >/dev/null || lacking+=("$program")
	done
	echo "${lacking[*]}"
}

# may_install: whether packages can be installed here without asking anybody.
may_install() {
	command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

# modules: the folders of the modules beside the product's own, but for the tools.
modules() {
	find build -mindepth 2 -name go.mod -not -path 'build/out/*' -not -path 'build/tools/*' -printf '%h\n' | sort
}

# emulated: the packages whose tests run under an emulator: those that start processes do not, for an emulated program cannot
# start itself again, nor does the relay, which runs on servers.
emulated() {
	go list -e ./... | grep -vE '^posd/(build|daemon/cmd|daemon/command|daemon/relay)(/|$)'
}

# on_boards: the packages that what a board's word size and alignment can break is in; make test-arm's short form.
on_boards='^posd/(daemon/journal|drivers|payment|printer)(/|$)'

# stand_ins: simulations of the outside, which no board ever runs. Their tests are long under an emulator, and left out of short forms.
stand_ins='^posd/payment/(alipay/alipaytest|paymenttest)(/|$)'
