package spoken

import (
	"net/http"
	"strconv"
)

// Status is an HTTP status as people know it: HTTP 404 Not Found.
func Status(status int) string {
	if text := http.StatusText(status); text != "" {
		return "HTTP " + strconv.Itoa(status) + " " + text
	}
	return "HTTP " + strconv.Itoa(status)
}
