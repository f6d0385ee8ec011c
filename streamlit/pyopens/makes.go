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
func Makes(file string, tree []*pytree.Statement) bool {
	return mayMake(file, tree, makers, func(r *reader, call *pytree.Expression) bool {
		called, mode := call.Parts[0], argument(call, 1, "mode")
		if called.Kind == pytree.AttributeExpression && r.named(called) == "" {
			mode = argument(call, 0, "mode")
		}
		return called.Value == "open" && !isReading(mode)
	})
}

// folderMakers are methods and functions that make folders, or may.
var folderMakers = []string{"mkdir", "makedirs", "extract", "extractall", "system", "symlink_to", "rename"}

// MakesFolders tells whether code may make folders, itself or by a program that it starts.
func MakesFolders(file string, tree []*pytree.Statement) bool {
	return mayMake(file, tree, folderMakers, func(*reader, *pytree.Expression) bool { return false })
}

// mayMake tells whether some call in code is one of these, one that starts a program or brings something from elsewhere,
// or one of which more tells so.
func mayMake(file string, tree []*pytree.Statement, these []string, more func(*reader, *pytree.Expression) bool) (makes bool) {
	r := newReader(file)
	r.bind(tree)
	pytree.Every(tree, func(e *pytree.Expression) {
		if makes || e.Kind != pytree.CallExpression || e.Parts[0].Kind > pytree.AttributeExpression {
			return
		}
		called := e.Parts[0]
		module, _, _ := strings.Cut(r.named(called), "/")
		makes = module == "shutil" || module == "subprocess" || slices.Contains(these, called.Value) || strings.Contains(strings.ToLower(called.Value), "download") && called.Own == "" || more(r, e)
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
