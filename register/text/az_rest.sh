[ -n "$app" ]

# The whole list is written each time: it is read first, and added to.
uris=$(az ad app show --id "$app" --query 'web.redirectUris[]' -o tsv)
printf '%s\n' "$uris" {{URIS}} | tr -d '\r' | grep . | sort -u | xargs -n 300 -x az ad app update --id "$app" --web-redirect-uris

audience=$(az ad app show --id "$app" --query signInAudience -o tsv | tr -d '\r')
[ "$audience" = {{AUDIENCE}} ] || echo "its audience is $audience, and {{AUDIENCE}} is asked for: change it in the portal" >&2

# Without it nobody finds the app in its own tenant.
[ {{PRINCIPAL}} = no ] || az ad sp show --id "$app" -o none 2>/dev/null || patiently az ad sp create --id "$app" -o none

echo "client ID:     $app"
