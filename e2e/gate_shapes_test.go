//go:build e2e

package e2e

import (
	"fmt"
	"math/rand"
	"strings"
)

// ungated is an app that signs nobody in.
type ungated struct {
	name   string
	script string // app.py when empty
	files  map[string]string
	pages  []string // besides the script, that a browser can open
}

func single(name, text string) ungated {
	return ungated{name: name, files: map[string]string{"app.py": text}}
}

const hello = "st.title('Pay')\nst.write('the salaries of all')\n"

// plainShapes are apps of one file, in the shapes that people write.
var plainShapes = []ungated{
	single("short", "import streamlit as st\n"+hello),
	single("last line open", "import streamlit as st\nst.write('pay')"),
	single("configured", "import streamlit as st\nimport pandas as pd\n\nst.set_page_config(page_title='Pay', layout='wide')\n\n"+hello),
	single("configured over lines", "import streamlit as st\nst.set_page_config(\n    page_title='Pay',\n    layout='wide',\n)  # wide\n# the pay\n"+hello),
	single("configured from constants", "import os\nimport streamlit as st\n\nTITLE = os.environ.get('TITLE', 'Pay')\nICON = ':material/home:'\n\nst.set_page_config(page_title=TITLE, page_icon=ICON)\n"+hello),
	single("docstring", "\"\"\"Pay.\n\nOf all.\n\"\"\"\n\nimport streamlit as st\n\n"+hello),
	single("future", "\"\"\"Pay.\"\"\"\nfrom __future__ import annotations\n\nimport streamlit as st\n"+hello),
	single("encoding", "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Über\nimport streamlit as st\nst.write('Gehälter')\n"),
	single("latin-1", "# -*- coding: latin-1 -*-\nimport streamlit as st\nst.write('Geh\xe4lter')\n"),
	single("byte order mark", "\ufeffimport streamlit as st\n"+hello),
	single("carriage returns", strings.ReplaceAll("import streamlit as st\n\nst.set_page_config(page_title='Pay')\n\n"+hello, "\n", "\r\n")),
	single("carriage returns and a mark", strings.ReplaceAll("\ufeff\"\"\"Pay.\"\"\"\nimport streamlit as st\n"+hello, "\n", "\r\n")),
	single("by its own name", "import streamlit\n\nstreamlit.set_page_config(page_title='Pay')\nstreamlit.write('pay')\n"),
	single("by another name", "import os, streamlit as ui\nui.title('Pay')\nui.write('pay')\n"),
	single("names from it", "from streamlit import set_page_config, title, write\n\nset_page_config(page_title='Pay')\ntitle('Pay')\nwrite('pay')\n"),
	single("everything from it", "from streamlit import *\ntitle('Pay')\nwrite('pay')\n"),
	single("its parts too", "import streamlit as st\nimport streamlit.components.v1 as components\ncomponents.html('<b>pay</b>')\nst.write('pay')\n"),
	single("tried", "import sys\ntry:\n    import streamlit as st\nexcept ImportError:\n    sys.exit(1)\n"+hello),
	single("main called", "import streamlit as st\n\n\ndef main():\n    st.title('Pay')\n    st.write('pay')\n\n\nmain()\n"),
	single("main guarded", "import streamlit as st\n\ndef main():\n    st.write('pay')\n\nif __name__ == \"__main__\":\n    main()\n"),
	single("main configures", "import streamlit as st\n\n\ndef main() -> None:\n    \"\"\"Shows the pay.\"\"\"\n    st.set_page_config(page_title='Pay')\n    st.write('pay')\n\n\nif __name__ == '__main__':\n    main()\n"),
	single("main with tabs", "import streamlit as st\n\ndef main():\n\tst.set_page_config(page_title='Pay')\n\tst.write('pay')\n\nif __name__ == '__main__':\n\tmain()\n"),
	single("guard configures", "import streamlit as st\n\ndef main():\n    st.write('pay')\n\nif __name__ == '__main__':\n    st.set_page_config(page_title='Pay')\n    main()\n"),
	single("main and more", "import streamlit as st\n\ndef main():\n    st.set_page_config(page_title='Pay')\n    st.write('pay')\n\nst.title('Pay')\nif __name__ == '__main__':\n    main()\n"),
	single("main imports", "def main():\n    import streamlit as st\n    st.write('pay')\n\nmain()\n"),
	single("async main", "import asyncio\nimport streamlit as st\n\nasync def main():\n    st.write('pay')\n\nasyncio.run(main())\n"),
	single("a class", "import streamlit as st\n\nclass App:\n    def __init__(self):\n        st.set_page_config(page_title='Pay')\n\n    def run(self):\n        st.write('pay')\n\nApp().run()\n"),
	single("a call between", "import streamlit as st\n\ndef style():\n    st.markdown('<style></style>', unsafe_allow_html=True)\n\nstyle()\nst.set_page_config(page_title='Pay')\nst.write('pay')\n"),
	single("a quiet call between", "import logging\nimport streamlit as st\n\ndef prepare():\n    logging.basicConfig()\n    return 1\n\nprepare()\nst.set_page_config(page_title='Pay')\nst.write('pay')\n"),
	single("one line", "import streamlit as st; st.write('pay')\n"),
	single("two imports a line", "import streamlit as st; import os\nst.write('pay')\n"),
	single("magic", "import streamlit as st\n\n'the salaries of all'\nx = 1\nx\n"),
	single("cached", "import streamlit as st\nimport time\n\n@st.cache_data\ndef load():\n    return [1, 2]\n\ndata = load()\nst.write(data)\n"),
	single("in the sidebar", "import sys\nsys.path.append('.')\nimport streamlit as st\nwith st.sidebar:\n    st.write('pay')\nst.write('more')\n"),
	single("imports later", "import streamlit as st\nst.write('pay')\nimport os\nst.write(os.name)\n"),
	single("a state", "import streamlit as st\nif 'n' not in st.session_state:\n    st.session_state.n = 0\nst.session_state.n += 1\nst.write(st.session_state.n)\n"),
	single("typed", "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n\nimport streamlit as st\n\nif TYPE_CHECKING:\n    from pathlib import Path\n\nst.write('pay')\n"),
	single("an assigned widget", "import streamlit as st\nside = st.sidebar\nname = side.text_input('Name')\nst.set_page_config(page_title='Pay')\nst.write(name)\n"),
	single("a name taken", "import streamlit\nst = 'the salaries'\nstreamlit.write(st)\n"),
}

