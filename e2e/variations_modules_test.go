//go:build e2e

package e2e

// moduleVariations: where the modules of an app lie, and how they are imported.
func moduleVariations() []variation {
	const gate = "import streamlit as st\n\n\ndef need():\n    if not @user@.is_logged_in:\n        st.button(\"Sign in\", on_click=st.login)\n        st.stop()\n"
	const after = "\nst.text(\"" + signedInText + "\")\n"
	at := func(name, want, script, code string, files map[string]string) variation {
		v := unnamed.with("module/"+name, want)
		v.files["app.py"] = ""
		v.files[script], v.app = "import streamlit as st\n"+code+after, script
		for file, text := range files {
			v.files[file] = text
		}
		return v
	}
	one := func(file string, more ...string) map[string]string {
		files := map[string]string{file: gate}
		for i := 0; i+1 < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	const lost = "app-api"
	return []variation{
		at("beside", "", "app.py", "from gate import need\nneed()", one("gate.py")),
		at("package", "", "app.py", "from lib.gate import need\nneed()", one("lib/gate.py", "lib/__init__.py", "#\n")),
		at("folder", "", "app.py", "from lib import gate\ngate.need()", one("lib/gate.py")),
		at("below-beside", "", "src/app.py", "from gate import need\nneed()", one("src/gate.py")),
		at("path-is-changed", "", "src/app.py", "import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))\nfrom src.gate import need\nneed()", one("src/gate.py")),
		at("path-is-changed-elsewhere", "", "src/app.py", "import paths\nfrom src.gate import need\nneed()", one("src/gate.py", "src/paths.py", "import os\nimport sys\n\nsys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))\n")),
		at("either", "", "src/app.py", "try:\n    from src.gate import need\nexcept ImportError:\n    from gate import need\nneed()", one("src/gate.py")),
		at("for-types-only", "", "src/app.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from src.models import Row\nfrom gate import need\nneed()", one("src/gate.py", "src/models.py", "class Row:\n    pass\n")),
		at("in-no-call", "", "src/app.py", "def later():\n    from src.gate import need\n    need()\nfrom gate import need\nneed()", one("src/gate.py")),
		at("behind-the-button", "", "app.py", "def enter():\n    st.login()\nif not @user@.is_logged_in:\n    st.button(\"Sign in\", on_click=enter)\n    st.stop()", one("lib/other.py")),
		at("environment", "", "src/app.py", "from src.gate import need\nneed()", one("src/gate.py", "Makefile", "run:\n\tPYTHONPATH=. streamlit run src/app.py\n")).under("PYTHONPATH=."),

		at("by-the-top", lost, "src/app.py", "from src.gate import need\nneed()", one("src/gate.py")),
		at("by-the-top-package", lost, "src/app.py", "from src.gate import need\nneed()", one("src/gate.py", "src/__init__.py", "#\n")),
		at("by-the-top-whole", lost, "src/app.py", "import src.gate\nsrc.gate.need()", one("src/gate.py")),
		at("by-the-top-named", lost, "src/app.py", "import src.gate as gate\ngate.need()", one("src/gate.py")),
		at("by-the-top-folder", lost, "src/app.py", "from src import gate\ngate.need()", one("src/gate.py")),
		at("by-its-own-name", lost, "app/app.py", "from app.gate import need\nneed()", one("app/gate.py")),
		at("by-its-own-name-main", lost, "app/main.py", "from app.gate import need\nneed()", one("app/gate.py", "app/__init__.py", "#\n")),
		at("from-below", lost, "app.py", "from gate import need\nneed()", one("src/gate.py")),
		at("from-below-deeper", lost, "app.py", "from auth.gate import need\nneed()", one("src/auth/gate.py", "src/auth/__init__.py", "#\n")),
		at("through-another", lost, "src/app.py", "from gate import need\nneed()", one("src/gate.py", "src/gate.py", "from src.config import NAME\n"+gate, "src/config.py", "NAME = \"x\"\n")),
		at("in-a-call", lost, "src/app.py", "def ask():\n    from src.gate import need\n    need()\nask()", one("src/gate.py")),
		at("neighbour", lost, "apps/web/app.py", "from web.gate import need\nneed()", one("apps/web/gate.py")),
		at("shared", lost, "apps/web/app.py", "from shared.gate import need\nneed()", one("shared/gate.py")),
		at("tools-change-it", lost, "src/app.py", "from src.gate import need\nneed()", one("src/gate.py", "scripts/load.py", "import sys\n\nsys.path.insert(0, \".\")\n")),
		at("below-pages", "", "app.py", "from pages.helper import need\nneed()", one("pages/helper.py")),
		at("tried-and-given-otherwise", "", "src/app.py", "try:\n    import src.gate as gate\nexcept Exception:\n    import gate\ngate.need()", one("src/gate.py")),
		at("beside-in-a-main", "", "src/app.py", "if __name__ == \"__main__\":\n    from gate import need\n    need()", one("src/gate.py")),
		at("by-a-folder-that-is-changed-to", lost, "src/app.py", "import os\nos.chdir(\"..\")\nfrom src.gate import need\nneed()", one("src/gate.py")),
		at("in-a-main", lost, "src/app.py", "if __name__ == \"__main__\":\n    from src.gate import need\n    need()", one("src/gate.py")),
		at("half-of-the-app", lost, "frontend/app.py", "from backend.auth.gate import need\nneed()", one("backend/auth/gate.py", "backend/__init__.py", "#\n", "backend/auth/__init__.py", "#\n")),
		at("uv-without-a-build", lost, "src/app.py", "from src.gate import need\nneed()", one("src/gate.py", "pyproject.toml", "[project]\nname = \"a\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"streamlit[auth]>=1.59.1\"]\n\n[tool.uv]\ndev-dependencies = [\"pytest\"]\n")),
		at("by-the-package-of-the-same-name", lost, "app/app.py", "from app import need\nneed()", one("app/gate.py", "app/__init__.py", "from app.gate import need\n")),
		at("readme-run", lost, "src/app.py", "from src.gate import need\nneed()", one("src/gate.py", "README.md", "# App\n\n    pip install -r requirements.txt\n    streamlit run src/app.py\n")),
	}
}

// under is the variation with variables in the environment.
func (v variation) under(env ...string) variation {
	v.env = append(v.env, env...)
	return v
}
