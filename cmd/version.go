package cmd

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "print the version",
		Example: "  authkit version",
		Args:    noArguments,
		// One line needs no interrupting; see run.
		PersistentPreRun: func(*cobra.Command, []string) {},
		RunE:             func(*cobra.Command, []string) error { return printVersion(env) },
	}
}

// printVersion says which release this is, and what it was built from when Go's
// own stamps tell.
func printVersion(env *Env) error {
	info, _ := debug.ReadBuildInfo()
	stamps := map[string]string{}
	for i := 0; info != nil && i < len(info.Settings); i++ {
		stamps[info.Settings[i].Key] = info.Settings[i].Value
	}
	from := ""
	if commit := stamps["vcs.revision"]; commit != "" {
		from = fmt.Sprintf(" (commit %.12s of %.10s)", commit, stamps["vcs.time"])
	}
	_, err := fmt.Fprintf(env.Stdout, "authkit %s %s/%s%s\n", versionIn(info), runtime.GOOS, runtime.GOARCH, from)
	return err
}

// releasedVersion is the version when it is a release's, which module proxies and
// PyPI have; empty for builds from a working copy.
func releasedVersion() string {
	if v := currentVersion(); regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-(alpha|beta|rc)\.?[0-9]+)?$`).MatchString(v) {
		return v
	}
	return ""
}

func currentVersion() string {
	info, _ := debug.ReadBuildInfo()
	return versionIn(info)
}

func versionIn(info *debug.BuildInfo) string {
	if info != nil && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
