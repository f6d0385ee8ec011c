
# The secret goes into a file that only you can read, and the others stay valid.
file=authkit-client-secret.txt
if [ -e "$file" ]; then
	echo "$file is there already: no other client secret was made" >&2
else
	az ad app credential reset --id "$app" --append --display-name '{{SECRET_NAME}}' --end-date {{LAST}} --query password -o tsv >"$file" || { rm -f "$file"; exit 1; }
fi
echo "client secret: in $file, valid until {{LAST}}"
