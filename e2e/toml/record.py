"""Records how Python reads many TOML documents, for the test of streamlit/pytoml.

    python3.12 -m venv venv && venv/bin/pip install toml==0.10.2
    venv/bin/python e2e/toml/record.py

The documents are those below and the corpus of toml-test, which the go command
fetches. Written are streamlit/pytoml/testdata/python.jsonl and the corpus's
licence beside it.
"""

import base64
import json
import pathlib
import subprocess

import ask

CORPUS = "github.com/toml-lang/toml-test/v2@v2.2.0"
ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTDATA = ROOT / "streamlit" / "pytoml" / "testdata"

# Values that one of the parsers minds, or is said to mind.
VALUES = {
    "plain": '"1"',
    "literal": "'1'",
    "empty": '""',
    "missing": "",
    "no quotes": "abc",
    "curly quotes": "“abc”",
    "open quote": '"abc',
    "text behind": '"a" b',
    "quote": r'"\""',
    "two quotes": r'"\"\"x"',
    "quote at the end": r'"x\""',
    "quote at both ends": r'"\"x\""',
    "backslash at the end": r'"x\\"',
    "backslash at a literal's end": "'x\\'",
    "escapes": r'"\b\t\n\f\r\"\\"',
    "escape \\u": r'"\u00e9 \U0001F600"',
    "escaped escape": r'"\\u00e9 \\\\n"',
    "quote as \\u": r'"\u0022x\u0022"',
    "backslash as \\u": r'"\u005cn"',
    "half a character": r'"\ud800"',
    "half a long character": r'"\U0000d800"',
    "no character": r'"\U00110000"',
    "far from a character": r'"\UFFFFFFFF"',
    "short \\u": r'"\u12"',
    "empty \\u": r'"\u"',
    "d alone": r'"\ud"',
    "unknown escape": r'"C:\Windows"',
    "escape \\0": r'"\0"',
    "escape \\e": r'"\e"',
    "escape \\x": r'"\x41"',
    "almost escape \\e": r'"\\e \\\\x41"',
    "begins with a comma": '",x"',
    "comma": '"a,b"',
    "equals": '"a=b=="',
    "comma and equals": '"a, b = c"',
    "hash": '"a # b"',
    "brackets": '"[a] {b}"',
    "brace": '"}"',
    "apostrophe": '"it\'s"',
    "quotes in a literal": "'say \"x\"'",
    "tab": '"a\tb"',
    "control": '"a\x01b"',
    "delete": '"a\x7fb"',
    "emoji": '"é😀"',
    "no-break space": '"a\u00a0b"',
    "line separator": '"a\u2028b"',
    "three quotes": '"""abc"""',
    "three apostrophes": "\'\'\'abc\'\'\'",
    "three quotes and nothing": '""""""',
    "four quotes": '"""abc""""',
    "five quotes": '"""abc"""""',
    "four apostrophes": "\'\'\'abc\'\'\'\'",
    "four quotes first": '""""abc"""',
    "two lines": '"""a\nb"""',
    "two lines and a first break": '"""\na\nb\n"""',
    "two literal lines": "\'\'\'\na\nb\n\'\'\'",
    "three lines with quotes": '"""a ""\n"b"\n""c"""',
    "two lines with four quotes": '"""a\nb""""',
    "line with a backslash": '"""a \\\n   b"""',
    "line with two backslashes": '"""a \\\\\n   b"""',
    "blank behind the backslash": '"""a \\  \n\n   b"""',
    "two lines with an equals sign": '"""a\nb = 1"""',
    "two lines with a header": '"""a\n[b]\n"""',
    "two lines with a hash": '"""a # b\n# c"""',
    "true": "true",
    "false": "false",
    "True": "True",
    "integer": "12",
    "plus": "+12",
    "minus": "-12",
    "minus zero": "-0",
    "underscores": "1_000",
    "two underscores": "1__0",
    "underscore first": "_1",
    "underscore last": "1_",
    "leading zero": "012",
    "hexadecimal": "0xDEAD_beef",
    "large hexadecimal": "0XDEAD",
    "signed hexadecimal": "+0x1",
    "octal": "0o17",
    "binary": "0b101",
    "largest": "9223372036854775807",
    "smallest": "-9223372036854775808",
    "too large": "9223372036854775808",
    "other digits": "٣",
    "two numbers": "1 2",
    "float": "1.5",
    "negative float": "-1.5",
    "positive float": "+1.5",
    "minus zero as float": "-0.0",
    "exponent": "1e5",
    "exponent with signs": "-1.5E+5",
    "exponent with zero": "1e05",
    "float with underscores": "1_0.5_0",
    "no digits behind the point": "1.",
    "no digits before the point": ".5",
    "two points": "1.2.3",
    "too large float": "1e400",
    "infinite": "inf",
    "minus infinite": "-inf",
    "no number": "nan",
    "plus no number": "+nan",
    "date": "1979-05-27",
    "no date": "1979-02-30",
    "short date": "1979-5-27",
    "year zero": "0000-01-01",
    "date and time": "1979-05-27T07:32:00",
    "date and time with a blank": "1979-05-27 07:32:00",
    "date and time with small letters": "1979-05-27t07:32:00z",
    "date and time in UTC": "1979-05-27T07:32:00Z",
    "date and time elsewhere": "1979-05-27T07:32:00-07:30",
    "date and time nowhere": "1979-05-27T07:32:00+99:99",
    "date and time with a fraction": "1979-05-27T07:32:00.5",
    "date and time with a long fraction": "1979-05-27T07:32:00.1234567Z",
    "date and time with a fraction elsewhere": "1979-05-27T07:32:00.123+01:00",
    "date and time without seconds": "1979-05-27T07:32Z",
    "time": "07:32:00",
    "time with a digit behind the point": "07:32:00.5",
    "time with three digits behind the point": "07:32:00.999",
    "time with six digits behind the point": "07:32:00.000123",
    "time with nine digits behind the point": "07:32:00.123456789",
    "time without seconds": "07:32",
    "no time": "24:00:00",
    "leap second": "23:59:60",
    "list": '["a", "b"]',
    "empty list": "[]",
    "blank list": "[ \n ]",
    "list with a comma at the end": '["a", "b",]',
    "list with two commas": '["a",, "b"]',
    "list with a comma first": '[, "a"]',
    "list of texts with commas": '["a,b", "c"]',
    "list of texts that begin with a comma": '[",a", ",b"]',
    "list of one comma": '[","]',
    "list of empty texts": '["", \'\']',
    "list with a backslash at the end": "['a\\', 'b']",
    "list with quotes": r'["\"", "\"a"]',
    "list of three quotes": '["""a""", """b,c"""]',
    "list of brackets": '["[", "]"]',
    "list of numbers": "[1, -2, 3]",
    "list of floats": "[1.5, inf]",
    "list of dates": "[1979-05-27, 1979-05-28T00:00:00]",
    "list of times": "[07:32:00, 07:33:00]",
    "mixed list": '["a", 1]',
    "list of number and float": "[1, 1.5]",
    "list of lists": "[[1, 2], [3]]",
    "mixed list of lists": '[[1], ["a"]]',
    "list and texts": '[["a"], "b"]',
    "list of lists of texts with brackets": '[["a]"], ["[b"]]',
    "list of tables": "[{ a = 1 }, { a = 2 }]",
    "list of table and number": "[{ a = 1 }, 2]",
    "list of tables with braces in texts": "[{ a = '}' }, { a = '{' }]",
    "list over lines": '[\n  "a", # one\n  "b" # two\n]',
    "list over lines with brackets in comments": '[\n  "a", # ]\n  "b" # it\'s\n]',
    "list over lines of long texts": '[\n"""a\nb""",\n\'\'\'c\nd\'\'\'\n]',
    "open list": '["a"',
    "list and text": '["a"] "b"',
    "table": '{ a = "1", b = 2 }',
    "empty table": "{}",
    "blank table": "{  }",
    "table in a table": '{ a = { b = { c = "1" } } }',
    "table with commas": '{ a = "x, y = z", b = ",", c = "," }',
    "table with quoted keys": '{ "a b" = 1, \'c.d\' = 2, "" = 3 }',
    "table with dotted keys": "{ a.b = 1, a . c = 2 }",
    "table with a list": '{ a = ["x", "y"], b = [1] }',
    "table with infinite": "{ a = inf }",
    "table with plus": "{ a = +1 }",
    "table with a date": "{ a = 1979-05-27 }",
    "table with two lines": '{ a = """x\ny""" }',
    "table with a line break": "{ a = 1,\n b = 2 }",
    "table with a line break in a list": "{ a = [1,\n 2] }",
    "table with a comma at the end": "{ a = 1, }",
    "table with a comment": "{ # one\n a = 1 }",
    "table with a key twice": "{ a = 1, a = 2 }",
    "table through a value": "{ a = 1, a.b = 2 }",
    "open table": "{ a = 1",
    "table and text": "{ a = 1 } b",
}

