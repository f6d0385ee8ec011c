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
}
{{PRINCIPAL}}
output clientId string = application.appId

// No client secret here: Bicep cannot hand one over. Make it in the portal
// (Certificates & secrets, last day {{LAST}}), and hand its Value over through
// a password manager, never by mail or chat.
