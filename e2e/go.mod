module github.com/authkit-cli/authkit/e2e

go 1.26.0

require (
	github.com/chromedp/chromedp v0.23.0
	github.com/creack/pty v1.1.24
)

require github.com/go-jose/go-jose/v4 v4.1.8 // indirect

require (
	github.com/authkit-cli/authkit v0.0.0
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
)

replace github.com/authkit-cli/authkit => ../
