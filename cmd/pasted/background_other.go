//go:build !unix

package pasted

func stayInBackground() {}
