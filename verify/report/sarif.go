package report

import (
	"io"

	"github.com/authkit-cli/authkit/verify"
)

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
	Full  sarifText `json:"fullDescription"`
	Help  sarifText `json:"help"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	ColumnKind  string            `json:"columnKind"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

// writeSARIF writes SARIF 2.1.0, as code scanning takes it. Undecided checks
// are notifications: they are no results. What is accepted is left out: code
// scanning does not heed SARIF's suppressions (github/codeql-action#1230).
func writeSARIF(w io.Writer, r *verify.Report, o Options) error {
	var run sarifRun
	run.ColumnKind = "unicodeCodePoints"
	run.Tool.Driver = sarifDriver{Name: "authkit", Version: r.Version, Rules: []sarifRule{}}
	index := map[string]int{}
	for _, c := range verify.Checks() {
		if c.Several && len(r.Apps) == 0 {
			continue
		}
		index[c.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{c.ID, sarifText{c.Question}, sarifText{c.Why}, sarifText{c.Fix}})
	}
	run.Results = []sarifResult{}
	counted, _ := split(findings(r))
	numbered(counted, func(f located, print string) {
		result := sarifResult{
			RuleID: f.ID, RuleIndex: index[f.ID], Level: string(f.Severity), Message: sarifText{sentence(f)},
			Fingerprints: map[string]string{"authkit/1": print},
		}
		var at sarifPhysical
		at.Artifact.URI, at.Artifact.Base = uriPath(o.secretsOf(f)), "%SRCROOT%" // code scanning demands a place
		if file, ok := o.within(f.File); ok {
			at.Artifact.URI = uriPath(file)
			if f.Line > 0 {
				at.Region = &sarifRegion{f.Line, f.Column}
			}
		}
		result.Locations = []sarifLocation{{at}}
		run.Results = append(run.Results, result)
	})
	invocation := sarifInvocation{Successful: true}
	for _, undecided := range byReason(r, verify.Undecided) {
		for _, id := range undecided.IDs {
			invocation.Notifications = append(invocation.Notifications, sarifNotification{"warning", sarifText{withApps(undecided.Projects, id+" is undecided: "+undecided.Reason)}})
		}
	}
	run.Invocations = []sarifInvocation{invocation}
	return encode(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}
