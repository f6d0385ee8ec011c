# The tests need Go, Python 3 and make. Everything else is fetched into .cache,
# except Chromium, which the system's package manager installs when there is none.

GO          ?= go
# go test, with the figures that tests print of themselves
TEST         = $(GO) run ./internal/figures
STATICCHECK  = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: demo test test-all lint unit cross e2e bench

demo:
	$(GO) run . demo

test: lint unit cross e2e

# everything: every release of the tables, without the test cache and under the race detector
test-all: export AUTHKIT_LONG = 1
test-all: export AUTHKIT_ALL = 1
test-all: lint cross
	$(TEST) -count=1 -race -timeout 60m ./...
	e2e/run -timeout 4h -toml.documents 20000

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	cd e2e && $(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod verify
	$(GO) mod tidy -diff
	cd e2e && $(GO) mod verify && $(GO) mod tidy -diff

unit:
	$(TEST) ./...

# vet type-checks the tests too
cross:
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do \
		echo "$$target"; export GOOS=$${target%/*} GOARCH=$${target#*/} CGO_ENABLED=0; \
		$(GO) build -o .cache/cross/ . && $(GO) vet ./... || exit 1; \
	done

e2e:
	e2e/run

bench:
	e2e/bench