# Where a value stands.
PLACES = {
    "at a key": "x = %s\n",
    "at the end": "x=%s",
    "in a section": '[auth]\nw = "1"\nx = %s\ny = "2"\n[auth.z]\n',
    "with a comment": "x = %s # it's \"one\" = [2]\n",
    "in a list": "x = [%s, %s]\n",
    "in braces": "x = { y = %s, z = %s }\n",
}

DOCUMENTS = {
    "nothing": "",
    "line break": "\n",
    "blanks": " \t\n \n",
    "comment": "# x",
    "comments": "# it's\n\n  # \"x\n#[y]\n",
    "comment with a control": "# a\x01\nx = 1\n",
    "mark": "\ufeffx = 1\n",
    "mark and header": "\ufeff[auth]\nx = 1\n",
    "mark and blank": "\ufeff\n x = 1\n",
    "lines of Windows": "[auth]\r\nx = 1\r\ny = [\r\n 1, # a\r\n]\r\nz = \"\"\"\r\na\r\nb\"\"\"\r\n",
    "lines of old": "[auth]\rx = 1\ry = \"2\"\r",
    "one line of old": "x = 1\ry = 2\n",
    "return at the end": "x = 1\r",
    "return in a text": 'x = "a\rb"\n',
    "blanks round keys": "  x\t=\t1  \n\ty=2\n",
    "no-break space before a key": "\u00a0x = 1\n",
    "no-break space behind a key": "x\u00a0= 1\n",
    "no-break space before a value": "x =\u00a01\n",
    "form feed": "\fx = 1\n",
    "key without a value": "x\ny = 1\n",
    "key at the end": "x",
    "key and equals": "x =",
    "value without a key": "= 1\n",
    "value alone": '"x"\n',
    "colon": "x: 1\n",
    "two equals": 'x == "1"\n',
    "two pairs": "x = 1 y = 2\n",
    "two keys": "x y = 1\n",
    "key twice": "x = 1\nx = 2\n",
    "key twice in a section": "[a]\nx = 1\ny = [\n1,\n2]\nx = 2\n",
    "key twice in other quotes": "x = 1\n\"x\" = 2\n",
    "braces alone": "{ x = 1 }\n",
    "braces alone and open": "{ x = 1\n",
    "exclamation": "x! = 1\n",
    "foreign key": "clé = 1\n",
    "key of digits": "1 = 1\n-2 = 2\n_ = 3\n1e5 = 4\n",
    "quoted key": '"x" = 1\n',
    "quoted key with a blank": '"x y" = 1\n\'z w\' = 2\n',
    "quoted key with an equals sign": '"x=y" = 1\n',
    "quoted key with a hash": '"x#y" = 1\n',
    "quoted key with an escape": '"\\u0078" = 1\n"a\\tb" = 2\n',
    "quoted key with \\x": '"\\x78" = 1\n',
    "quoted key with a quote": '"x\\"y" = 1\n\'x"z\' = 2\n',
    "quoted key with a backslash": '"x\\\\" = 1\n\'y\\\' = 2\n',
    "empty key": '"" = 1\n',
    "empty key of two lines": '"" = """a\nb"""\n',
    "dotted key": "a.b.c = 1\na.b.d = 2\n",
    "dotted key with blanks": "a . b = 1\n",
    "dotted key with a blank before": "a .b = 1\n",
    "dotted key with a blank behind": "a. b = 1\n",
    "dotted key in quotes": 'a."b.c" = 1\n\'d.e\'.f = 2\n',
    "dot in quotes": '"a.b" = 1\n',
    "dotted key with an empty part": 'a."" = 1\n""."b" = 2\n',
    "dotted key with an escape": 'a."\\u0062" = 1\n',
    "dotted key without a part": "a..b = 1\n",
    "dot at the end": "a. = 1\n",
    "dot at the beginning": ".a = 1\n",
    "dotted key in a section": "[x]\na.b = 1\n[x.a.c]\nd = 2\n",
    "dotted key through a number": "a = 1\na.b = 2\n",
    "dotted key through a number, deeper": "a = 1\na.b.c = 2\n",
    "dotted key through a text": 'a = "b"\na.b.c = 2\n',
    "dotted key through a list": "a = []\na.b = 2\n",
    "dotted key through a list, deeper": 'a = ["b"]\na.b.c = 2\n',
    "dotted key through braces": "a = { b = 1 }\na.c = 2\n",
    "dotted key of two lines": 'a.b = """x\ny"""\n',
    "dotted key in the section of another": "[a.b.c]\nz = 9\n[a]\nb.d = 1\n",
    "section": "[a]\nx = 1\n",
    "sections": "[a]\nx = 1\n[b]\nx = 2\n[a.b]\nx = 3\n[c.d.e]\n",
    "section after its part": "[a.b]\nx = 1\n[a]\ny = 2\n",
    "section twice": "[a]\n[a]\n",
    "section after its part, twice": "[a.b]\n[a]\n[a]\n",
    "part twice": "[a.b]\n[a.b]\n",
    "section of a name that another has": "[x.a.y]\n[a]\n[a]\n",
    "section over a key": "a = 1\n[a]\n",
    "section through a number": "a = 1\n[a.b]\n",
    "section through a text": 'a = "x"\n[a.b]\n',
    "section through an empty text": 'a = ""\n[a.b]\n',
    "section through an empty list": "a = []\n[a.b]\n",
    "section through a list": "a = [1]\n[a.b]\n",
    "section through braces": "a = {}\n[a.b]\n",
    "section over dotted keys": "a.b = 1\n[a]\n",
    "section with blanks": "[ a . b ]\nx = 1\n",
    "section with a blank before": "  [a]\nx = 1\n",
    "section with a comment": "[a] # it's\nx = 1\n",
    "section with a comment and brackets": "[a] # [b] ]\nx = 1\n",
    "section and key": "[a] x = 1\n",
    "section in quotes": '["a b"]\nx = 1\n[\'c\'."d.e"]\n',
    "section with a bracket in quotes": '["a]b"]\nx = 1\n',
    "section with a hash in quotes": '["a#b"]\nx = 1\n',
    "section with an escape": '["\\u0061"]\nx = 1\n',
    "section of an open quote": "['a]\n",
    "foreign section": "[é]\n",
    "section without a name": "[]\n",
    "section with an empty name": '[""]\n',
    "section with an empty part": "[a..b]\n",
    "section open": "[a\nx = 1\n",
    "section over two lines": "[a\n]\n",
    "bracket": "[\n",
    "closing bracket": "]\n",
    "list of sections": "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\n",
    "list of sections over a section": "[a]\n[[a]]\n",
    "list of sections over a part": "[a.b]\n[[a]]\n",
    "list of sections over a number": "a = 1\n[[a]]\n",
    "list of sections over a list": "a = []\n[[a]]\n",
    "list of sections through a list": "a = []\n[[a.b]]\n",
    "list of sections through a number": "a = 1\n[[a.b]]\n",
    "list of sections through a text": 'a = "x"\n[[a.b]]\n',
    "list of sections through an empty text": 'a = ""\n[[a.b]]\n',
    "section over a list of sections": "[[a]]\n[a]\n",
    "list of sections with blanks": "[[ a ]]\n[ [a] ]\n",
    "list of sections half open": "[[a]\n",
    "list of sections in quotes": "[['a']]\n[[\"b]]\"]]\n",
    "unclosed list behind a comment": "x = [ 1, # 2",
    "unclosed list behind a comment and a line": "x = [ 1, # 2\n",
    "unclosed text at the end": 'x = "abc',
    "unclosed lines at the end": 'x = """abc\ndef',
    "lines and a comment": 'x = """a\nb""" # c\ny = 1\n',
    "lines and another key": 'x = """a\nb"""\ny = 1\nx = 2\n',
    "mistake behind a list": "x = [\n1,\n2\n]\ny = abc\n",
    "mistake behind lines": 'x = """\na\nb\n"""\ny = abc\n',
    "mistake in the last line": "x = 1\n\n\ny = abc",
    "the usual": '[auth]\nredirect_uri = "http://localhost:8501/oauth2callback"\ncookie_secret = "a=b#c"\n\n[auth.google]\nclient_id = "x"\nclient_secret = "y\\\\z"\nserver_metadata_url = "https://accounts.google.com/.well-known/openid-configuration"\nclient_kwargs = { prompt = "select_account", scope = "openid, x" }\n',
    "several new things": "a = { b = 1, }\nc = 07:32\nd = {\n e = \"\\x41\" }\n",
    "new thing behind lines": 'a = """\n\n"""\nb = [\n  { c = 1, },\n]\n',
    "line break in braces in a list": "x = [ { a = 1,\n b = 2 } ]\n",
}

