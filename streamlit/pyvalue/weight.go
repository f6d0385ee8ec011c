package pyvalue

const (
	mostWeight = 2_000  // of one value: it and all that it holds, and its letters by fours
	mostText   = 16_000 // letters that one step may make
)

// weigh takes the weight of a value from what is left; negative: it is too heavy. What holds
// itself is.
func (v Value) weigh(left int) int {
	left--
	if v.Kind == Text {
		left -= v.text.Len() / 4
	}
	if v.items == nil {
		return left
	}
	for _, list := range [][]Value{v.items.all, v.items.keys} {
		for _, one := range list {
			if left = one.weigh(left); left < 0 {
				return left
			}
		}
	}
	return left
}

// carry tells whether a value is light enough to go on with, and counts it as work: code may
// double a text or a list in every round.
func (r *run) carry(v Value) bool {
	left := v.weigh(mostWeight)
	*r.steps -= Steps(mostWeight-left) / 16
	r.lost = r.lost || left < 0 || *r.steps < 0
	return !r.lost
}
