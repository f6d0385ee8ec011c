// Command authkit takes a Streamlit app from nothing to a working sign-in
// with st.login, and tells the true cause when anything about it is wrong.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/authkit-cli/authkit/cmd"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cmd.Main(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
