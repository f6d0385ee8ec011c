package pyapp

// ImportsStreamlit tells whether a source imports streamlit. It reads one line after the
// other, up to that one.
func ImportsStreamlit(source []byte) (bool, error) {
	l := newLexer(source)
	for l.at < len(l.src) && l.broken == nil {
		l.next()
		if last := l.out.at(l.out.count - 1); l.out.count == 0 || l.at < len(l.src) && (last.kind != newline || last.value() == ";") {
			continue
		}
		for i := range l.out.count {
			if l.out.is(i, "import", "from") {
				s := newScanner(&l.out)
				if s.readImports(); s.scan.ImportsStreamlit {
					return true, nil
				}
				break
			}
		}
		l.restart()
	}
	if l.broken != nil {
		return false, l.broken
	}
	return false, nil
}
