"""Writes which modules and names of packages their newest release has not any more: streamlit/deps/removed.txt.

Asks PyPI for the wheels of packages that apps import, and lists the modules of the newest one and of older
ones. Kept are the modules that stood in an older release, one below the package's own, and that the newest
has neither as a file nor as a folder. Before them stands the first release looked at without them. A module
that has a dot behind it is named in the newest release's own __init__.py, so "from package import module"
may still find something.

Rows of "package:" and "package/module:" are of names that the __init__.py there gave in an older release, and
that are no word of the newest one's. Nothing is said of one that takes all from another file, or makes names
in a way of its own.

    python e2e/versions/removed.py [--pages FOLDER]
    python e2e/versions/removed.py --judge

FOLDER keeps what PyPI said. Needs pip install zopfli, see packed.py. With --judge Python itself takes what the
table names from the newest release of each package, which takes long, and tells what is still there.
"""

import argparse
import ast
import concurrent.futures
import io
import itertools
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import venv
import zipfile

import packed
from brings import Far, Index, get

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "removed.txt"
HEAD = "# Written by e2e/versions/removed.py: package, its module, the first release looked at without what follows: modules below it that the newest has not any more, or names where a colon stands."
PACKAGES = """
langchain langchain-core langchain-community langchain-openai langchain-google-genai langchain-experimental langgraph openai anthropic cohere groq
pinecone pinecone-client chromadb llama-index llama-index-core llama-parse sentence-transformers moviepy pydantic sqlalchemy altair bokeh gspread yfinance
google-generativeai supabase gotrue postgrest pymongo redis fastapi starlette httpx requests PyPDF2 pypdf pdfplumber python-docx docx2txt openpyxl XlsxWriter
tiktoken nltk gensim networkx folium geopandas pydeck streamlit-option-menu streamlit-authenticator streamlit-extras st-pages streamlit-folium extra-streamlit-components
crewai tavily-python duckduckgo-search wikipedia ta backtrader statsmodels lightgbm keras boto3 stripe fpdf fpdf2 reportlab qrcode
pytz bcrypt passlib PyJWT click rich typer textblob vaderSentiment plotly python-dotenv PyGithub pytube yt-dlp SpeechRecognition gTTS whisper
feedparser beautifulsoup4 selenium webdriver-manager slack-sdk sendgrid mailjet-rest notion-client pyairtable dash graphviz wordcloud seaborn pandas-ta prophet
python-jose itsdangerous jinja2 markdown2 pyyaml toml tomli loguru tenacity python-pptx instructor guidance 
transformers huggingface-hub datasets langchain-text-splitters langchain-chroma langchain-anthropic langchain-groq langchain-ollama langchain-huggingface
langchain-pinecone langchain-mistralai langchain-aws langchain-classic pandasai pydantic-settings pydantic-ai openai-agents google-genai google-cloud-aiplatform
streamlit-aggrid streamlit-chat streamlit-elements streamlit-lottie streamlit-cookies-manager streamlit-drawable-canvas streamlit-webrtc streamlit-echarts
streamlit-ace hydralit msal firebase-admin pyrebase4 snowflake-snowpark-python snowflake-connector-python scikit-learn scipy pandas matplotlib xgboost shap
autogen-agentchat litellm smolagents qdrant-client weaviate-client unstructured pdfminer.six
pdf2image tabula-py imageio pillow easyocr opencv-python newsapi-python newspaper3k 
""".split()


