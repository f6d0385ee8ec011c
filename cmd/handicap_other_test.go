//go:build !unix

package cmd

func handicap() {}
