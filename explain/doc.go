// Package explain holds what authkit knows about errors: the pages on the checks
// of verify, on Microsoft's codes, and on what Streamlit, Authlib, Python and
// providers say when signing in fails. It finds the page of a name, and the
// pages on what stands in a pasted text.
//
// Each file is named for who speaks; a new message goes there, and nothing else
// has to know of it. The meaning of Microsoft's codes stands in package entra.
//
// It reads no disk, asks no network and prints nothing: a page is a value, and
// how it is laid out is the command's business. A pasted text is data: nothing
// of it gets into a page but the codes that were recognised.
package explain
