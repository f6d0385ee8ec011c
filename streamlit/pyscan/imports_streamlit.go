package pyscan

import "github.com/authkit-cli/authkit/streamlit/pytoken"

// ImportsStreamlit tells whether a source imports streamlit. It reads one line after the
// other, up to that one.
func ImportsStreamlit(source []byte) (bool, error) {
	for line, err := range pytoken.Lines(source) {
		if err != nil {
			return false, err
		}
		for i := range line.Count {
			if line.Is(i, "import", "from") {
				s := newScanner(line)
				if s.readImports(); s.scan.ImportsStreamlit {
					return true, nil
				}
				break
			}
			if line.Is(i, "__import__", "import_module") && line.Is(i+1, "(") && line.At(i+2).Value() == "streamlit" {
				return true, nil
			}
		}
	}
	return false, nil
}
