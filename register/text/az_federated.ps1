
# The app shows tokens of this issuer about this subject, and gets no client secret.
$federated = '{{FEDERATED_BODY}}'
$wanted = ConvertFrom-Json $federated
$credentials = $graph + '/applications/' + $app.id + '/federatedIdentityCredentials'
$there = (Invoke-RestMethod -Headers $headers -Uri $credentials).value | Where-Object { $_.issuer -ceq $wanted.issuer -and $_.subject -ceq $wanted.subject }
if ($there) {
    Write-Host 'the federated credential is there already'
} else {
    Patiently { Invoke-RestMethod -Method Post -Headers $headers -ContentType 'application/json' -Uri $credentials -Body $federated } | Out-Null
}
Write-Host 'no client secret: its tokens are taken in its place'
