# Needs Go and make; `make deps` installs what else the tests use (Debian-like systems).
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# A number of inputs, not of seconds: at the end of its time go sometimes takes the deadline itself for a failure.
FUZZTIME ?= 20000x
IMAGE    ?= hongyan
SOAK     ?= 30m
# Where packages of npm are installed.
PACKAGES := tests/js sdk

# Pinned, run from source: nothing to install, the same on every machine. A short list on purpose.
#   staticcheck  finds misused APIs, dead code and what gets deprecated. golangci-lint finds the same with it, but
#                takes three times as long to compile (200 against 75 seconds of CPU), which a fresh CI machine pays.
#   gotestsum    runs `go test` and ends with one line: how many tests ran, failed, were skipped.
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOTESTSUM   := go run gotest.tools/gotestsum@v1.13.0

.PHONY: build run test lint fmt-check vet race fuzz fuzz-long bench load soak deps docker sdk sdk-packages sdk-generate test-sdk-heavy

build: ## one static binary: bin/hongyan
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/hongyan ./cmd/hongyan

run: ## try it out
	go run ./cmd/hongyan serve --dev

test: deps ## everything; what CI runs
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory race
	$(MAKE) --no-print-directory fuzz
	@grep '^DONE' bin/test.log

lint: fmt-check vet
	$(STATICCHECK) ./...

fmt-check:
	@unformatted=$$(gofmt -s -l $$(git ls-files -co --exclude-standard '*.go' | while read -r f; do [ ! -e "$$f" ] || echo "$$f"; done)); \
	if [ -n "$$unformatted" ]; then echo "not formatted; run gofmt -s -w on:"; echo "$$unformatted"; exit 1; fi

vet:
	go vet ./...

# The race detector needs cgo. The timeout is for each package.
race:
	@mkdir -p bin
	CGO_ENABLED=1 $(GOTESTSUM) --format standard-quiet --jsonfile bin/test.json -- -race -timeout 30m ./... 2>&1 | tee bin/test.log
	go run ./tests/ran bin/test.json docs/FEATURES.md
	go run ./tests/ran bin/test.json docs/CONFORMANCE.md

fuzz: ## each fuzz target with FUZZTIME inputs, or for so long
	@git ls-files -co --exclude-standard '*_test.go' | while read -r file; do \
		[ -e "$$file" ] || continue; \
		{ grep -oE '^func Fuzz[A-Za-z0-9_]+' "$$file" || true; } | while read -r _ target; do \
			echo "fuzz $$(dirname "$$file") $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" </dev/null; \
		done; \
	done

fuzz-long: ## ten minutes each
	$(MAKE) --no-print-directory fuzz FUZZTIME=10m

load: export HONGYAN_MAX_CONNECTIONS_ADDRESS = 0
load: export HONGYAN_CONNECT_RATE = 0
load: export HONGYAN_CONNECT_RATE_ADDRESS = 0
load: deps ## beside mosquitto: CPU per message, throughput, memory (docs/PERFORMANCE.md)
	tests/mqload/compare.sh pair
	tests/mqload/compare.sh fanout500
	tests/mqload/compare.sh fanout
	tests/mqload/compare.sh idle
	tests/mqload/stalled.sh

soak: ## users come and go for SOAK (30m): goroutines, files and memory must be flat at the end
	tests/mqload/soak.sh $(SOAK)

bench:
	go test -run '^$$' -bench . -benchmem ./...

test-sdk-heavy: BROWSER := yes
test-sdk-heavy: PACKAGES += $(wildcard sdk/heavy/*/)
test-sdk-heavy: deps build sdk ## the SDK where it will live: UI kits, builders of mini-programs, a browser
	@for dir in sdk/heavy/*/; do \
		echo "$$dir"; \
		npm test --silent --prefix $$dir; \
	done

# What tests use besides Go: mosquitto as a foreign broker and foreign clients, openssl for certificates, Node for the JavaScript client,
# a C compiler for the race detector, mke2fs for small disks that fill up, for the SDK's heavy tests a browser. RUNLEVEL=1 keeps the package from starting
# a mosquitto on port 1883.
deps:
	@export PATH="$$PATH:/usr/sbin:/sbin"; want=(); \
	has() { command -v "$$1" >/dev/null; }; \
	has mosquitto || want+=(mosquitto); \
	has mosquitto_pub || want+=(mosquitto-clients); \
	has openssl || want+=(openssl); \
	has node || want+=(nodejs); \
	has npm || want+=(npm); \
	[ -z "$(BROWSER)" ] || has chromium || want+=(chromium); \
	echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1 || want+=(gcc libc6-dev); \
	[ "$$(uname)" != Linux ] || has mke2fs || want+=(e2fsprogs); \
	if [ "$${#want[@]}" -gt 0 ]; then \
		root=(); [ "$$(id -u)" -eq 0 ] || root=(sudo); \
		if ! has apt-get || { [ "$${#root[@]}" -gt 0 ] && ! has sudo; }; then \
			echo "missing: $${want[*]}. Install them and run make again."; exit 1; \
		fi; \
		apt() { "$${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=120 "$$@" </dev/null; }; \
		echo "installing: $${want[*]}"; \
		apt update && apt install -y --no-install-recommends "$${want[@]}"; \
	fi
	@for dir in $(PACKAGES); do \
		if ! [ $$dir/node_modules/.package-lock.json -nt $$dir/package-lock.json ]; then \
			npm ci --prefix $$dir --no-audit --no-fund </dev/null; \
		fi; \
	done

sdk: deps ## build the JavaScript SDK: sdk/dist, which is committed and part of the binary
	npm run --silent --prefix sdk build

sdk-packages: sdk ## what is published for aliases of npm: sdk/packages
	npm run --silent --prefix sdk packages

sdk-generate: deps ## write the SDK's list of operations anew, from the server's OpenAPI document
	go test ./tests -run TestSDK_HasAllOperationsOfUsers -update

docker: ## an image of this checkout
	docker build --build-arg VERSION=$(VERSION) -t $(IMAGE) .