def sampled(versions: list[str]) -> list[str]:
    """The last release of each minor version, of which the newest ten and the last of each major one."""
    def order(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", version))

    minors: dict[tuple[int, ...], str] = {}
    for version in sorted(versions, key=order):
        minors[order(version)[:2]] = version
    last = list(minors.values())
    majors = {order(version)[0]: version for version in last}
    return [version for version in last if version in last[-10:] or version == majors[order(version)[0]]]


def files_of(pypi: Index, url: str) -> list[str]:
    def ask() -> list[str]:
        try:
            with zipfile.ZipFile(Far(url)) as archive:
                return sorted({name for name in archive.namelist() if 1 <= name.count("/") <= 2 and ".dist-info/" not in name})
        except (urllib.error.HTTPError, zipfile.BadZipFile):
            return []

    return pypi.kept("files " + url, ask)


DEEP = ("langchain", "langchain-community", "langchain-core", "llama-index", "pydantic")  # packages of which names two deep are looked at
MOST = 130  # modules or names that one package lost; where it is more, few of them were taken from there
THERE = {"pydantic:": ("PyObject", "validate_arguments")}  # what --judge found all the same
SMALL = 3 << 20  # a wheel that is fetched whole, in bytes
LARGE = 1 << 20  # an __init__.py that is not read, in bytes
OPAQUE = re.compile(r"(?m)^from .*import \*|sys\.modules\[|\bexec\(|\bsetattr\(|attach\(")  # names that no word of the file says


def given(text: str) -> list[str]:
    """The names that an __init__.py gives: what it takes from its own files, defines, and lists for __getattr__."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level > 0 or node.module and not stdlib(node.module)):
            names.update(one.asname or one.name for one in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node in tree.body:
            names.add(node.name)
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            names.update(one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str))
        elif isinstance(node, ast.Dict):
            names.update(one.value for one in node.keys if isinstance(one, ast.Constant) and isinstance(one.value, str))
        elif isinstance(node, ast.Compare):
            names.update(one.value for one in node.comparators if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return sorted(name for name in names if re.fullmatch(r"[A-Za-z]\w*", name))


def stdlib(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def inits(pypi: Index, url: str) -> dict[str, dict[str, list[str]]]:
    """By package, with slashes, one or two deep: the names that its __init__.py gives, and all words in it, none where these do not say."""
    def ask() -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        try:
            far = Far(url)
            with zipfile.ZipFile(io.BytesIO(get(url)) if far.size < SMALL else far) as archive:
                for info in archive.infolist():
                    package, _, file = info.filename.rpartition("/")
                    if file == "__init__.py" and package.count("/") <= 1 and info.file_size < LARGE and (far.size < SMALL or package.count("/") == 0):
                        text = archive.read(info).decode("utf-8", "replace")
                        found[package] = {"gives": given(text), "words": [] if OPAQUE.search(text) else sorted(set(re.findall(r"\w+", text)) | {""})}
        except (urllib.error.HTTPError, zipfile.BadZipFile):
            return {}
        return found

    return pypi.kept("inits " + url, ask)


def unnamed(pypi: Index, page: dict, deep: bool) -> dict[tuple[str, str], str]:
    """By package and name: the first release looked at whose __init__.py gives the name no more."""
    newest = inits(pypi, page["wheels"][page["version"]])
    gone: dict[tuple[str, str], str] = {}
    for version in sampled(list(page["wheels"])):
        had = {(package, name) for package, one in inits(pypi, page["wheels"][version]).items() for name in one["gives"]}
        for package, name in had:
            words = newest[package]["words"] if package in newest else [""] if name[0].isupper() else []  # a folder without one gives its modules
            if words and name not in words and (deep or "/" not in package):
                gone[package, name] = ""
        for one in set(gone) - had:
            gone[one] = gone[one] or version
    return gone


def named(files: list[str], ends: tuple[str, ...] = (".py", ".so", ".pyd")) -> tuple[set[str], set[str]]:
    """The packages among some files, and the modules right below them, of files that end so."""
    tops = {name.partition("/")[0] for name in files if name.count("/") == 1 and name.endswith("/__init__.py")}
    below = set()
    for name in files:
        top, _, rest = name.partition("/")
        module = re.match(r"([A-Za-z]\w*)(?:\.py$|/|\.[\w.-]+$)", rest)
        if top in tops and module and name.endswith(ends):
            below.add(top + "." + module[1])
    return tops, below


def removed(pypi: Index, package: str) -> list[str]:
    page = pypi.page(package)
    if not page or page["version"] not in page["wheels"]:
        return []
    tops, there = named(files_of(pypi, page["wheels"][page["version"]]), ("",))  # a folder without Python is a module, too
    gone: dict[str, str] = {}
    for version in sampled(list(page["wheels"])):
        _, had = named(files_of(pypi, page["wheels"][version]))
        for module in had - there:
            gone[module] = ""  # in this one it still is
        for module in set(gone) - had:
            gone[module] = gone[module] or version
    newest = inits(pypi, page["wheels"][page["version"]])
    lost = []
    for module, since in gone.items():
        top, _, below = module.partition(".")
        words = newest.get(top, {}).get("words", [])
        if top in tops and below not in ("tests", "test", "version"):
            lost.append((top, since or page["version"], below + ("." if not words or below in words else "")))
    modules = {f"{top}/{below.rstrip('.')}" for top, _, below in lost}
    files = {name.removesuffix(".py") for name in files_of(pypi, page["wheels"][page["version"]])}
    for (place, name), since in unnamed(pypi, page, package in DEEP).items():
        if name not in THERE.get(place + ":", ()) and place.replace("/", ".") not in gone and f"{place}/{name}" not in modules and f"{place}/{name}" not in files and not any(file.startswith(f"{place}/{name}/") for file in files):
            lost.append((place + ":", since or page["version"], name))
    lost = [one for one in sorted(lost) if one[0] != "tests" and sum(other[:2] == one[:2] for other in lost) <= MOST]
    return [" ".join([package.lower(), top, since, *(one[2] for one in some)]) for (top, since), some in itertools.groupby(lost, lambda one: one[:2])]


TRIES = """
import sys
for line in sys.stdin:
    place, name = line.split()
    try:
        exec(f"from {place} import {name}")
    except ImportError:
        continue
    except Exception as e:
        print(f"{place} {name}: {e!r:.200}")
    else:
        print(f"{place} {name} is still there")
"""


def judge() -> bool:
    """Whether the newest release of each package has nothing of what the table says it lost."""
    lost: dict[str, list[str]] = {}
    for row in TARGET.read_text(encoding="utf-8").splitlines()[1:]:
        package, place, _, *names = row.split()
        lost.setdefault(package, []).extend(f"{place.rstrip(':').replace('/', '.')} {name}" for name in names if not name.endswith("."))
    right = True
    for package, names in lost.items():
        with tempfile.TemporaryDirectory() as folder:
            venv.create(folder, with_pip=True)
            python = pathlib.Path(folder, "bin", "python")
            install = subprocess.run([python, "-m", "pip", "install", "-q", "--no-cache-dir", package], capture_output=True, text=True)
            if install.returncode != 0:
                print(f"{package} cannot be installed here")
                continue
            there = subprocess.run([python, "-W", "ignore", "-c", TRIES], input="\n".join(names), capture_output=True, text=True, cwd=folder).stdout
            print(f"{package}: {len(names)} looked for\n{there}", end="", flush=True)
            right = right and not there
    return right


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=pathlib.Path)
    arguments.add_argument("--judge", action="store_true")
    if arguments.parse_args().judge:
        sys.exit(0 if judge() else 1)
    pypi = Index(arguments.parse_args().pages)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        rows = [row for some in pool.map(lambda package: removed(pypi, package), PACKAGES) for row in some]
    packed.write(TARGET, HEAD, rows)


if __name__ == "__main__":
    main()
