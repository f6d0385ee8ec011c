package names

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Builtins are Python's own names, of any release that Streamlit runs on.
var Builtins = lazy.Value[[]string]{Make: func() []string {
	return strings.Fields(`
ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError BytesWarning
ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis
EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit
IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning
PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError
UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError
abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir divmod
enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list
locals map max memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum
super tuple type vars zip
`)
}}

// Loaded are modules that are there before the app's own: a file of the app with such a name is not taken.
var Loaded = lazy.Value[[]string]{Make: func() []string {
	return strings.Fields(`
anyio array atexit authlib attr bisect blinker builtins cachetools certifi click code codecs contextvars copyreg cryptography dateutil dis email encodings errno
fcntl fnmatch genericpath gettext git h11 http httpcore httptools idna ipaddress itsdangerous jinja2 jsonschema keyword linecache lzma markdown_it markupsafe marshal
narwhals ntpath numbers opcode orjson packaging posix posixpath pprint pydeck pygments python_multipart quopri referencing reprlib rich rpds select selectors shlex
site six smmap sniffio ssl starlette stat streamlit sysconfig tenacity timeit token tokenize tornado tzlocal unittest urllib3 uvicorn validators watchdog websockets
zipimport
`)
}}
