package written

import "testing"

func TestMarks(t *testing.T) {
	for _, v := range []Value{{Variable, "A", ""}, {Default, "B_2", "https://x/y"}, {Given, "", ""}, {Default, "C", ""}} {
		if got, ok := Only(Mark(v)); !ok || got != v {
			t.Errorf("%+v comes back as %+v, %v", v, got, ok)
		}
	}
	a, b := Mark(Value{Kind: Variable, Name: "A"}), Mark(Value{Kind: Default, Name: "B", Otherwise: "x"})
	text := "https://" + a + "/p?q=" + b + "!"
	if _, only := Only(text); only || !IsMarked(text) || IsMarked("plain") {
		t.Error("what is marked is not told")
	}
	if got := Replace(text, func(v Value) string { return v.Name + v.Otherwise }); got != "https://A/p?q=Bx!" {
		t.Error(got)
	}
	if got := Shown(text); got != "https://${A}/p?q=${B}!" {
		t.Error(got)
	}
	if all := Values(text); len(all) != 2 || all[1].Otherwise != "x" {
		t.Error(all)
	}
	// What only looks like a mark stays as it is.
	for _, odd := range []string{"\ue000", "\ue000\ue001", "a\ue000b", "\ue001\ue000s"} {
		if got := Replace(odd, func(Value) string { return "?" }); got != odd {
			t.Errorf("%q becomes %q", odd, got)
		}
	}
}
