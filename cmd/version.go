package cmd

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the release build; a build from source says where it came from.
var version = ""

func newVersionCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "print the version",
		Example: "  authkit version",
		Args:    noArguments,
		// One line needs no interrupting; see run.
		PersistentPreRun: func(*cobra.Command, []string) {},
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(env.Stdout, "authkit %s %s/%s\n", currentVersion(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// releasedVersion is the version when a module proxy has it under this name;
// empty for builds from a working copy.
func releasedVersion() string {
	if v := currentVersion(); regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-(alpha|beta|rc)[.0-9]*)?$`).MatchString(v) {
		return v
	}
	return ""
}

func currentVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
