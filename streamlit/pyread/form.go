package pyread

// Form tells whether code stands in a form.
type Form uint8

// The answers.
const (
	AnyForm Form = iota // as who calls it
	NoForm
	InForm
	UnclearForm
)
