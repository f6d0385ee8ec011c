
# The app shows tokens of this issuer about this subject, and gets no client secret.
if az ad app federated-credential list --id "$app" --query '[].[issuer, subject]' -o tsv | tr -d '\r' | grep -Fqx "$(printf '%s\t%s' {{ISSUER}} {{SUBJECT}})"; then
	echo 'the federated credential is there already' >&2
else
	patiently az ad app federated-credential create --id "$app" --parameters '{{FEDERATED_BODY}}' -o none
fi
echo "no client secret: its tokens are taken in its place"
