package reached

// Fault is what a stranger comes to and what fails there, or keeps everybody out, in
// every release (docs/facts/streamlit.md, section 8).
type Fault struct {
	Spot
	Message, Fix string
	Mild         bool // people can still sign in
	Code         bool // the line fails whatever st.secrets and st.user hold
}
