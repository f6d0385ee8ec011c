package reached

import "slices"

// OnceMore is the fault of a sign-in that people who are signed in come to again.
func OnceMore(at Spot) Fault {
	return Fault{
		Spot: at, Message: "people who are signed in are asked to sign in here once more, and nothing lets them in",
		Fix: "ask st.user.is_logged_in instead: what was put into st.session_state before is lost on the way to the provider and back",
	}
}

// Told are the uses of st.login as anybody meets them, each with the providers that a stranger is surely
// sent to where it is not known to which ones anybody is: who is signed in, and what st.session_state holds, is
// known of a stranger only, and others have no need to come there.
func Told(anybody, stranger []Login) (all []Login) {
	theirs := map[Spot][]Login{}
	for _, l := range stranger {
		theirs[l.Spot] = append(theirs[l.Spot], l)
	}
	told := map[Spot]bool{}
	for _, l := range anybody {
		for _, known := range theirs[l.Spot] {
			if known.Known && l.Known && known.Provider == l.Provider && known.Named == l.Named {
				l.Reach, l.Called = max(l.Reach, known.Reach), max(l.Called, known.Called)
			}
		}
		open := func(l Login) bool { return !l.Known || l.Reach == Never }
		if some := theirs[l.Spot]; l.Known || told[l.Spot] || len(some) == 0 || slices.ContainsFunc(some, open) {
			all = append(all, l)
			continue
		}
		told[l.Spot] = true
		for _, known := range theirs[l.Spot] {
			known.Reach, known.Called = min(known.Reach, l.Reach), l.Called
			all = append(all, known)
		}
	}
	return all
}
