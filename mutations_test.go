package main

// mutation takes one protection out of the source, and names the tests that
// have to fail then.
type mutation struct {
	protects  string // what is taken out
	file      string
	with, out string // the text that stands in the file once, and what takes its place
	folder    string
	tests     []string
}

var mutations = []mutation{
	// no pass by default
	{"no ok without evidence", "verify/outcome/outcome.go", "if e.text == \"\" {", "if false {", "./verify/outcome", []string{"TestNoOKWithoutEvidence"}},
	{"a redirect is no document", "verify/checks_metadata.go", "case m.Status == http.StatusOK && m.Document != nil:\n\t\treturn passed(outcome.Proof(m.Asked + \" answers by itself\"))", "case m.Status/100 != 3:\n\t\treturn passed(outcome.Proof(m.Asked + \" answers by itself\"))", "./verify", []string{"TestUnknownAnswersProveNothing"}},
	{"a run that looked at nothing is not sound", "verify/report.go", "	if !looked(results) {\n\t\tverdict = VerdictUndecided\n\t}\n", "", "./verify", []string{"TestSoundIsEarned"}},
	{"a login without its control proves nothing", "verify/deployed.go", "return d.LoginAsked && d.NoToken.goesHome() && d.Login.Reason == \"\"", "return d.LoginAsked && d.Login.Reason == \"\"", "./verify", []string{"TestFrontsAreNamed"}},
	{"who sends everybody home refused no token", "verify/deployed.go", "d.Login.goesHome() && d.Nobody.Reason == \"\" && !d.Nobody.goesHome()", "d.Login.goesHome()", "./verify", []string{"TestFrontsAreNamed"}},
	{"half a login is none", "verify/deployed.go", "r.Query.Get(\"response_type\") != \"\" && r.Query.Has(\"client_id\")", "r.Query.Has(\"client_id\")", "./verify", []string{"TestStrangeAnswersAreNeverOK"}},
	{"a page without a connection is no app", "verify/checks_deployed.go", "case s.Status == http.StatusSwitchingProtocols:", "case true:", "./verify", []string{"TestStrangeAnswersAreNeverOK"}},
	// no leak
	{"a secret is no text to fmt", "secrets/secret.go", "func (s Secret) Format(state fmt.State, _ rune) { state.Write([]byte(masked)) }", "func (s Secret) Format(state fmt.State, _ rune) { state.Write([]byte(s.Reveal())) }", "./cmd", []string{"TestExportedTypesPrintNoSecret"}},
	{"a secret is no text to JSON", "secrets/secret.go", "return []byte(`\"` + masked + `\"`), nil", "return []byte(`\"` + s.Reveal() + `\"`), nil", "./cmd", []string{"TestExportedTypesPrintNoSecret"}},
	{"a secret is no text to slog", "secrets/secret.go", "func (s Secret) LogValue() slog.Value         { return slog.StringValue(masked) }", "func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.Reveal()) }", "./secrets", []string{"TestNothingPrints"}},
	{"--dry-run masks lines", "scaffold/masked.go", "shown[i] = mask\n", "shown[i] = text\n", "./cmd", []string{"TestCanary"}},
	{"--dry-run masks values", "scaffold/masked.go", "\ttext := mask\n", "\ttext := value.Text.Reveal()\n", "./cmd", []string{"TestCanary"}},
	{"--dry-run masks config.toml", "scaffold/masked.go", "if !c.Secret && !c.Hidden {", "if !c.Secret {", "./scaffold", []string{"TestPortGoesIntoTheConfiguration"}},
	{"queries of addresses are not shown", "internal/hosts/hosts.go", "return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()", "return u.String()", "./cmd", []string{"TestCanary"}},
	{"explain names addresses without their queries", "cmd/explain_own.go", "explain.Own{RedirectURI: hosts.ShownText(auth.RedirectURI.Text.Reveal())}", "explain.Own{RedirectURI: auth.RedirectURI.Text.Reveal()}", "./cmd", []string{"TestScripts"}},
	{"explain names a client ID only when it is a GUID", "cmd/explain_own.go", "entra.IsGUID(id) {", "id != \"\" {", "./cmd", []string{"TestScripts"}},
	{"a name inside a longer name is somebody else's", "explain/message.go", "if !isName || !inside {", "if !isName || !inside || true {", "./explain", []string{"TestPastedTexts"}},
	{"the secret goes to the token endpoint only", "verify/probe/network.go", `request.Header.Set("User-Agent", w.userAgent)`, `request.Header.Set("User-Agent", w.userAgent+request.Header.Get("Authorization")); leaves += request.Header.Get("Authorization")`, "./cmd", []string{"TestNoFaultLeaks"}},
	{"what a provider repeats is blotted out", "entra/blot.go", "b.WriteString(blotToken(token))", "b.WriteString(token)", "./entra", []string{"TestDescriptionsHideValues"}},
	{"started programs do not inherit the client secret", "cmd/env.go", "e.Unsetenv(name) //nolint:errcheck // a name that cannot be unset was not set", "", "./cmd", []string{"TestProcessesShowNoSecret"}},
	{"a panic is told without its value", "cmd/root.go", "if cause := recover(); cause != nil {", "if cause := any(nil); cause != nil {", "./cmd", []string{"TestCrashOutput"}},
	{"a panic beside the main line is caught", "internal/safego/safego.go", "w.broken = Catch(f)", "f()\n\t\tcrashpoint.Reached(Crashpoint)", "./cmd", []string{"TestCrashBeside"}},
	{"a panic in a question is told without its value", "cmd/prompt.go", "if w.broken = safego.Catch(func() { problem = q.problem(answer) }); w.broken != nil {", "if problem = q.problem(answer); w.broken != nil {", "./cmd", []string{"TestCrashInAQuestion"}},
	{"a secret that is typed is not shown", "cmd/prompt_plain.go", "return p.wait(ctx, p.hidden)", "return p.wait(ctx, p.line)", "./cmd", []string{"TestTypedClientSecret"}},

	{"what is known to be secret is blotted out", "cmd/filter/writer.go", "w.secret = max(w.secret, length)", "_ = length", "./cmd", []string{"TestLastFilter"}},
	{"a secret that is cut into writes is found", "cmd/filter/writer.go", "if more && !last {", "if more && !last && at < 0 {", "./cmd/filter", []string{"TestSecretsAreBlottedOut"}},
	{"half an escape is not left behind", "cmd/filter/syntax.go", "return p.escape == 0 && (p.syntax != JSON || p.inString)", "return true", "./cmd/filter", []string{"TestTheRestStays"}},
	{"reports pass the last filter", "cmd/last_filter.go", "filter.NewWriter(file, e.known, syntax, mask)", "filter.NewWriter(file, filter.New(func() string { return \"\" }, nil), syntax, mask)", "./cmd", []string{"TestLastFilter"}},
	{"a project's secrets are known", "cmd/verify.go", "env.known.Add(project.Secrets()...)", "", "./cmd", []string{"TestLastFilter"}},
	{"variables that a project names are known", "cmd/verify.go", "env.known.AddNamed(project.NamedValues()...)", "", "./cmd", []string{"TestLastFilter"}},
	{"init knows the project's secrets", "cmd/init.go", "env.known.Add(project.Secrets()...)", "", "./cmd", []string{"TestLastFilter"}},
	{"what is typed as a secret is known", "cmd/prompt_plain.go", "p.known.Add(secrets.New(typed))", "", "./cmd", []string{"TestTypedSecretIsKnown"}},

	// hostile networks
	{"redirects are not followed", "verify/probe/network.go", "CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },", "", "./cmd", []string{"TestSecretStaysHome"}},
	{"the token host has to be the provider's", "verify/probe/token_host.go", "if err != nil || provider.Neighbours(", "if err != nil || true || provider.Neighbours(", "./cmd", []string{"TestSecretStaysHome"}},
	{"strangers below a shared domain are strangers", "provider/neighbours.go", "if err != nil || strangersBelow(domain) {", "if err != nil {", "./provider", []string{"TestNeighbours"}},
	{"a secret is not sent in the clear", "verify/probe/probe.go", `case u.Scheme == "https", u.Scheme == "http" && hosts.IsLoopback(u.Hostname()):`, `case u.Scheme == "https", u.Scheme == "http":`, "./cmd", []string{"TestSecretStaysHome"}},
	{"metadata from outside does not lead inside", "verify/probe/inward.go", "if err != nil || !hosts.IsInward(host) ||", "if err != nil || true || !hosts.IsInward(host) ||", "./cmd", []string{"TestMetadataTurnsInward"}},
	{"one address gets few requests at once", "verify/probe/network.go", "const atOnce = 16", "const atOnce = 1600", "./cmd", []string{"TestTenSectionsShareConnections"}},
	{"answers are bounded", "verify/probe/network.go", "io.LimitReader(response.Body, maxBody+1)", "response.Body", "./cmd", []string{"TestHostileProviderInLittleMemory"}},
	{"nothing from the network steers a terminal or a report", "verify/report/report.go", "return f.write(w, clean(r), o)", "return f.write(w, r, o)", "./verify/report", []string{"TestNothingSteersWhoReads"}},
	{"what a provider says is cleaned where it is read", "entra/clean.go", "case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):", "case r == 0:", "./cmd", []string{"TestHostileProvider"}},
	{"what stands in a file does not steer the terminal", "cmd/init_screen.go", "strings.Map(visible, ", "(", "./cmd", []string{"TestScripts"}},
	{"git starts nothing that the repository names", "verify/project/repo/git.go", `"core.fsmonitor=false", `, "", "./verify/project/repo", []string{"TestRepositoryRunsNoProgram"}},
	{"a value of a script does not grow for ever", "verify/shell/text.go", "if len(value) > maxValue {", "if false {", "./verify/shell", []string{"TestValuesAreBounded"}},
	{"a Dockerfile is not followed for ever", "verify/image/baked.go", "i.charge(len(base.layers) + len(base.files))", "", "./verify/image", []string{"TestHostileImagesAreNotJudged"}},
	{"a long pattern of .dockerignore is not read", "verify/image/dockerignore.go", "return len(pattern) > maxIgnorePattern", "return false", "./verify/image", []string{"TestHostileImagesAreNotJudged"}},

	// the listener
	{"another Host is refused", "verify/probe/callback.go", "if !strings.EqualFold(r.Host, c.host) || r.URL.Path != c.path {", "if r.URL.Path != c.path {", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"other paths are refused", "verify/probe/callback.go", "if !strings.EqualFold(r.Host, c.host) || r.URL.Path != c.path {", "if !strings.EqualFold(r.Host, c.host) {", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"other methods are refused", "verify/probe/callback.go", "case r.Method != http.MethodGet:", "case r.Method == http.MethodConnect:", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"the state has to be the right one", "verify/probe/callback.go", "subtle.ConstantTimeCompare([]byte(state), []byte(c.state)) != 1", "subtle.ConstantTimeCompare([]byte(state), []byte(c.state)) > 1", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"forged callbacks do not end a sign-in", "verify/probe/callback.go", "subtle.ConstantTimeCompare([]byte(state), []byte(c.state)) != 1", "subtle.ConstantTimeCompare([]byte(state), []byte(c.state)) > 1", "./cmd", []string{"TestForgedCallbacks"}},
	{"one callback counts", "verify/probe/callback.go", "if c.taken || c.state", "if c.state", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"the callback is on loopback only", "verify/probe/callback.go", `addresses = []string{"127.0.0.1", "::1"}`, `addresses = []string{"0.0.0.0", "::"}`, "./verify/probe", []string{"TestListensOnLoopbackOnly"}},
	{"a port that somebody has on one family is not shared", "verify/probe/callback.go", "case isAbsent(address):", "case address == \"::1\":", "./verify/probe", []string{"TestCallbackIsOursOrNobodys"}},
	{"pages tell no site where they come from", "verify/probe/callback.go", `header.Set("Referrer-Policy", "no-referrer")`, "", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"pages load nothing", "verify/probe/callback.go", `header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")`, "", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"code and state leave the address bar", "verify/probe/callback_page.go", `<script>" + forgetScript + "</script>`, "", "./verify/probe", []string{"TestOnlyOneCallbackCounts"}},
	{"the sandbox refuses other addresses", "sandbox/server.go", "if !hosts.IsLoopback(host) {", "if host == \"\" && !hosts.IsLoopback(\"::1\") {", "./sandbox", []string{"TestListenOnThisMachineOnly"}},
	{"the sandbox answers to names of this machine only", "sandbox/server.go", "if !isLoopback(r.Host) {", "if false {", "./sandbox", []string{"TestOtherHosts"}},

	// ID tokens
	{"the signature of an ID token counts", "streamlit/id_token.go", "case !right:", "case !right && !found:", "./streamlit", []string{"TestIDTokensAsAuthlibJudgesThem"}},
	{"what cannot be checked is not right", "streamlit/id_token.go", "case err != nil:\n\t\treturn unchecked", "case err != nil:\n\t\treturn nil", "./streamlit", []string{"TestSignatureThatIsNotCheckedHere"}},
	{"no Authlib takes none of its own accord but those that do", "streamlit/authlib.go", "case !a.Sync:\n\t\treturn alg == \"RS256\"", "case !a.Sync:\n\t\treturn alg == \"RS256\" || alg == \"none\"", "./streamlit", []string{"TestAlgorithmsWithoutAList"}},
	{"an app that takes forged ID tokens is told", "verify/checks_keys.go", `Forgeable(keys.Keys, listed); alg != "" {`, `Forgeable(keys.Keys, listed); alg == "x" {`, "./verify", []string{"TestExamples"}},
	{"a secret key that is published is a hole", "streamlit/authlib.go", `[]string{"none", "HS256", "HS384", "HS512"}`, `[]string{"none"}`, "./verify", []string{"TestExamples"}},
	{"releases that take unsigned ID tokens are told", "streamlit/deps/judge.go", "case takesUnsigned(s.Version, a.Version):", "case false:", "./streamlit/deps", []string{"TestJudge"}},
	{"no fix leads to releases that take unsigned ID tokens", "streamlit/deps/pairs.go", "return e.signsIn && !takesUnsigned(streamlit, authlib)", "return e.signsIn", "./streamlit/deps", []string{"TestRequiredLines"}},

	// files
	{"new files are for their owner only", "secrets/file.go", "created := fs.FileMode(0o600)", "created := fs.FileMode(0o644)", "./secrets", []string{"TestReplaceModes"}},
	{"a secrets file becomes its owner's only", "scaffold/change.go", "if !change.Created && !change.Secret {", "if !change.Created {", "./cmd", []string{"TestTwoRunsAtOnce"}},
	{"a full stdout is told", "cmd/root.go", "if lost := said.lost(); lost != nil &&", "if lost := said.lost(); false && lost != nil &&", "./cmd", []string{"TestFullStdout"}},
	{"a change is put in its place in one step", "secrets/file.go", "err = rename(name, target)", "err = errors.Join(os.WriteFile(target, data, mode), os.Remove(name))\n\t\tcrashpoint.Reached(\"written in place\")", "./secrets", []string{"TestInterrupted"}},
	{"what changed since it was read is not overwritten", "secrets/file.go", "\treturn ErrChanged\n}\n\n// fileError", "\treturn nil\n}\n\n// fileError", "./cmd", []string{"TestSavedInTheMiddle"}},
	{"two at once take turns", "secrets/file.go", "unlock := lock(folder)", "unlock := func() {}", "./secrets", []string{"TestManyReplaceAtOnce"}},
	{"temporary files are removed", "secrets/file.go", "\t\tos.Remove(name)\n\t\treturn err", "\t\treturn err", "./secrets", []string{"TestReplaceRefusesWhatChanged", "TestEditedInTheMiddle"}},
	{"what was written is put back when the rest fails", "scaffold/change.go", "return putBack(p.Changes[:i], ", "return putBack(p.Changes[:i*0], ", "./scaffold", []string{"TestApplyIsAllOrNothing"}},
	{"only what is still ours is put back", "secrets/file.go", "case !written.Exists || !bytes.Equal(written.Data(), data):", "case !written.Exists:", "./scaffold", []string{"TestUndoLeavesWhatSomebodySaved"}},
	{"a pipe is not waited for", "secrets/file.go", "case !info.Mode().IsRegular():", "case false:", "./secrets", []string{"TestSpecialFilesAreRefused"}},
	{"a folder that is gone is not made anew", "secrets/file.go", "if err := makeFolders(s.missing); err != nil {", "if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {", "./cmd", []string{"TestVanishingProject"}},
	{"a link does not lead out of the project", "internal/checkout/checkout.go", "if filepath.IsAbs(target) || path.IsAbs(filepath.ToSlash(target)) || !fs.ValidPath(whole) || followed > maxLinks {", "if followed > maxLinks {", "./internal/checkout", []string{"TestLinks"}},
	{"what is written does not go through a link out of the project", "cmd/typed_path.go", "name, below := nameBelow(root, path)", "name, below := nameBelow(root+\"/none\", path)", "./cmd", []string{"TestWritesStayInTheCheckout"}},
	{"links of a repository around a project are a stranger's too", "cmd/typed_path.go", "roots := []string{repositoryAround(e.path(dir))}", "roots := []string{\"\"}", "./cmd", []string{"TestWhereReportsGo"}},
	{"a path to the checkout through another name leads inside", "cmd/typed_path.go", "target, err := os.Readlink(next)", "target, err := \"\", error(fs.ErrNotExist)", "./cmd", []string{"TestWritesStayInTheCheckout"}},
	{"a report is put in its place in one step", "cmd/verify_output.go", "return secrets.WriteFile(path, text.Bytes(), 0o644)", "if text.Len() > 0 {\n\t\treturn os.WriteFile(path, text.Bytes(), 0o644)\n\t}\n\treturn secrets.WriteFile(path, text.Bytes(), 0o644)", "./cmd", []string{"TestHardLinksAreTold"}},
	{"other names of a file are told", "secrets/write.go", "case others < 1:", "case others < 100:", "./cmd", []string{"TestHardLinksAreTold"}},
	{"secrets go into no file that git would take", "cmd/deploy_out.go", "case state.Repository && !state.Ignored:", "case false:", "./cmd", []string{"TestOutIsKeptOutOfGit"}},
	{"secrets go into no file that git has", "cmd/deploy_out.go", "case state.Repository && state.Tracked:", "case false:", "./cmd", []string{"TestOutIsKeptOutOfGit"}},
	{"git's own folder is not read", "internal/checkout/checkout.go", "if inGit(rest[0]) {", "if false {", "./cmd", []string{"TestHostileCheckouts"}},
	{"secrets.files of a project names nothing outside of it", "verify/project/sources.go", "case p.Server.Files.IsSet && !p.ownFiles:", "case false:", "./cmd", []string{"TestHostileCheckouts"}},
	{"a file that was not read is no ok", "verify/check.go", "if !file.Bound {", "if false {", "./cmd", []string{"TestHostileCheckouts"}},
	{"a git that does not answer is no ok", "verify/checks_git.go", "return &Missing{Undecided, g.Reason}", "return &Missing{Skipped, g.Reason}", "./cmd", []string{"TestGitThatCannotSay"}},
	{"a rule that is taken back is not plain", "verify/project/repo/plainly.go", "case strings.HasPrefix(line, \"!\"):", "case line == \"!\":", "./verify/project/repo", []string{"TestPlainlyIgnored"}},
	{"rules of a deeper folder need git's word", "verify/project/repo/plainly.go", "filepath.Join(at, \".gitignore\"))", "filepath.Join(at, \".gitignored\"))", "./verify/project/repo", []string{"TestPlainlyIgnored"}},
	{"a module in a folder that is not walked is read", "verify/project/unlisted.go", "if len(a.unlisted) == 0 {", "if len(a.unlisted) >= 0 {", "./verify/project", []string{"TestIgnoredFoldersAreNotWalked"}},
	{"pages are read whatever git ignores", "verify/project/unlisted.go", "if a.isUnlisted(folder) {", "if a.isUnlisted(folder) && folder == \"\" {", "./verify/project", []string{"TestIgnoredFoldersAreNotWalked"}},
	{"a folder that may hold a named script is told", "verify/project/unlisted.go", "return made && (", "return made && folder == \"\" && (", "./verify/project", []string{"TestIgnoredFoldersAreNotWalked"}},
	{"a walk waits for no git", "verify/project/walk.go", "context.WithTimeout(ctx, worthAsking)", "context.WithCancel(ctx)", "./verify/project", []string{"TestWalkWaitsForNoPipe"}},
	{"a large history is searched to its end", "verify/project/repo/readers.go", "if !errors.Is(err, errLargeHistory) {", "if err == nil || err != nil {", "./verify/project/repo", []string{"TestSecretsAcrossBorders"}},
	{"a tracked file that cannot be searched is told", "verify/project/repo/files.go", "file, err := os.Open(full)\n\t\tif err != nil {\n\t\t\tunread = append(unread, name)", "file, err := os.Open(full)\n\t\tif err != nil {", "./cmd", []string{"TestCouldNotLookIsNeverSound"}},
	{"more Python than is read is told", "verify/project/app_reader.go", "r.code > maxCode || r.trees > maxTrees {\n\t\tfound.err = checkout.ErrTooLarge", "r.code > maxCode || r.trees > maxTrees {\n\t\tfound.err = nil", "./verify/project", []string{"TestBoundsAreSaid"}},
	{"more files than are looked at are told", "verify/project/app.go", "if len(files) >= maxNames {", "if len(files) > maxNames {", "./verify/project", []string{"TestManyNames"}},
	{"a folder that cannot be listed is told", "verify/project/app.go", "if missing, is := unread(name, err); is {\n\t\t\t\tnotRead = append(notRead, missing)", "if missing, is := unread(name, err); is {\n\t\t\t\t_ = missing", "./cmd", []string{"TestCouldNotLookIsNeverSound"}},

	// acceptances
	{"a pull request does not accept the secret that it exposes", "verify/accept.go", `if a.NotCounted == "" && !over(a, now) {`, "if !over(a, now) {", "./verify", []string{"TestAcceptedUntil"}},
	{"what exposes a secret is accepted by the branch alone", "verify/project/accept_target.go", "if doubted(a) && !slices.ContainsFunc(merged, same) {", "if false && doubted(a) && !slices.ContainsFunc(merged, same) {", "./verify/project", []string{"TestAcceptedOnTheTarget"}},
	{"a pull request does not prolong what is accepted", "verify/project/accept_target.go", "b.Provider == a.Provider && !a.Until.After(b.Until)", "b.Provider == a.Provider", "./verify/project", []string{"TestAcceptedOnTheTarget"}},
	{"a tag in the branch's place is not asked", "verify/project/repo/target.go", `"refs/remotes/origin/"+branch`, `"origin/"+branch`, "./verify/project/repo", []string{"TestTargetIsTheTrueBranch"}},
	{"the branch of a fork is not asked", "verify/project/repo/target.go", `fork := t.home != "" && origin`, `fork := t.home == "-" && origin`, "./verify/project/repo", []string{"TestTargetIsTheTrueBranch"}},
	{"the branch of a submodule is not asked", "verify/project/repo/target.go", `case strings.TrimSpace(around.stdout) != "":`, "case false:", "./verify/project/repo", []string{"TestTargetOfASubmodule"}},
	{"nothing is accepted for ever", "verify/project/baseline.go", "case a.Until.After(last):", "case false:", "./verify/project", []string{"TestAcceptedHasALastDay"}},
	{"an address hides behind no other digits and dots", "internal/hosts/inward.go", "host, err = idna.Lookup.ToASCII(strings.TrimSuffix(host, \".\"))", "host, err = strings.TrimSuffix(host, \".\"), nil", "./internal/hosts", []string{"TestInward"}},
	{"no name leads to a link-local address", "cmd/dial.go", "case ip.IsLinkLocalUnicast(), ip.IsMulticast(), ip.IsUnspecified():", "case ip.IsMulticast(), ip.IsUnspecified():", "./cmd", []string{"TestGuardAdmits", "TestNamesThatLeadInward"}},
	{"what the internet names does not lead inside", "cmd/dial.go", "case inward && by != \"\" && g.outside[by]:", "case false:", "./cmd", []string{"TestGuardAdmits"}},
}
