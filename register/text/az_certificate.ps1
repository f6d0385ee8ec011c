
# The app signs with the key of this certificate, and gets no client secret. The
# certificate is no secret; others that are there stay.
$address = $graph + '/applications/' + $app.id
$keys = @((Invoke-RestMethod -Headers $headers -Uri ($address + '?$select=keyCredentials')).keyCredentials | Where-Object { $_ })
if ($keys | Where-Object { $_.key -ceq '{{DER}}' }) {
    Write-Host 'the certificate is there already'
} else {
    $keys += @{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = '{{DER}}' }
    $body = ConvertTo-Json -Compress -Depth 5 @{ keyCredentials = $keys }
    Patiently { Invoke-RestMethod -Method Patch -Headers $headers -ContentType 'application/json' -Uri $address -Body $body } | Out-Null
}
Write-Host 'no client secret: what the key of the certificate signs is taken in its place'
