# Registers a Streamlit app for sign-in at Microsoft Entra.
# Whoever applies it needs the role Application Developer, or a principal with
# Application.ReadWrite.OwnedBy. This list of redirect URIs is the whole list:
# add others here, and none in the portal.
{{TENANT}}
terraform {
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
  }
}

resource "azuread_application" "streamlit" {
  display_name            = {{NAME}}
  sign_in_audience        = "{{AUDIENCE}}"
  prevent_duplicate_names = true
{{API}}
  web {
    redirect_uris = [
{{URIS}}    ]
  }
}
{{PRINCIPAL}}
output "client_id" {
  value = azuread_application.streamlit.client_id
}

{{PROOF}}