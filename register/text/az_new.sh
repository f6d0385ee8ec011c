#!/bin/sh
# Registers the app, or completes it when it is there: nothing is taken away.
# Sign in first: {{LOGIN}}
set -eu
umask 077
graph=$(az cloud show --query endpoints.microsoftGraphResourceId -o tsv | tr -d '\r')
url="${graph%/}/v1.0/applications(uniqueName='{{UNIQUE}}')"

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

if az rest --method GET --resource "$graph" --url "$url" -o none 2>/dev/null; then
	echo 'the registration is there already, and is completed' >&2
else
	az rest --method PATCH --resource "$graph" --url "$url" --headers Prefer=create-if-missing --body '{{BODY}}' -o none
	patiently az rest --method GET --resource "$graph" --url "$url" -o none
fi
app=$(az rest --method GET --resource "$graph" --url "$url" --query appId -o tsv | tr -d '\r')
patiently az ad app show --id "$app" -o none
