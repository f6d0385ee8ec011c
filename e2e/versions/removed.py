"""Writes which modules of packages their newest release has not any more: streamlit/deps/removed.txt.

Asks PyPI for the wheels of packages that apps import, and lists the modules of the newest one and of older
ones. Kept are the modules that stood in an older release, one below the package's own, and that the newest
has neither as a file nor as a folder. Their names are followed by the first release looked at without them.

    python e2e/versions/removed.py [--pages FOLDER]

FOLDER keeps what PyPI said. Needs pip install zopfli, see packed.py.
"""

import argparse
import concurrent.futures
import itertools
import pathlib
import re
import urllib.error
import zipfile

import packed
from brings import Far, Index

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "removed.txt"
HEAD = "# Written by e2e/versions/removed.py: package, its module, the first release looked at without what follows: modules below it that the newest has not any more."
PACKAGES = """
langchain langchain-core langchain-community langchain-openai langchain-google-genai langchain-experimental langgraph openai anthropic cohere groq
pinecone pinecone-client chromadb llama-index llama-index-core llama-parse sentence-transformers moviepy pydantic sqlalchemy altair bokeh gspread yfinance
google-generativeai supabase gotrue postgrest pymongo redis fastapi starlette httpx requests PyPDF2 pypdf pdfplumber python-docx docx2txt openpyxl XlsxWriter
tiktoken nltk gensim networkx folium geopandas pydeck streamlit-option-menu streamlit-authenticator streamlit-extras st-pages streamlit-folium extra-streamlit-components
pyautogen crewai tavily-python duckduckgo-search wikipedia praw tweepy ta backtrader statsmodels lightgbm keras boto3 twilio stripe fpdf fpdf2 reportlab qrcode
pytz bcrypt passlib PyJWT email-validator click rich typer textblob vaderSentiment plotly python-dotenv PyGithub pytube yt-dlp SpeechRecognition gTTS whisper
feedparser beautifulsoup4 selenium webdriver-manager slack-sdk sendgrid mailjet-rest notion-client pyairtable dash graphviz wordcloud seaborn pandas-ta prophet
python-jose itsdangerous flask werkzeug jinja2 markdown markdown2 pyyaml toml tomli loguru tenacity python-pptx instructor guidance haystack-ai farm-haystack
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
    lost = sorted((module.partition(".")[0], since or page["version"], module.partition(".")[2]) for module, since in gone.items())
    lost = [one for one in lost if one[0] in tops and one[2] not in ("tests", "test", "version")]
    return [" ".join([package.lower(), top, since, *(one[2] for one in some)]) for (top, since), some in itertools.groupby(lost, lambda one: one[:2])]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=pathlib.Path)
    pypi = Index(arguments.parse_args().pages)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        rows = [row for some in pool.map(lambda package: removed(pypi, package), PACKAGES) for row in some]
    packed.write(TARGET, HEAD, rows)


if __name__ == "__main__":
    main()
