
# The app signs with the key of this certificate, and gets no client secret. The
# certificate is no secret; others that are there stay.
graph=$(az cloud show --query endpoints.microsoftGraphResourceId -o tsv | tr -d '\r')
if az rest --method GET --resource "$graph" --url "${graph%/}/v1.0/applications(appId='$app')?\$select=keyCredentials" --query 'keyCredentials[].key' -o tsv | tr -d '\r' | grep -Fqx '{{DER}}'; then
	echo 'the certificate is there already' >&2
else
	cat >authkit-certificate.pem <<'END'
{{PEM}}
END
	az ad app credential reset --id "$app" --append --cert @authkit-certificate.pem -o none
	rm -f authkit-certificate.pem
fi
echo "no client secret: what the certificate's key signs is taken in its place"
