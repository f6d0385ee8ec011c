# The tests need Go, git, make, and Python 3.11 or newer with its module venv.
# What else they need is fetched into .cache and e2e/npm, except for three things that
# apt-get installs on the system when they are missing: Chromium (chromium), Java
# (default-jdk-headless) and Maven (maven). On a terminal "make test" first says which
# and asks once; with CI set, or without a terminal, it installs them unasked.
#
#   make quick   while you work: format, vet, and the tests with -short
#   make test    before a change lands: everything that is checked

GO          ?= go
# go test, with the figures that tests print of themselves
TEST         = $(GO) run ./internal/figures
STATICCHECK  = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK  = golang.org/x/vuln/cmd/govulncheck@v1.9.0
DEADCODE     = golang.org/x/tools/cmd/deadcode@v0.52.0

.PHONY: vulnerabilities docs demo quick test test-all packages format lint unit cross e2e live bench wheels

demo:
	$(GO) run . demo

# soak tests try a few of their cases then, and nothing is built for other systems
quick: format
	$(GO) vet ./...
	$(TEST) -short -vet=off -p 2 ./... # the tests of cmd run side by side themselves

test: packages lint unit cross e2e

# everything: every release of the tables, without the test cache and under the race detector
test-all: export AUTHKIT_LONG = 1
test-all: export AUTHKIT_ALL = 1
test-all: packages lint cross
	$(TEST) -count=1 -race -timeout 60m ./...
	e2e/run -timeout 4h -toml.documents 20000

# the documentation, into .cache/docs/site; docs/build --external asks every link
docs:
	docs/build

# asks, so it comes first
packages:
	@e2e/packages

format:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi

lint: format vulnerabilities
	$(GO) vet ./...
	cd e2e && $(GO) vet -tags e2e ./...
	$(GO) run $(STATICCHECK) ./...
	@dead=$$($(GO) run $(DEADCODE) ./...) || exit 1; dead=$$(echo "$$dead" | sed '\,^internal/growth/,d'); \
		if [ -n "$$dead" ]; then echo "deadcode: no command reaches this; remove it"; echo "$$dead"; exit 1; fi
	$(GO) mod verify
	$(GO) mod tidy -diff
	cd e2e && $(GO) mod verify && $(GO) mod tidy -diff

# asks a database in the network, which not every machine reaches
vulnerabilities:
	@code=0; said=$$($(GO) run $(GOVULNCHECK) ./... 2>&1) || code=$$?; \
		case "$$code:$$said" in \
		0:*) ;; \
		*"fetching vulnerabilities"*) echo "govulncheck: its database cannot be reached from here, so nothing was checked" ;; \
		*) echo "$$said"; exit 1 ;; \
		esac

unit:
	$(TEST) ./...

# vet type-checks the tests too
cross:
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do \
		echo "$$target"; export GOOS=$${target%/*} GOARCH=$${target#*/} CGO_ENABLED=0; \
		$(GO) build -o .cache/cross/ . && $(GO) vet ./... || exit 1; \
	done

# At a real tenant, see docs/live.md.
live:
	@test -n "$$AUTHKIT_LIVE_TENANT" || { echo "live: name the tenant in AUTHKIT_LIVE_TENANT, see docs/live.md" >&2; exit 1; }
	e2e/run -run 'TestLive$$' -timeout 30m -v

e2e:
	e2e/run

# for pip and uv, see docs/releasing.md
wheels:
	packaging/wheels

bench:
	e2e/bench
