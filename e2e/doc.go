// Package e2e asks the real Streamlit, in a real browser, whether authkit is
// right. Run it with e2e/run, which brings both.
package e2e
