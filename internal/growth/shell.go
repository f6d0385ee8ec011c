package growth

// NestedShell are pieces of a text for the shell that, again and again, cost a careless
// reader its stack.
var NestedShell = []string{
	"$(", "\"$(", "(", "((", "$((", "{ ", "{\n", "`", "<(", "${a:-", "${a/", "${a[", "$[", "\"", "'", "$'", "$\"", "\\", "\\\n", "#\n", "!", "! ",
	"if ", "if a; then ", "if a; then b; elif ", "while ", "for a in b; do ", "case a in b) ", "f() ", "function f() ", "time ", "coproc ", "select a in b; do ",
	"$((-", "$((a=", "$((a?", "$((a**", "[[ ! ", "[[ ( ", "a[", "a=(", "@(", "{a,", "let a", "declare a=(",
}
