package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// summary adds the report to the page of a GitHub job, whatever its format: the log
// is folded away, and annotations come without what was not proved. A page that
// cannot be written is no reason to fail a job.
func (o verifyOptions) summary(env *Env, finished *verify.Report) {
	path := env.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return
	}
	if err := env.appendSummary(env.path(path), finished); err != nil {
		fmt.Fprintf(env.Stderr, "note: the job's summary cannot be written: %v\n", err)
	}
}

func (e *Env) appendSummary(path string, finished *verify.Report) error {
	page, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		err = errors.Join(e.fileReport(page, "markdown", finished, report.Options{}), page.Close())
	}
	var failed *fs.PathError
	if errors.As(err, &failed) { // the path is the runner's business
		return failed.Err
	}
	return err
}
