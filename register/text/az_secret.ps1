
# The secret goes into a file, and the others stay valid.
$file = 'authkit-client-secret.txt'
if (Test-Path $file) {
    Write-Host "$file is there already: no other client secret was made"
} else {
    $made = Patiently { Invoke-RestMethod -Method Post -Headers $headers -ContentType 'application/json' -Uri ($graph + '/applications/' + $app.id + '/addPassword') -Body '{{SECRET_BODY}}' }
    Set-Content -NoNewline -Encoding ascii -Path $file -Value $made.secretText
}
Write-Host "client secret: in $file, valid until {{LAST}}"
