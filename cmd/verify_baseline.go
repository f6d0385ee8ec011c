package cmd

import (
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// acceptFrom is whose [[accept]] count.
func (o verifyOptions) acceptFrom() project.AcceptFrom {
	switch {
	case o.noAccept:
		return project.AcceptNothingNew
	case o.acceptHere:
		return project.AcceptHere
	}
	return project.AcceptMerged
}

// baselineUsage refuses a settings file whose [[accept]] cannot be followed.
func baselineUsage(project *project.Project) error {
	wrong := project.AcceptErr
	switch {
	case wrong == nil:
		return nil
	case wrong.Unknown != "":
		return unknownCheck(wrong.Error(), wrong.Unknown)
	}
	return &usageError{message: wrong.Error(), hint: wrong.Fix}
}

// notes tells what is about the settings file, beside the report.
func (e *Env) notes(finished *verify.Report) {
	for _, note := range finished.Notes {
		e.tell("note: ", entra.Plain(note))
	}
}
