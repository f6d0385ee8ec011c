//go:build !unix

package cmd

func faultyProcess() {}
