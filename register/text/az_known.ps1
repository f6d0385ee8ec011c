# Completes a registration that is there: nothing is taken away.
# Sign in first: {{LOGIN}}
$ErrorActionPreference = 'Stop'
$graph = "$(az cloud show --query endpoints.microsoftGraphResourceId -o tsv)".TrimEnd('/') + '/v1.0'
$token = az account get-access-token --resource-type ms-graph --query accessToken -o tsv
if (-not $token) { throw 'sign in first: {{LOGIN}}' }
$headers = @{ Authorization = "Bearer $token" }
$url = $graph + '/applications(appId=''{{ID}}'')'

# What was made a moment ago is not seen everywhere at once.
function Patiently([scriptblock]$ask) {
    for ($tries = 1; ; $tries++) {
        try { return & $ask } catch { if ($tries -ge 12) { throw } }
        Write-Host 'not there yet, asking again in 10 seconds'
        Start-Sleep -Seconds 10
    }
}

$app = Invoke-RestMethod -Headers $headers -Uri $url
