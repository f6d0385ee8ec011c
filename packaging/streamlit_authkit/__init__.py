"""The package that carries authkit, a program written in Go. There is nothing to import."""
