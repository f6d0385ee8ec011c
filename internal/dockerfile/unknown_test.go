package dockerfile

import (
	"testing"
)

// Dockerfiles as BuildKit 0.34 reads them: the line that it refuses, or 0.
func TestUnknownInstructions(t *testing.T) {
	for text, line := range map[string]int{
		"CMD [\"bash\",\"-lc\",\"\nset -e\nstreamlit run app.py\n\"]\n":              2,
		"CMD [\"bash\",\"-lc\",\"\\\nset -e && \\\nstreamlit run app.py\\\n\"]\n":    0,
		"RUN <<EOF\nset -e\npip install streamlit\nEOF\nCMD [\"x\"]\n":               0,
		"RUN cat > a.toml <<EOF\n[auth]\nEOF\n":                                      0,
		"CMD cat > a.toml <<EOF\n[auth]\nx = 1\nEOF\n":                               2,
		"COPY <<EOF /a.toml\n[auth]\nx = 1\nEOF\n":                                   0,
		"ONBUILD RUN <<EOF\nset -e\nEOF\n":                                           0,
		"RUN pip install streamlit &&\n    pip install authlib\n":                    2,
		"RUN pip install a \\\n  # note\n  b\n":                                      0,
		"run pip install streamlit\ncmd streamlit run app.py\n":                      0,
		"ENTRYPOINT [\"sh\",\"-c\"]\nstreamlit run app.py\n":                         2,
		"ENTRYPOINT [\"streamlit\", \"run\",\n  \"app.py\"]\n":                       2,
		"ENTRYPOINT [\"streamlit\", \"run\", \\\n  \"app.py\"]\n":                    0,
		"RUN echo \"[auth]\nredirect_uri = x\" > a\n":                                2,
		"RUN cat <<< \"x\"\nCMD y\n":                                                 0,
		"RUN cat <<'EOF' > a\n[auth]\nEOF\n":                                         0,
		"RUN cat <<-EOF > a\n\t[auth]\n\tEOF\n":                                      0,
		"RUN a \\\n\n  && b\n":                                                       0,
		"CMD streamlit run app.py \\\n":                                              0,
		"<<<<<<< HEAD\nCMD a\n=======\nCMD b\n>>>>>>> x\n":                           1,
		"COPY . .\npip install -r requirements.txt\n":                                2,
		"CMD [\"x\"] # start\n":                                                      0,
		"RUN a \\\r\n b\r\nCMD x\r\n":                                                0,
		"HEALTHCHECK CMD true\nSHELL [\"/bin/bash\",\"-c\"]\nVOLUME /x\nLABEL a=b\n": 0,
	} {
		_, wrong, is := Unknown("FROM python:3.11\n" + text)
		if is != (line > 0) || is && wrong.Line != line+1 {
			t.Errorf("%q: line %d, want %d", text, wrong.Line, line+1)
		}
	}
	for _, text := range []string{"\ufeffFROM python:3.11\nCMD x\n", "# escape=`\nFROM python:3.11\nRUN pip `\n  install streamlit\n", "#syntax=example.com/other\nFROM python:3.11\nINSTALL x\n"} {
		if _, wrong, is := Unknown(text); is {
			t.Errorf("%q: line %d", text, wrong.Line)
		}
	}
}
