// Package entra holds what Microsoft Entra says and means: which metadata
// addresses exist and which of them Streamlit can use, what the AADSTS codes
// mean for a Streamlit app, how error answers and pages are read, where in the
// portal a setting lives, and the az command that adds a redirect URI.
//
// It is pure knowledge: no network, nothing built at start-up. What it states
// rests on recorded answers of the service; no function here asks the service.
package entra
