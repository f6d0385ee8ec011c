// Package deploy turns an app's address into its redirect URI, and a secrets
// file into what a platform takes. It reads no disk and no network.
package deploy
