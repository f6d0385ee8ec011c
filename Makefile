# The tests need Go, Python 3 and make. Everything else is fetched into .cache,
# except Chromium, which the system's package manager installs when there is none.

GO          ?= go
STATICCHECK  = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: demo test test-all lint unit cross e2e bench

demo:
	$(GO) run . demo

test: lint unit cross e2e

# everything, without the test cache and under the race detector
test-all: lint cross
	$(GO) test -count=1 -race ./...
	$(MAKE) e2e

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	cd e2e && $(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod verify
	$(GO) mod tidy -diff

unit:
	$(GO) test ./...

cross:
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...

e2e:
	e2e/run

bench:
	e2e/bench
