package streamlit

import "testing"

// Six words of a list are strong, and a sentence is none however long.
func TestDrawnPhrases(t *testing.T) {
	for text, guessable := range map[string]bool{
		"unsaid-cubicle-parsnip-tabby-blurred-gigahertz":         false,
		"Unsaid Cubicle Parsnip Tabby Blurred Gigahertz":         false,
		"unsaid.cubicle.parsnip.tabby.blurred.gigahertz7":        false,
		"stapler-ravioli-mural-overjoyed-cactus-blimp-dwindle":   false,
		"unsaid-cubicle-parsnip-tabby-blurred":                   true,
		"correct-horse-battery-staple":                           true,
		"apple-apple-apple-apple-apple-apple-apple":              true,
		"replace-with-a-long-random-string-of-your-own":          true,
		"this_is_my_super_secret_cookie_signing_key":             true,
		"change-before-going-live-please-thank-you":              true,
		"paste-output-here-never-commit-anything-like-that":      true,
		"put your own strong random cookie secret here":          true,
		"my-dashboard-needs-cookies-therefore-long":              true,
		"una-frase-muy-larga-para-firmar-las-galletas-del-sitio": true,
	} {
		if got := isGuessable(text); got != guessable {
			t.Errorf("%q: guessable %v", text, got)
		}
	}
}
