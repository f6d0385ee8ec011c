package deps_test

import (
	"testing"

	"strings"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// What the only Dockerfile installs is judged, where pip installs it from files.
func TestWhatTheImageInstalls(t *testing.T) {
	const start = "FROM python:3.12-slim\nWORKDIR /app\n"
	plain := requirements("streamlit==1.67.0")
	for _, test := range []struct {
		name   string
		files  tree
		docker string
		file   string // that counts
		told   string
	}{
		{"more by name", plain, start + "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nRUN pip install Authlib httpx\n", "requirements.txt", ""},
		{"more by name, in one command", plain, start + "COPY . .\nRUN pip install -r requirements.txt \\\n  # for the sign-in\n  Authlib httpx\n", "requirements.txt", ""},
		{"a second file", withFile(plain, "requirements-auth.txt", "Authlib>=1.3.2\nhttpx\n"), start + "COPY requirements*.txt ./\nRUN pip install -r requirements.txt -r requirements-auth.txt\n", "requirements.txt", ""},
		{"a file of a folder", withFile(requirements("streamlit==1.30"), "docker/requirements.txt", "streamlit[auth]==1.67.0\n"), start + "COPY docker/requirements.txt .\nRUN pip install -r requirements.txt\n", "docker/requirements.txt", ""},
		{"a file of a folder that is worse", withFile(requirements("streamlit[auth]==1.67.0"), "docker/requirements.txt", "streamlit==1.30\n"), start + "COPY docker/ /build/\nRUN pip install -r /build/requirements.txt\n", "docker/requirements.txt", "error deps-streamlit docker/requirements.txt:1:1"},
		{"another name", withFile(plain, "reqs/prod.txt", "streamlit[auth]==1.67.0\n"), start + "COPY reqs/prod.txt /tmp/r.txt\nRUN pip install -r /tmp/r.txt\n", "reqs/prod.txt", ""},
		{"a mount", withFile(plain, "reqs/prod.txt", "streamlit[auth]==1.67.0\n"), start + "RUN --mount=type=bind,source=reqs/prod.txt,target=/tmp/r.txt pip install -r /tmp/r.txt\n", "reqs/prod.txt", ""},
		{"an earlier stage", plain, "FROM python AS base\nWORKDIR /app\nCOPY . .\nRUN pip install Authlib httpx\nFROM base\nRUN pip install -r requirements.txt\n", "requirements.txt", ""},
		{"a stage that is copied from", plain, "FROM python AS make\nCOPY . .\nRUN pip install -r requirements.txt Authlib httpx\nFROM python\nCOPY --from=make /usr/local /usr/local\n", "requirements.txt", ""},
		{"a stage that is not shipped", plain, "FROM python AS test\nRUN pip install Authlib httpx\n" + start + "COPY . .\nRUN pip install -r requirements.txt\n", "requirements.txt", "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1"},
		{"nothing more", plain, start + "COPY . .\nRUN pip install -U pip && pip install -r requirements.txt gunicorn\n", "requirements.txt", "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1"},
		{"a later version", requirements("streamlit[auth]==1.67.0"), start + "COPY . .\nRUN pip install -r requirements.txt\nRUN pip install streamlit==1.66.0\n", "requirements.txt", ""},
		{"another tool", plain, start + "COPY . .\nRUN uv sync && pip install -r requirements.txt Authlib httpx\n", "requirements.txt", "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1"},
		{"not known where", plain, start + "RUN pip install -r /opt/other.txt Authlib httpx\n", "requirements.txt", "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1"},
	} {
		d := read(t, withFile(test.files, "Dockerfile", test.docker))
		if got := told(deps.Judge(d)); d.File != test.file || got != test.told {
			t.Errorf("%s: %s counts and says %q, want %s and %q", test.name, d.File, got, test.file, test.told)
		}
	}
	later := read(t, withFile(requirements("streamlit[auth]==1.67.0"), "Dockerfile", start+"COPY . .\nRUN pip install -r requirements.txt\nRUN pip install streamlit==1.66.0\n"))
	if reason := deps.Unproven(later, "deps-streamlit"); !strings.Contains(reason, "several commands") {
		t.Errorf("a later version: %q", reason)
	}
	worse := read(t, withFile(requirements("pandas"), "Dockerfile", start+"COPY . .\nRUN pip install -r requirements.txt streamlit==1.60.0\n"))
	if problems := deps.Judge(worse); len(problems) == 0 || problems[0].Fix != `write "streamlit[auth]==1.60.0" behind pip install in Dockerfile, and build the image again` {
		t.Errorf("what the image asks for by name: %v", problems)
	}
	two := withFile(withFile(plain, "Dockerfile", start+"COPY . .\nRUN pip install -r requirements.txt Authlib httpx\n"), "Dockerfile.dev", start)
	if d := read(t, two); told(deps.Judge(d)) == "" {
		t.Error("one of two Dockerfiles is taken for the one that counts")
	}
}

func TestReadingTheImageIsLinear(t *testing.T) {
	for _, part := range []string{"RUN pip install a\n", "RUN pip install -r requirements.txt\n", "COPY requirements.txt .\n", "FROM a AS b\n", "RUN a \\\n", "# a\n", "RUN --mount=type=bind,target=a "} {
		growth.Linear(t, part, 1<<13, func(n int) string { return "FROM a\n" + strings.Repeat(part, n/len(part)) }, func(text string) {
			deps.Read(withFile(requirements("streamlit"), "Dockerfile", text).files()) //nolint:errcheck // what it says does not matter
		})
	}
}
