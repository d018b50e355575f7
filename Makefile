# posd's targets. `make` alone lists them. Only Go and make are needed; what needs more says so.
# The longer recipes are scripts in build/.

SHELL       := /bin/sh
OUT         := build/out
FAMILY      ?= intl
FUZZTIME    ?= 30s
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMITTED   := $(shell git log -1 --format=%cI 2>/dev/null)
LDFLAGS     := -s -w -X main.version=$(VERSION) -X main.committed=$(COMMITTED)
LINTVERSION := $(shell sed -n 's|.*golangci/golangci-lint/v2 ||p' build/tools/go.mod 2>/dev/null | cut -d' ' -f1)
GOLANGCI    := $(OUT)/tools/golangci-lint-$(LINTVERSION)

export FAMILY FUZZTIME PAYMENTS SEED MUTANT SAMPLE ONLY

.DEFAULT_GOAL := help
.PHONY: help demo demo-once test deps test-arm lint lint-one build bench soak mutate fuzz clean need-go binaries

help:
	@echo 'posd: an Alipay terminal out of a small board, a scanner, a display and a printer.'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /\1#/p' $(MAKEFILE_LIST) | awk -F'#' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: binaries ## a whole simulated counter: prints one URL to see and drive it (FAMILY=intl)
	@exec $(OUT)/bin/possim demo

demo-once: binaries ## one scripted sale and refund end to end, on stdout (FAMILY=intl)
	@exec $(OUT)/bin/possim demo-once

test: need-go ## every test; groups whose programs are missing are named at the end
	@build/test.sh

deps: ## installs the Debian packages that some tests need (root or password-free sudo)
	@build/deps.sh

test-arm: need-go ## the tests for arm64 and armv6 under user-mode emulation (TESTARM_PKGS='./printer/...')
	@build/test-arm.sh

lint: $(GOLANGCI) ## the linters over every module
	@build/lint.sh $(GOLANGCI)

lint-one: $(GOLANGCI) ## the linters over PKG=./printer/...
	@test -n '$(PKG)' || { echo 'make lint-one: say which packages: PKG=./printer/...' >&2; exit 2; }
	@$(GOLANGCI) run $(PKG)

build: need-go ## static binaries: build/out/posd-linux-{amd64,arm64,armv7,armv6}, posrelay-linux-{amd64,arm64}
	@LDFLAGS='$(LDFLAGS)' build/build.sh

bench: need-go ## the benchmarks, then what posd promises, measured (SALES=1000 N=100000)
	@build/bench.sh

soak: need-go ## simulated payments while everything fails (PAYMENTS=1000000 SEED=1 MUTANT=name)
	@build/soak.sh

mutate: need-go ## changes package payment in a thousand ways and counts what its tests notice (SAMPLE=20 ONLY=417)
	@build/mutate.sh

fuzz: need-go ## every fuzz target for FUZZTIME=30s
	@build/fuzz.sh

.PHONY: explore model
explore: need-go ## every state that a sale can reach, and long ways of two of one order and of the gate
	@EXPLORE=large go test -count=1 -v -timeout 2h -run '^TestEveryReachableState$$|^TestTwo|^TestEveryStateOfTheGate$$|^TestABrokenJournal' ./payment/paymenttest/statespace ./payment/paymenttest/corespace

model: need-go ## the model of a sale in the model checker Spin, and its broken twins, which must fail
	@go test -tags witness -count=1 -v -run '^TestWitness' ./payment/model

clean: ## removes build/out
	rm -rf $(OUT)

binaries: need-go
	@mkdir -p $(OUT)/bin
	@CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $(OUT)/bin/ ./daemon/cmd/posd ./daemon/cmd/possim $(if $(filter acquirer,$(FAMILY)),./daemon/cmd/posrelay)

# `go tool -modfile=build/tools/go.mod golangci-lint` runs the same program but links it anew each time.
$(GOLANGCI): build/tools/go.mod build/tools/go.sum | need-go
	@mkdir -p $(@D)
	CGO_ENABLED=0 go build -modfile=build/tools/go.mod -trimpath -ldflags '-s -w' -o $@.new github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@mv $@.new $@

need-go:
	@build/need-go.sh
