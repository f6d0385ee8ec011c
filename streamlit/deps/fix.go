package deps

import (
	"slices"
	"strconv"
	"strings"
)

// The lines that make sign-in work, as requirements of PEP 508, and how a
// person writes them into the project's own kind of file.

// forPython asks for what a new project gets, as far as the project's Python can install it.
func (d Dependencies) forPython() []string {
	switch {
	case d.Python.IsZero() || !d.Python.Before(oldestPython):
		if d.Streamlit.Requirement.form == formConda {
			return []string{"streamlit>=" + extraBringsHTTPX}
		}
		return []string{Recommended}
	case !d.Python.Before(oldestLoginPython):
		lines := []string{oldPythonLogin}
		if newest, found := newestInside("streamlit", specifier(strings.TrimPrefix(oldPythonLogin, "streamlit")), d.Python); found {
			lines = append(lines, authlibFor(newest))
		}
		return lines
	}
	return nil
}

// authlibLine is the Authlib that works with the Streamlit the project gets.
func (d Dependencies) authlibLine() []string { return []string{authlibFor(d.Streamlit.Version)} }

// authlibFor asks for the newest Authlib that signs in with a Streamlit.
func authlibFor(streamlit Version) string {
	from, below, found := tried.Get().authlib(streamlit)
	if !found || from.Before(oldestAuthlib) {
		from = version(oldestAuthlib)
	}
	line := "Authlib>=" + from.String()
	if found && !below.IsZero() {
		line += ",<" + below.String()
	}
	return line
}

// authLines bring Authlib: by Streamlit's extra where that brings all, else by name.
func (d Dependencies) authLines() []string {
	if line, ok := d.withExtra(); ok {
		return []string{line}
	}
	return d.authlibLine()
}

func (d Dependencies) httpxLines() []string {
	if line, ok := d.withExtra(); ok {
		return []string{line}
	}
	return []string{wantedHTTPX}
}

// withExtra is the project's own Streamlit requirement with the auth extra,
// its lower bounds raised to where the extra brings all that sign-in needs. It
// is not there for older versions and where extras cannot be written.
func (d Dependencies) withExtra() (string, bool) {
	s := d.Streamlit
	r := s.Requirement
	if !s.Present() || s.Version.Before(extraBringsHTTPX) || r.form == formConda {
		return "", false
	}
	extras := slices.Clone(s.Extras)
	if !slices.Contains(extras, "auth") {
		extras = append(extras, "auth")
	}
	slices.Sort(extras)
	return "streamlit[" + strings.Join(slices.Compact(extras), ",") + "]" + raised(r.Specifier, extraBringsHTTPX), true
}

// raised writes one requirement's specifier: with floor as its lower bound where
// it accepts floor, else as it is.
func raised(s Specifier, floor string) string {
	lower := s.Contains(version(floor))
	if len(s.every) != 1 || lower && len(s.every[0]) > 1 {
		return ">=" + floor // PEP 508 knows no "or"
	}
	either := s.every[0]
	var parts []string
	if lower {
		parts = append(parts, ">="+floor)
	}
	for _, c := range either[len(either)-1] { // the newest alternative, as people write them
		if !lower || c.operator != ">=" && c.operator != ">" {
			parts = append(parts, c.String())
		}
	}
	return strings.Join(parts, ",")
}

// fix says how to write the lines.
func (d Dependencies) fix(lines []string) string {
	if len(lines) == 0 {
		return "use Python 3.11 or newer, and " + d.fix([]string{Recommended})
	}
	quoted := make([]string, len(lines))
	for i, line := range lines {
		quoted[i] = `"` + line + `"`
	}
	if d.manifest.addWith != "" { // conda's names are in small letters
		return "run " + d.manifest.addWith + " " + strings.ToLower(strings.Join(quoted, " "))
	}
	switch {
	case d.lock != nil && d.lock.add == "" && !d.manifest.compiled:
		return "write " + join(quoted) + " under dependencies in " + d.File + ", then make " + d.Lock + " again"
	case d.lock != nil && d.lock.add != "":
		return "run " + d.lock.add + " " + strings.Join(quoted, " ")
	case d.add != "":
		return "run " + d.add + " " + strings.Join(quoted, " ")
	case d.Style == StylePoetry:
		return "run " + poetry.add + " " + strings.Join(quoted, " ")
	case d.Style == StylePipfile:
		return "run " + pipenv.add + " " + strings.Join(quoted, " ")
	case d.manifest.compiled:
		return "write " + join(lines) + " in the file that " + d.File + " is made from, then make it again"
	case d.Style == StyleProject:
		return "write " + join(quoted) + " under dependencies in " + d.File + d.inPlaceOf(lines)
	case d.Style == StyleConda:
		return "write " + d.condaLines(lines) + " in " + d.File + d.inPlaceOf(lines)
	case d.Style == StyleSetupCfg:
		return "write " + join(lines) + " under install_requires in " + d.File + d.inPlaceOf(lines)
	}
	if d.Style == StyleImage && strings.HasSuffix(d.File, "devcontainer.json") {
		return "write " + join(lines) + " in a new requirements.txt, let " + d.File + " install it with pip install -r requirements.txt, and build the container again"
	}
	if image := d.manifest.image; d.Style == StyleImage || image != "" && d.target(lines[0]) == image {
		return "write " + join(quoted) + " behind pip install in " + d.target(lines[0]) + ", and build the image again"
	}
	return "write " + join(lines) + " in " + d.target(lines[0]) + d.inPlaceOf(lines) + ", then run pip install -r " + d.File
}

func join(words []string) string { return strings.Join(words, " and ") }

// named is the package of the project that a line is about.
func (d Dependencies) named(line string) Package {
	r, err := ParseRequirement(line)
	if err != nil {
		return Package{}
	}
	for _, p := range []Package{d.Streamlit, d.Authlib, d.HTTPX} {
		if normalName(p.Name) == r.Name {
			return p
		}
	}
	return Package{}
}

// target is the file a line belongs in: where the package stands already, or the project's own.
func (d Dependencies) target(line string) string {
	if file := d.named(line).Requirement.File; file != "" {
		return file
	}
	return d.File
}

// inPlaceOf points at the lines that have to go.
func (d Dependencies) inPlaceOf(lines []string) string {
	var old []string
	for _, line := range lines {
		if r := d.named(line).Requirement; r.Line > 0 && r.File == d.target(lines[0]) {
			old = append(old, strconv.Itoa(r.Line))
		}
	}
	if len(old) == 0 {
		return ""
	}
	return " in place of line " + join(old)
}

// condaLines writes requirements as list items: conda's own, or pip's where the package stands there.
func (d Dependencies) condaLines(lines []string) string {
	var items []string
	for _, line := range lines {
		r := d.named(line).Requirement
		if r.File != "" && r.form == formLine {
			items = append(items, `"- `+line+`" under pip`)
			continue
		}
		items = append(items, `"- `+strings.ToLower(line)+`" under dependencies`)
	}
	return join(items)
}
