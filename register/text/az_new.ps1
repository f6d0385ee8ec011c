# Registers the app, or completes it when it is there: nothing is taken away.
# Sign in first: {{LOGIN}}
$ErrorActionPreference = 'Stop'
$graph = "$(az cloud show --query endpoints.microsoftGraphResourceId -o tsv)".TrimEnd('/') + '/v1.0'
$token = az account get-access-token --resource-type ms-graph --query accessToken -o tsv
if (-not $token) { throw 'sign in first: {{LOGIN}}' }
$headers = @{ Authorization = "Bearer $token" }
$url = $graph + '/applications(uniqueName=''{{UNIQUE}}'')'

# What was made a moment ago is not seen everywhere at once.
function Patiently([scriptblock]$ask) {
    for ($tries = 1; ; $tries++) {
        try { return & $ask } catch { if ($tries -ge 12) { throw } }
        Write-Host 'not there yet, asking again in 10 seconds'
        Start-Sleep -Seconds 10
    }
}

try {
    $app = Invoke-RestMethod -Headers $headers -Uri $url
    Write-Host 'the registration is there already, and is completed'
} catch {
    if ([int]$_.Exception.Response.StatusCode -ne 404) { throw }
    $create = $headers + @{ Prefer = 'create-if-missing' }
    Invoke-RestMethod -Method Patch -Headers $create -ContentType 'application/json' -Uri $url -Body '{{BODY}}' | Out-Null
    $app = Patiently { Invoke-RestMethod -Headers $headers -Uri $url }
}
