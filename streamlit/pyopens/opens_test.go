package pyopens

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// What is opened, and where it is looked for: > from the folder in which the app is started, = from the top of the project.
func TestIn(t *testing.T) {
	for source, want := range map[string]string{
		"open('a.txt')": ">a.txt",
		"with open('./data/a.txt', 'rb') as f: f":         ">data/a.txt",
		"open(file='a.txt', mode='r')":                    ">a.txt",
		"open('a.txt', 'w')":                              "",
		"open('a.txt', mode)":                             "",
		"open(*a)":                                        "",
		"open(0)":                                         "",
		"open('/etc/hosts')":                              "",
		"open('../a.txt')":                                "",
		"open('C:\\\\a.txt')":                             "",
		"open('~/a.txt')":                                 "",
		"open('data/%s.txt' % x)":                         "",
		"def open(x): pass\nopen('a.txt')":                "",
		"from gzip import open\nopen('a.gz')":             "",
		"NAME = 'a.txt'\nopen(NAME)":                      ">a.txt",
		"NAME = 'a.txt'\nNAME = 'b'\nopen(NAME)":          "",
		"def f(name='a.txt'): open(name)":                 "",
		"open(__file__)":                                  "=src/app.py",
		"st.image('logo.png')":                            ">logo.png",
		"st.sidebar.image('logo.png', width=20)":          ">logo.png",
		"one, two = st.columns(2)\none.image('logo.png')": ">logo.png",
		"one, two = st.columns(2)\none.image(two)":        "",
		"def css(name):\n  open(name)\ncss('a.css')":      ">a.css",
		"def css(text, name='b.css'):\n  open(name)\ncss('x', name='a.css')":                            ">a.css",
		"def css(name):\n  open(name)\ncss('a.css')\ncss('b.css')":                                      "",
		"def css(*name):\n  open(name)\ncss('a.css')":                                                   "",
		"class A:\n  def css(self, name):\n    open(name)\ncss('a.css')":                                "",
		"st.image(image='img/logo.png')":                                                                ">img/logo.png",
		"st.image('https://example.com/a.png')":                                                         "",
		"st.image(picture)":                                                                             "",
		"st.logo('logo.svg')":                                                                           ">logo.svg",
		"st.logo(':material/home:')":                                                                    "",
		"st.image('<svg></svg>')":                                                                       "",
		"st.audio(data='a.mp3')":                                                                        ">a.mp3",
		"import io\nio.open('a')":                                                                       "",
		"import io\nio.open('a.b', 'w')":                                                                "",
		"import pandas as pd\npd.read_csv('a.csv')":                                                     ">a.csv",
		"import pandas as pd\npd.read_json('[1]')":                                                      "",
		"pd.read_csv('a.csv')":                                                                          "",
		"from PIL import Image\nImage.open('a.png')":                                                    ">a.png",
		"from pathlib import Path\nPath('a.css').read_text()":                                           ">a.css",
		"from pathlib import Path\nPath('a') / 'b.css'":                                                 "",
		"from pathlib import Path\n(Path('a') / 'b.css').read_bytes()":                                  ">a/b.css",
		"from pathlib import Path\nHERE = Path(__file__).resolve().parent\n(HERE / 'b.css').open()":     "=src/b.css",
		"from pathlib import Path\nROOT = Path(__file__).parent.parent\nopen(ROOT / 'b.css')":           "=b.css",
		"from pathlib import Path\nROOT = Path(__file__).parents[1]\nopen(ROOT.joinpath('x', 'b.css'))": "=x/b.css",
		"from pathlib import Path\nROOT = Path(__file__).parents[2]\nopen(ROOT / 'b.css')":              "",
		"from pathlib import Path\nPath('a.txt').open('w')":                                             "",
		"import os\nopen(os.path.join(os.path.dirname(__file__), 'data', 'b.css'))":                     "=src/data/b.css",
		"import os\nBASE = os.path.dirname(os.path.abspath(__file__))\nopen(f'{BASE}/b.css')":           "=src/b.css",
		"import os\nBASE = os.path.dirname(os.path.abspath(__file__))\nopen(BASE + '/b.css')":           "=src/b.css",
		"import os.path\nopen(os.path.join('data', 'b.css'))":                                           ">data/b.css",
		"import os\nopen(os.path.join(os.environ['X'], 'b.css'))":                                       "",
		"import os\nopen(os.path.join(os.getcwd(), 'b.css'))":                                           ">b.css",
		"from pathlib import Path\nopen(Path.cwd() / 'b.css')":                                          ">b.css",
		"import zipfile\nzipfile.ZipFile('a.zip').open('inner.txt')":                                    "",
		"webbrowser.open('a.html')":                                                                     "",
		"def f():\n  with open('a.txt', encoding='utf-8') as f:\n    return f.read()":                   ">a.txt",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\n"))
		if err != nil {
			t.Fatal(source, err)
		}
		var got []string
		for _, one := range In("src/app.py", scan.Tree, true) {
			sign := ">"
			if one.Fixed {
				sign = "="
			}
			got = append(got, sign+one.Name)
			if one.At.Line < 2 {
				t.Errorf("%q: line %d", source, one.At.Line)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}

// Code that may write a file.
func TestMakes(t *testing.T) {
	for source, want := range map[string]bool{
		"open('a')":                        false,
		"open('a', 'w')":                   true,
		"open('a', mode=m)":                true,
		"p.open('w')":                      true,
		"p.open()":                         false,
		"df.to_csv('a.csv')":               true,
		"import shutil\nshutil.copy(a, b)": true,
		"d.copy()":                         false,
		"import subprocess as s\ns.run(['make'])":   true,
		"from hub import hf_hub_download as get\n1": false,
		"hub.snapshot_download('x')":                true,
		"st.download_button('x', data)":             false,
		"import os\nos.system('x')":                 true,
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\n"))
		if err != nil {
			t.Fatal(source, err)
		}
		if got := Makes("app.py", scan.Tree); got != want {
			t.Error(fmt.Sprintf("%q", source), got)
		}
	}
}