# What is no UTF-8.
BYTES = {
    "latin text": b'x = "\xe9"\n',
    "latin comment": b"# \xe9\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "half a character of UTF-8": b'x = "\xed\xa0\x80"\n',
}


def corpus():
    """The corpus's folder."""
    told = subprocess.run(["go", "mod", "download", "-json", CORPUS], check=True, capture_output=True)
    return pathlib.Path(json.loads(told.stdout)["Dir"])


def documents(folder):
    """Names and bytes of all documents."""
    for value, text in VALUES.items():
        for place, around in PLACES.items():
            yield f"value/{value}/{place}", around.replace("%s", text).encode()
    for name, text in DOCUMENTS.items():
        yield "document/" + name, text.encode()
    for name, data in BYTES.items():
        yield "bytes/" + name, data
    for path in sorted((folder / "tests").rglob("*.toml")):
        yield path.relative_to(folder / "tests").as_posix().removesuffix(".toml"), path.read_bytes()


def recorded(name, data, **more):
    document = {"name": name, **more}
    try:
        document["text"] = data.decode()
    except UnicodeDecodeError:
        document["base64"] = base64.b64encode(data).decode()
    return document | ask.answer(document)


def main():
    folder = corpus()
    TESTDATA.mkdir(exist_ok=True)
    with open(TESTDATA / "python.jsonl", "w", newline="\n") as out:
        for name, data in documents(folder):
            answers = [recorded(name, data)]
            if b"\r" in data and "text" in answers[0]:
                answers.append(recorded(name + " with its line ends", data, kept=True))
            for answer in answers:
                print(json.dumps(answer, separators=(",", ":")), file=out)
    (TESTDATA / "toml-test.LICENSE").write_bytes((folder / "LICENSE").read_bytes())


if __name__ == "__main__":
    main()
