package pyapp

// told are the uses of st.login as anybody meets them, each with the providers that a stranger is surely
// sent to where it is not known to which ones anybody is: who is signed in is known of a stranger only, and
// others have no need to come there.
func told(anybody, stranger []Login) (all []Login) {
	surely := map[Spot][]Login{} // nil: not all of them are known
	for _, l := range stranger {
		some, met := surely[l.Spot]
		if surely[l.Spot] = append(some, l); !l.Known || l.Reach == Never || met && some == nil {
			surely[l.Spot] = nil
		}
	}
	for _, l := range anybody {
		some := surely[l.Spot]
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
