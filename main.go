// Command authkit takes a Streamlit app from nothing to a working sign-in
// with st.login, and tells the true cause when anything about it is wrong.
package main

import (
	"os"

	"github.com/authkit-cli/authkit/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:])) }
