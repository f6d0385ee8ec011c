// Registers a Streamlit app for sign-in at Microsoft Entra.
// Whoever deploys it needs the role Application Developer, or a principal with
// Application.ReadWrite.OwnedBy. This list of redirect URIs is the whole list:
// add others here, and none in the portal.
{{TENANT}}
extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0'

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: '{{UNIQUE}}'
  displayName: {{NAME}}
  signInAudience: '{{AUDIENCE}}'
{{API}}  web: {
    redirectUris: [
{{URIS}}    ]
  }
{{KEYS}}}
{{PRINCIPAL}}
output clientId string = application.appId

{{PROOF}}