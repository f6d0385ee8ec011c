//go:build e2e

package e2e

import (
	"strings"
	"unicode/utf16"
)

// dialectVariations: how the secrets file is written. Up to 1.65 Streamlit read
// it with the package toml, since then with tomllib.
func dialectVariations() []variation {
	var all []variation
	file := func(name, want, text string) *variation {
		v := unnamed.with("file/"+name, want)
		v.files[".streamlit/secrets.toml"] = text
		all = append(all, v)
		return &all[len(all)-1]
	}
	good := unnamed.secrets()
	end := func(name, want, text string) *variation { return file("end/"+name, want, good+text+"\n") }
	secret := func(name, want, value string) *variation {
		return file("value/"+name, want, unnamed.secrets("cookie_secret = "+value))
	}
	id := func(name, want, line string) *variation {
		return file("line/"+name, want, strings.Replace(good, `client_id = "`+scriptedClient+`"`, line, 1))
	}

	file("crlf", "", strings.ReplaceAll(good, "\n", "\r\n"))
	file("cr", "", strings.ReplaceAll(good, "\n", "\r"))
	file("bom", "secrets-encoding", "\ufeff"+good)
	file("bom-before-comment", "secrets-encoding", "\ufeff# secrets\n"+good)
	file("utf-16", "secrets-encoding", encodedUTF16(good))
	file("latin-1", "secrets-encoding", "# gr\xfc\xdfe\n"+good)
	file("nul", "secrets-encoding", good+"\x00")
	file("no-newline-at-end", "", strings.TrimSuffix(good, "\n"))
	file("comments", "", strings.ReplaceAll(good, "\n", " # it's \"quoted\"\n"))
	file("indented", "", strings.ReplaceAll(good, "\n", "\n    "))
	file("tabs", "", strings.ReplaceAll(good, " = ", "\t=\t"))
	file("no-blanks", "", strings.ReplaceAll(good, " = ", "="))
	file("header-with-blanks", "", strings.Replace(good, "[auth]", "[ auth ]", 1))
	file("header-in-quotes", "", strings.Replace(good, "[auth]", `["auth"]`, 1))
	file("header-and-comment", "", strings.Replace(good, "[auth]", "[auth] # the login", 1))
	file("header-not-closed", "secrets-parse", strings.Replace(good, "[auth]", "[auth", 1))
	file("header-and-key", "secrets-parse", strings.Replace(good, "[auth]\n", "[auth] ", 1))
	file("keys-in-quotes", "", strings.Replace(good, "client_id", `"client_id"`, 1))
	file("dotted-keys", "", dotted(good))
	file("dotted-keys-with-blanks", "", strings.ReplaceAll(dotted(good), "auth.", "auth . "))
	file("inline-section", "", "auth = { "+strings.ReplaceAll(strings.TrimSpace(strings.TrimPrefix(good, "[auth]\n")), "\n", ", ")+" }\n")
	file("single-quotes", "", strings.ReplaceAll(good, `"`, "'"))
	file("multi-line-texts", "", strings.ReplaceAll(good, `"`, `"""`))
	file("multi-line-literal", "", strings.ReplaceAll(good, `"`, `'''`))
	file("curly-quotes", "secrets-parse", strings.Replace(strings.Replace(good, `= "`, "= “", 1), "\"\n", "”\n", 1))
	file("curly-quotes-inside", "client-secret", strings.Replace(good, `"`+scriptedClient+`"`, `"“`+scriptedClient+`”"`, 1))
	file("python", "secrets-parse", strings.Replace(good, "[auth]", "auth = {", 1)+"}\n")
	file("json", "secrets-parse", `{"auth": {"client_id": "streamlit-app"}}`)
	file("yaml", "secrets-parse", "auth:\n  client_id: streamlit-app\n")
	file("ini", "secrets-parse", strings.ReplaceAll(good, `"`, ""))
	file("export", "secrets-parse", good+"export OTHER=1\n")
	file("twice-a-section", "secrets-parse", good+"\n[auth]\nclient_id = \"other\"\n")
	file("twice-a-key", "secrets-parse", good+"client_id = \"other\"\n")
	file("section-below-first", "", "[auth.corp]\nclient_id = \""+scriptedClient+"\"\nclient_secret = \""+scriptedSecret+"\"\nserver_metadata_url = \"@idp@/.well-known/openid-configuration\"\n\n"+good).files["app.py"] = appOf(unnamed.login)
	file("merge-conflict", "secrets-parse", "<<<<<<< HEAD\n"+good)
	file("markdown-fence", "secrets-parse", "```toml\n"+good+"```\n")
	file("inline-with-trailing-comma", "client-kwargs", good+"client_kwargs = { scope = \"email\" }\n")

	id("no-quotes", "secrets-parse", "client_id = "+scriptedClient)
	id("one-quote", "secrets-parse", `client_id = "`+scriptedClient)
	id("no-value", "secrets-parse", "client_id =")
	id("no-equals", "secrets-parse", "client_id")
	id("colon", "secrets-parse", `client_id: "`+scriptedClient+`"`)
	id("two-equals", "secrets-parse", `client_id == "`+scriptedClient+`"`)
	id("comma-behind", "secrets-parse", `client_id = "`+scriptedClient+`",`)
	id("semicolon-behind", "secrets-parse", `client_id = "`+scriptedClient+`";`)
	id("f-text", "secrets-parse", `client_id = f"`+scriptedClient+`"`)
	id("environment", "secrets-parse", "client_id = ${CLIENT_ID}")
	id("environment-in-quotes", "auth-placeholder", `client_id = "${CLIENT_ID}"`)
	id("unicode-escape", "", `client_id = "streamlit\u002Dapp"`)
	id("hex-escape", "secrets-dialect", `client_id = "streamlit\x2Dapp"`)
	id("multi-line", "", "client_id = \"\"\"\\\n   "+scriptedClient+"\"\"\"")
	id("multi-line-with-break", "client-id-form", "client_id = \"\"\"\n"+scriptedClient+"\n\"\"\"")
	id("comment-behind-multi-line", "", `client_id = """`+scriptedClient+`""" # the app's`)
	id("no-break-space", "secrets-parse", "client_id\u00a0= \""+scriptedClient+"\"")
	id("zero-width-space", "client-secret", "client_id = \""+scriptedClient+"\u200b\"")

	end("mixed-list", "", `ports = ["a", 1]`)
	end("list-of-tables", "", "[[users]]\nname = \"ada\"")
	end("list-over-lines", "", "names = [\n  \"a\", # first\n  \"b\",\n]")
	end("date", "", "since = 2024-01-01T00:00:00Z")
	end("local-date", "", "since = 2024-01-01")
	end("time", "", "at = 10:00:00")
	end("infinity", "", "x = inf")
	end("hexadecimal", "", "x = 0xff")
	end("underscores", "", "x = 1_000")
	end("plus", "", "x = { y = +1 }")
	end("comma-first", "", `x = { y = ",z" }`)
	end("four-quotes", "", `x = """a""""`)
	end("backslash-literal", "", `x = ['\', "b"]`)
	end("windows-path", "secrets-parse", `path = "C:\Users\ada"`)
	end("windows-path-literal", "", `path = 'C:\Users\ada'`)
	end("True", "secrets-parse", `x = True`)
	end("none", "secrets-parse", `x = None`)
	end("inline-over-lines", "secrets-dialect", "x = {\n  y = 1\n}")
	end("inline-comma", "secrets-dialect", "x = { y = 1, }")
	end("key-of-letters", "secrets-parse", "clé = 1")
	end("key-of-letters-in-quotes", "", "\"clé\" = 1")
	end("dotted-into-inline", "secrets-parse", "x = { y = 1 }\nx.z = 2")
	end("control-character", "secrets-parse", "x = \"a\x01b\"")
	end("tab-inside", "", "x = \"a\tb\"")
	end("dates-and-lists", "", "x = [[1, 2], [\"a\"]]")
	end("empty-key", "", `"" = 1`)
	end("leading-zero", "secrets-parse", "x = 01")
	end("hash-inside", "", `x = "a#b"`)

	secret("quote-escaped", "", `"\"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"`)
	secret("two-quotes-escaped", "", `"\"\"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"`)
	secret("backslashes", "", `"k3yJw8QpZr5TnVx2\\LbHs7DgMf4CaEu9o\\k3yJw8QpZr5T"`)
	secret("backslash-at-end", "", `'k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T\'`)
	secret("hash", "", `"k3yJw8QpZr5TnVx2#LbHs7DgMf4CaEu9o#k3yJw8QpZr5T"`)
	secret("equals", "", `"azN5Snc4UXBacjVUblZ4MkxiSHM3RGdNZjRDYUV1OW8K=="`)
	secret("brackets", "", `"k3yJw8[QpZr5TnVx2]LbHs7{DgMf4}CaEu9ok3yJw8QpZr5T"`)
	secret("comma-first", "", `",k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"`)
	secret("emoji", "", `"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T🔑"`)
	return all
}

func encodedUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

// dotted writes [auth] as dotted keys of the top.
func dotted(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.TrimPrefix(text, "[auth]\n")), "\n")
	return "auth." + strings.Join(lines, "\nauth.") + "\n"
}
