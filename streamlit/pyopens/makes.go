package pyopens

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// makers are methods and functions that write files, whatever they belong to.
var makers = []string{
	"write_text", "write_bytes", "touch", "to_csv", "to_excel", "to_json", "to_parquet", "to_pickle", "save", "savefig", "savez", "urlretrieve", "extract", "extractall", "system", "symlink_to", "rename",
}

// Makes tells whether code may write files, itself or by a program that it starts: a file that is
// not there may come to be.
func Makes(file string, tree []*pytree.Statement) (makes bool) {
	r := newReader(file)
	r.bind(tree)
	pytree.Every(tree, func(e *pytree.Expression) {
		if makes || e.Kind != pytree.CallExpression || e.Parts[0].Kind > pytree.AttributeExpression {
			return
		}
		called := e.Parts[0]
		module, _, _ := strings.Cut(r.named(called), "/")
		switch {
		case called.Value == "open":
			mode := argument(e, 1, "mode")
			if called.Kind == pytree.AttributeExpression && r.named(called) == "" {
				mode = argument(e, 0, "mode")
			}
			makes = !isReading(mode)
		default:
			makes = module == "shutil" || module == "subprocess" || slices.Contains(makers, called.Value) || strings.Contains(strings.ToLower(called.Value), "download") && called.Own == ""
		}
	})
	return makes
}

// folderMakers are methods and functions that make folders, or may.
var folderMakers = []string{"mkdir", "makedirs", "extract", "extractall", "system", "symlink_to", "rename"}

// MakesFolders tells whether code may make folders, itself or by a program that it starts.
func MakesFolders(file string, tree []*pytree.Statement) (makes bool) {
	r := newReader(file)
	r.bind(tree)
	pytree.Every(tree, func(e *pytree.Expression) {
		if makes || e.Kind != pytree.CallExpression || e.Parts[0].Kind > pytree.AttributeExpression {
			return
		}
		called := e.Parts[0]
		module, _, _ := strings.Cut(r.named(called), "/")
		makes = module == "shutil" || module == "subprocess" || slices.Contains(folderMakers, called.Value) || strings.Contains(strings.ToLower(called.Value), "download") && called.Own == ""
	})
	return makes
}

// Signs tells whether some file of an app takes st.login.
func Signs(scans map[string]pyfile.Scan) bool {
	for _, scan := range scans {
		if pyread.Uses([][]*pytree.Statement{scan.Tree}, "login") {
			return true
		}
	}
	return false
}
