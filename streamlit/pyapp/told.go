package pyapp

import "slices"

// told are the uses of st.login as anybody meets them, each with the providers that a stranger is surely
// sent to where it is not known to which ones anybody is: who is signed in is known of a stranger only, and
// others have no need to come there.
func told(anybody, stranger []Login) (all []Login) {
	for _, l := range anybody {
		at := func(other Login) bool { return other.Spot == l.Spot }
		some := slices.DeleteFunc(slices.Clone(stranger), func(other Login) bool { return !at(other) })
		if l.Known || len(some) == 0 || slices.ContainsFunc(some, func(other Login) bool { return !other.Known || other.Reach == Never }) {
			all = append(all, l)
			continue
		}
		for _, known := range some {
			known.Reach, known.Called = min(known.Reach, l.Reach), l.Called
			if !slices.Contains(all, known) {
				all = append(all, known)
			}
		}
	}
	return all
}
