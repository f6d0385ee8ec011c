[ -n "$app" ]

# The whole list is written each time: it is read first, and added to.
uris=$(az ad app show --id "$app" --query 'web.redirectUris[]' -o tsv)
printf '%s\n' "$uris" {{URIS}} | tr -d '\r' | grep . | sort -u | xargs -n 300 -x az ad app update --id "$app" --web-redirect-uris

audience=$(az ad app show --id "$app" --query signInAudience -o tsv | tr -d '\r')
[ "$audience" = {{AUDIENCE}} ] || echo "its audience is $audience, and {{AUDIENCE}} is asked for: change it in the portal" >&2

# Without it nobody finds the app in its own tenant.
[ {{PRINCIPAL}} = no ] || az ad sp show --id "$app" -o none 2>/dev/null || patiently az ad sp create --id "$app" -o none

# The secret goes into a file that only you can read, and the others stay valid.
file=authkit-client-secret.txt
if [ -e "$file" ]; then
	echo "$file is there already: no other client secret was made" >&2
else
	az ad app credential reset --id "$app" --append --display-name '{{SECRET_NAME}}' --end-date {{LAST}} --query password -o tsv >"$file" || { rm -f "$file"; exit 1; }
fi
echo "client ID:     $app"
echo "client secret: in $file, valid until {{LAST}}"
