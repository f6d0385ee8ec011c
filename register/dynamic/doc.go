// Package dynamic registers a client at a provider's own registration endpoint
// (RFC 7591) and adds to what is registered (RFC 7592).
//
// The initial access token and the management token are secrets: they go to the
// provider's own hosts only, over https (this machine aside), and never along
// with a redirect.
package dynamic
