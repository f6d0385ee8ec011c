package safego

import "net/http"

// Handler answers with inner. The first panic there goes to broken, none to a
// log; the connection ends.
func Handler(inner http.Handler) (handler http.Handler, broken <-chan *Panic) {
	first := make(chan *Panic, 1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		aborts := false
		caught := Catch(func() {
			defer func() {
				cause := recover()
				if aborts = cause == http.ErrAbortHandler; cause != nil && !aborts {
					panic(cause)
				}
			}()
			inner.ServeHTTP(w, r)
		})
		if caught != nil {
			select {
			case first <- caught:
			default:
			}
		}
		if aborts || caught != nil {
			panic(http.ErrAbortHandler) // net/http's own way to end a connection without a word
		}
	}), first
}
