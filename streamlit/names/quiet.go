package names

import (
	"slices"
	"strings"
)

// Quiet are the names of Streamlit that show nothing.
var Quiet = []string{
	"set_page_config", "stop", "login", "logout", "session_state", "secrets", "query_params", "context", "user", "experimental_user", "cache", "cache_data", "cache_resource", "experimental_memo", "experimental_singleton",
	"connection", "experimental_connection", "Page", "fragment", "experimental_fragment", "dialog", "experimental_dialog", "get_option", "set_option", "column_config", "__version__",
}

// Standard are modules of Python's own, from which nothing shows anything in a browser.
var Standard = []string{
	"abc", "argparse", "ast", "asyncio", "base64", "calendar", "collections", "concurrent", "configparser", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions",
	"functools", "gc", "getpass", "glob", "gzip", "hashlib", "heapq", "hmac", "html", "importlib", "inspect", "io", "itertools", "json", "locale", "logging", "math", "mimetypes", "multiprocessing", "operator",
	"os", "pathlib", "pickle", "pkgutil", "platform", "queue", "random", "re", "secrets", "shutil", "signal", "socket", "sqlite3", "statistics", "string", "struct", "subprocess", "sys", "tempfile", "textwrap",
	"threading", "time", "tomllib", "traceback", "types", "typing", "unicodedata", "urllib", "uuid", "warnings", "weakref", "xml", "zipfile", "zlib", "zoneinfo",
}

// Silent are modules of others of which that is true as well.
var Silent = []string{
	"PIL", "altair", "anthropic", "boto3", "cv2", "dotenv", "duckdb", "geopandas", "google", "httpx", "joblib", "langchain", "langchain_community", "langchain_core", "langchain_openai", "loguru", "matplotlib",
	"nest_asyncio", "networkx", "nltk", "numpy", "openai", "pandas", "plotly", "polars", "psycopg2", "pyarrow", "pydantic", "pydantic_settings", "pymongo", "pytz", "redis", "requests", "scipy", "seaborn",
	"sklearn", "spacy", "sqlalchemy", "statsmodels", "structlog", "tensorflow", "toml", "torch", "transformers", "typing_extensions", "yaml", "yfinance",
}

// Known tells whether a module is one of these.
func Known(module string) bool {
	top, _, _ := strings.Cut(module, "/")
	return slices.Contains(Standard, top) || slices.Contains(Silent, top)
}

// Python tells whether a module is one of Python's own.
func Python(module string) bool { return slices.Contains(Standard, module) }

// Pure tells whether a module of Python's own answers the same to the same, whenever it is asked.
func Pure(module string) bool {
	return slices.Contains([]string{"base64", "collections", "copy", "fnmatch", "functools", "hashlib", "hmac", "html", "ipaddress", "itertools", "math", "operator", "re", "string", "textwrap", "types", "urllib/parse"}, module)
}

// Loud tells whether something from a module may show something in a browser; empty: it is from none.
func Loud(module string) bool {
	top, _, _ := strings.Cut(module, "/")
	return top != "" && !Known(top)
}
