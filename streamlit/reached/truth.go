package reached

import "slices"

// Truth is what a test comes to for somebody who is not signed in.
type Truth uint8

// The answers of a test.
const (
	Unknown Truth = iota
	No
	Yes
	Person  // as the person in front of the app likes: a click, a choice
	Chance  // as it comes: no file fixes it, and it may be so or so
	Usually // yes, unless who runs the app sets it otherwise
	Rarely
)

// Not is the opposite.
func (t Truth) Not() Truth {
	switch t {
	case No:
		return Yes
	case Yes:
		return No
	case Usually:
		return Rarely
	case Rarely:
		return Usually
	}
	return t
}

// Both is what two tests come to where both have to be true.
func Both(one, two Truth) Truth {
	for _, t := range []Truth{No, Rarely, Unknown, Chance, Person, Usually} {
		if one == t || two == t {
			return t
		}
	}
	return Yes
}

// Reach is how surely what stands under the test is come to.
func (t Truth) Reach(outside Reach) Reach {
	switch t {
	case No:
		return Never
	case Unknown, Rarely: // what nobody has set yet may never be set
		return min(outside, Perhaps)
	case Chance:
		return min(outside, Sometimes)
	}
	return outside
}

// Either is what two tests come to where one has to be true.
func Either(one, two Truth) Truth {
	for _, t := range []Truth{Yes, Usually, Person, Unknown, Chance, Rarely} {
		if one == t || two == t {
			return t
		}
	}
	return No
}

// Answer is what one return of a function comes to; Chosen: where the person likes.
type Answer struct {
	Truth
	Chosen bool
}

// OneAnswer is what all of them come to.
func OneAnswer(all []Answer) Truth {
	result, chosen, usual := Unknown, false, false
	for _, a := range all {
		switch {
		case a.Truth == Unknown:
			return Unknown
		case a.Chosen:
			chosen = chosen || !usual || a.Truth != result
		case usual && a.Truth != result:
			return Unknown
		default:
			result, usual = a.Truth, true
		}
	}
	if chosen && (!usual || slices.ContainsFunc(all, func(a Answer) bool { return a.Truth != result })) {
		return Person
	}
	return result
}

// Softened is what is known for the time being: who runs the app may set it otherwise.
func (t Truth) Softened() Truth {
	switch t {
	case Yes:
		return Usually
	case No:
		return Rarely
	}
	return t
}

// OneOf is what a test comes to that was tried with each of several values.
func OneOf(all []Truth, why Truth) Truth {
	result, differs := all[0], false
	for _, t := range all {
		switch {
		case t == Unknown || t != result && why == Unknown:
			return Unknown
		case t != result:
			differs = true
		}
	}
	switch {
	case differs && why == Usually:
		return result.Softened()
	case differs && why == Person:
		return Person
	case differs:
		return Chance
	}
	return result
}

// Of is the answer that is known.
func Of(is bool) Truth {
	if is {
		return Yes
	}
	return No
}

// Known is yes where something is known to be there.
func Known(is bool) Truth {
	if is {
		return Yes
	}
	return Unknown
}
