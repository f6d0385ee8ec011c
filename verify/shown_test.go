package verify_test

import "github.com/authkit-cli/authkit/verify"

// shown is what CHECKS.md shows of a check: a project that the check accuses,
// and the same project fixed. Both are run.
type shown struct {
	check string
	told  string // what no file shows: what the provider, git or the deployed app does; one sentence
	bad   example
	then  string // what was done where no file changes; one sentence
	fixed example
}

// shownExamples has one entry for every check.
func shownExamples() []shown {
	list := shownFiles()
	list = append(list, shownAuth()...)
	list = append(list, shownProject()...)
	list = append(list, shownMetadata()...)
	list = append(list, shownCredentials()...)
	list = append(list, shownRegistration()...)
	list = append(list, shownSignIn()...)
	list = append(list, shownDeployed()...)
	for i, s := range list {
		list[i].bad.check, list[i].fixed.check = s.check, s.check
		list[i].fixed.status = verify.OK
	}
	return list
}

// filesOnly are examples for which nobody is asked.
func filesOnly(list []shown) []shown {
	for i := range list {
		list[i].bad.url, list[i].fixed.url = microsoft, microsoft
	}
	return list
}
