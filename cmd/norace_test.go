//go:build !race

package cmd

// raceDetector tells whether these tests run under -race.
const raceDetector = false