// manyFiles are apps of more than one file.
var manyFiles = []ungated{
	{"pages", "", map[string]string{
		"app.py": "import streamlit as st\n" + hello, "pages/1_Pay.py": "import streamlit as st\nst.set_page_config(page_title='Pay')\nst.write('pay')\n",
		"pages/2_More.py": "\"\"\"More.\"\"\"\r\nimport streamlit as st\r\nst.write('more')\r\n", "pages/__init__.py": "", "pages/empty.py": "\n",
	}, []string{"pages/1_Pay.py", "pages/2_More.py"}},
	{"functions as pages", "", map[string]string{
		"app.py": "import streamlit as st\n\ndef pay():\n    st.write('pay')\n\ndef more():\n    st.write('more')\n\nst.set_page_config(page_title='Pay')\nst.navigation([st.Page(pay), st.Page(more)]).run()\n",
	}, nil},
	{"views", "", map[string]string{
		"app.py":        "import streamlit as st\n\npages = [st.Page('views/pay.py', title='Pay', default=True), st.Page('views/more.py')]\nst.navigation(pages).run()\n",
		"views/pay.py":  "import streamlit as st\nst.write('pay')\n",
		"views/more.py": "import streamlit as st\nst.write('more')\n",
	}, nil},
	{"navigation over pages", "", map[string]string{
		"app.py":       "import streamlit as st\n\npage = st.navigation([st.Page('pages/pay.py', default=True)])\npage.run()\n",
		"pages/pay.py": "import streamlit as st\nst.write('pay')\n",
	}, []string{"pages/pay.py"}},
	{"a module that shows", "", map[string]string{
		"app.py":  "import streamlit as st\nimport head\n\nst.set_page_config(page_title='Pay')\nst.write('pay')\n",
		"head.py": "import streamlit as st\nst.title('Pay')\n",
	}, nil},
	{"a module with functions", "", map[string]string{
		"app.py":    "import streamlit as st\nfrom lib.ui import head, settings\n\noptions = settings()\nst.set_page_config(page_title='Pay')\nhead()\n",
		"lib/ui.py": "import streamlit as st\n\ndef settings():\n    return {}\n\ndef head():\n    st.title('Pay')\n    st.write('pay')\n",
	}, nil},
	{"below", "src/main.py", map[string]string{
		"README.md": "    streamlit run src/main.py\n", "src/main.py": "import streamlit as st\nst.write('pay')\n", "src/pages/more.py": "import streamlit as st\nst.write('more')\n",
	}, []string{"src/pages/more.py"}},
}

