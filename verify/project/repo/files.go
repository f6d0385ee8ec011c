package repo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// searchFiles searches the tracked files as they stand in the working tree.
func searchFiles(ctx context.Context, state State, m *matcher) (leaks []Leak, unread []string) {
	linked := map[string]bool{} // folders that git does not look into
	buffer := make([]byte, max(m.longest, pieceSize)+pieceSize)
	for _, name := range state.files {
		if ctx.Err() != nil {
			break
		}
		full := filepath.Join(state.Root, filepath.FromSlash(name))
		info, err := os.Lstat(full)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() || behindLink(state.Root, filepath.Dir(full), linked) {
			continue
		}
		file, err := os.Open(full)
		if err != nil {
			unread = append(unread, name)
			continue
		}
		found, err := m.lines(ctx, file, buffer)
		if err != nil {
			unread = append(unread, name)
		}
		for needle, line := range found {
			leaks = append(leaks, Leak{Needle: m.needles[needle].Name, Key: m.needles[needle].Key, Path: name, Line: line, Where: inFile})
		}
		file.Close()
	}
	return leaks, unread
}

// behindLink tells whether a folder of the working tree is, or is in, a link.
func behindLink(root, folder string, linked map[string]bool) bool {
	if len(folder) <= len(root) {
		return false
	}
	is, known := linked[folder]
	if !known {
		info, err := os.Lstat(folder)
		is = err != nil || !info.IsDir() || behindLink(root, filepath.Dir(folder), linked)
		linked[folder] = is
	}
	return is
}

// lines maps each needle that stands in a stream to the line of its first place.
func (m *matcher) lines(ctx context.Context, r io.Reader, buffer []byte) (found map[int]int, err error) {
	found = map[int]int{}
	kept, line := 0, 1
	for ctx.Err() == nil {
		n, err := io.ReadFull(r, buffer[kept:])
		text := buffer[:kept+n]
		m.search(text, func(needle, at int) bool {
			if _, again := found[needle]; !again {
				found[needle] = line + bytes.Count(text[:at], []byte("\n"))
			}
			return true
		})
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return found, nil
		case err != nil:
			return found, err
		}
		rest := text[max(0, len(text)-m.longest+1):]
		line += bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
		kept = copy(buffer, rest)
	}
	return found, nil
}
