
# The whole list is written each time: it is read first, and added to.
$app = Patiently { Invoke-RestMethod -Headers $headers -Uri ($graph + '/applications/' + $app.id) }
$uris = @(@($app.web.redirectUris) + @({{POWERSHELL_URIS}}) | Where-Object { $_ } | Select-Object -Unique)
$body = ConvertTo-Json -Compress -Depth 5 @{ web = @{ redirectUris = $uris } }
Invoke-RestMethod -Method Patch -Headers $headers -ContentType 'application/json' -Uri ($graph + '/applications/' + $app.id) -Body $body | Out-Null

if ($app.signInAudience -ne '{{AUDIENCE}}') { Write-Warning "its audience is $($app.signInAudience), and {{AUDIENCE}} is asked for: change it in the portal" }

# Without it nobody finds the app in its own tenant.
if ('{{PRINCIPAL}}' -ne 'no') {
    try {
        Invoke-RestMethod -Headers $headers -Uri ($graph + '/servicePrincipals(appId=''' + $app.appId + ''')') | Out-Null
    } catch {
        if ([int]$_.Exception.Response.StatusCode -ne 404) { throw }
        $principal = ConvertTo-Json -Compress @{ appId = $app.appId }
        Patiently { Invoke-RestMethod -Method Post -Headers $headers -ContentType 'application/json' -Uri ($graph + '/servicePrincipals') -Body $principal } | Out-Null
    }
}

Write-Host "client ID:     $($app.appId)"
