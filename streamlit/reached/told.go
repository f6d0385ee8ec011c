package reached

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
	surely := map[Spot][]Login{} // nil: not all of them are known
	theirs := map[Spot][]Login{}
	for _, l := range stranger {
		theirs[l.Spot] = append(theirs[l.Spot], l)
		some, met := surely[l.Spot]
		if surely[l.Spot] = append(some, l); !l.Known || l.Reach == Never || met && some == nil {
			surely[l.Spot] = nil
		}
	}
	for _, l := range anybody {
		some := surely[l.Spot]
		for _, known := range theirs[l.Spot] {
			if known.Known && l.Known && known.Provider == l.Provider && known.Named == l.Named {
				l.Reach, l.Called = max(l.Reach, known.Reach), max(l.Called, known.Called)
			}
		}
		if l.Known || len(some) == 0 {
			all = append(all, l)
			continue
		}
		for _, known := range some {
			known.Reach, known.Called = min(known.Reach, l.Reach), l.Called
			all = append(all, known)
		}
		delete(surely, l.Spot)
		surely[l.Spot] = []Login{}
	}
	return all
}
