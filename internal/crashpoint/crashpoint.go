// Package crashpoint marks what a process does to files, so that tests can end it
// at every single step and look at what is left.
package crashpoint

// Reached is told the name of a step that is done. It does nothing outside tests.
var Reached = func(name string) {}
