package pyfile

import "testing"

// What only newer versions of Python read, by their "What's New": match came with 3.10, except* with 3.11, free f-strings
// (PEP 701) and lists of type parameters (PEP 695) with 3.12, except without brackets (PEP 758) with 3.14.
func TestNewer(t *testing.T) {
	for source, minor := range map[string]int{
		`x = f"{d['a']} {d[1]!r:>{w}} {{}} \n"`:                      0,
		`x = f"""{d["a"]}"""`:                                        0,
		`x = f"{d["a"]}"`:                                            12,
		`x = f'{", ".join(['a'])}'`:                                  12,
		`x = f"{'\n'.join(a)}"`:                                      12,
		`x = f"{a:\n}"`:                                              0,
		"x = f\"{a +\n  b}\"":                                        12,
		"x = f\"\"\"{a +\n  b}\"\"\"":                                0,
		`x = f"{a:{b["c"]}}"`:                                        12,
		`x = f"{f'{a}'}"`:                                            0,
		`x = f"{f"{a}"}"`:                                            12,
		"match a:\n    case 1:\n        pass":                        10,
		"match = 1\ncase = match":                                    0,
		"try:\n    pass\nexcept* ValueError:\n    pass":              11,
		"try:\n    pass\nexcept (ValueError, KeyError):\n    pass":   0,
		"try:\n    pass\nexcept ValueError, KeyError:\n    pass":     14,
		"type A = int":                                               12,
		"def f[T](a: T): pass":                                       12,
		"class A[T]: pass":                                           12,
		"match a:\n    case 1:\n        x = f\"{d[\"a\"]}\"\n":       12,
		"with (open('a') as a, open('b') as b):\n    pass\nx = a[1]": 0,
	} {
		scan, err := Read([]byte(source + "\n"))
		if err != nil {
			t.Errorf("%s: %v", source, err)
		} else if scan.Newer.Minor != minor || (scan.Newer.What == "") != (minor == 0) {
			t.Errorf("%s: %+v", source, scan.Newer)
		}
	}
}
