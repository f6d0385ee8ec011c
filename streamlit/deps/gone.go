package deps

import (
	"fmt"
	"slices"
	"strings"
)

// What Python no longer has since 3.12 and 3.13, by "What's New" of both (PEP 594, PEP 632).
var (
	gone12 = []string{"asynchat", "asyncore", "distutils", "imp", "smtpd"}
	gone13 = []string{"aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"}
)

// setuptoolsLost is the first setuptools without pkg_resources.
const setuptoolsLost = "82"

// wantOlder are packages that are often asked for and want an older one (their newest releases' metadata, November 2026).
var wantOlder = []string{"bigdl-nano", "lerobot", "lumibot", "neurokit2", "onnx2tf", "petastorm", "prefect-azure", "pyramid", "pythran", "rasa", "sdkit", "stable-audio-tools", "sumy", "vllm"}

// Gone tells that nothing brings a module which Python, or setuptools beside it, once had. python is the
// app's version, as the file by asks for it. Empty: something may bring the module.
func (d Dependencies) Gone(module string, python Version, by string) (message, fix string) {
	since := 12
	switch {
	case d.Opaque != "" || d.File == "":
		return "", ""
	case module == "pkg_resources":
		return d.noResources(python, by)
	case slices.Contains(gone13, module):
		since = 13
	case !slices.Contains(gone12, module):
		return "", ""
	}
	named := func(r Requirement) bool {
		return r.Name == "py"+module || slices.Contains(strings.Split(r.Name, "-"), module)
	}
	if python.Before(fmt.Sprintf("3.%d", since)) || slices.ContainsFunc(d.manifest.requirements, named) || module == "distutils" && !d.hasNo("setuptools") {
		return "", ""
	}
	message = fmt.Sprintf("Python has no module %s since 3.%d, and %s asks for %s, so the page ends here with an error", module, since, by, python)
	if module == "distutils" {
		return message, d.fix([]string{"setuptools"})
	}
	return message, fmt.Sprintf("take %s out of the code, or ask for Python 3.%d in %s", module, since-1, by)
}

// noResources is Gone of pkg_resources: Python brings setuptools along up to 3.11.
func (d Dependencies) noResources(python Version, by string) (message, fix string) {
	asked := d.find("setuptools", "")
	older := func(r Requirement) bool { return slices.Contains(wantOlder, r.Name) }
	switch {
	case python.Before("3.12") || !d.complete() && slices.ContainsFunc(d.manifest.requirements, older):
		return "", ""
	case asked.Present() && asked.Version.Before(setuptoolsLost), asked.State == Unknown && !d.wanted("setuptools").endless():
		return "", ""
	}
	return fmt.Sprintf("nothing brings the module pkg_resources: Python %s, for which %s asks, comes without setuptools, and setuptools has none since %s, so the page ends here with an error", python, by, setuptoolsLost),
		d.fix([]string{"setuptools<" + setuptoolsLost})
}

// hasNo tells whether a package surely is not there: not in a list that is whole, or beside packages that need it not.
func (d Dependencies) hasNo(name string) bool {
	needs := func(r Requirement) bool { return !slices.Contains([]string{"streamlit", "authlib", "httpx"}, r.Name) }
	asked := d.find(name, "")
	return asked.State == Absent && (d.complete() || !slices.ContainsFunc(d.manifest.requirements, needs))
}