// madeUp are apps put together of parts.
func madeUp(seed int64, many int) []ungated {
	random := rand.New(rand.NewSource(seed))
	pick := func(all ...string) string { return all[random.Intn(len(all))] }
	var apps []ungated
	for i := range many {
		head := pick("", "", "#!/usr/bin/env python3\n", "# -*- coding: utf-8 -*-\n", "# Copyright\n\n") + pick("", "", "\"\"\"Pay.\"\"\"\n", "'''Pay.\nOf all.\n'''\n", "'Pay'\n") + pick("", "", "from __future__ import annotations\n\n")
		imports := pick("import streamlit as st\n", "import os\nimport streamlit as st\nimport json\n", "import streamlit as st, os\n", "from streamlit import session_state\nimport streamlit as st\n", "import streamlit as st\nfrom typing import (\n    Any,\n    List,\n)\n", "try:\n    import pandas as pd\nexcept ImportError:\n    pd = None\nimport streamlit as st\n")
		between := pick("", "\n", "\nimport logging\nlogging.basicConfig()\n", "\nTITLE = 'x'\n", "\ndef helper():\n    return 1\n\n", "\nN = len('abc')\n", "\n# about the page\n")
		config := pick("", "st.set_page_config(page_title='Pay')\n", "st.set_page_config(page_title='Pay', layout='wide')  # wide\n", "st.set_page_config(\n    page_title='Pay',\n)\n")
		body := pick(hello, "x = 3\nst.write(x)\n", "'pay'\n", "with st.sidebar:\n    st.header('Pay')\nst.write('pay')\n", "a, b = st.columns(2)\na.write('pay')\nb.write('more')\n", "@st.cache_data\ndef load():\n    return 'pay'\n\nst.write(load())\n", "for n in range(2):\n    st.write(n)\n", "if st.checkbox('all', value=True):\n    st.write('pay')\n", "tab, = st.tabs(['Pay'])\nwith tab:\n    st.write('pay')\n")
		text := head + imports + between + config + body
		if random.Intn(3) == 0 { // in a function
			inside := strings.TrimSuffix(config+body, "\n")
			if strings.HasPrefix(inside, "'") {
				inside = "st.write('pay')"
			}
			text = head + imports + between + "\ndef main():\n    " + strings.ReplaceAll(inside, "\n", "\n    ") + "\n\n" + pick("main()\n", "if __name__ == '__main__':\n    main()\n", "if \"__main__\" == __name__: main()\n")
		}
		text = pick("", "", "", "\ufeff") + text
		if random.Intn(3) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		app := single(fmt.Sprintf("made up %d of seed %d", i, seed), text)
		if random.Intn(3) == 0 {
			app.files["pages/more.py"], app.pages = strings.Replace(text, "\ufeff", "", 1), []string{"pages/more.py"}
		}
		apps = append(apps, app)
	}
	return apps
}
