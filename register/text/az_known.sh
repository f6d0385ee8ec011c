#!/bin/sh
# Completes a registration that is there: nothing is taken away.
# Sign in first: {{LOGIN}}
set -eu
umask 077
app={{ID}}

# What was made a moment ago is not seen everywhere at once.
patiently() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 12 ] || return 1
		echo 'not there yet, asking again in 10 seconds' >&2
		sleep 10
	done
}
