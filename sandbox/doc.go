// Package sandbox is a stand-in for Microsoft Entra on loopback: its paths, its
// sign-in page, its tokens and its exact error answers, as far as a Streamlit
// app and authkit's own probes meet them (docs/facts/entra.md, section 6). Where the
// real service does something surprising, such as judging a redirect URI only
// after the sign-in, so does this. It is no identity provider to rely on.
package sandbox
