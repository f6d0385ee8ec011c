package deploy

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/quote"
)

var vaultName = lazy.Regexp{Pattern: `^[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$`}

// IsVaultName tells whether a text is the name of an Azure Key Vault.
func IsVaultName(text string) bool {
	return vaultName.Get().MatchString(text) && !strings.Contains(text, "--")
}

// vaultDomain is where the vaults are in the cloud that the address is in.
func (g Given) vaultDomain() string {
	switch at := g.Address.host().at; {
	case strings.HasSuffix(at, ".us"):
		return ".vault.usgovcloudapi.net"
	case strings.HasSuffix(at, ".cn"):
		return ".vault.azure.cn"
	}
	return ".vault.azure.net"
}

// asAppSettings is what az webapp config appsettings set --settings @FILE reads.
// With a vault it holds no secret, but where App Service finds it.
func asAppSettings(g Given, data []byte) ([]byte, error) {
	type setting struct {
		Name  string `json:"name"`
		Value string `json:"value"`
		Slot  bool   `json:"slotSetting"`
	}
	value := base64.StdEncoding.EncodeToString(data)
	if g.Vault != "" {
		value = "@Microsoft.KeyVault(VaultName=" + g.Vault + ";SecretName=" + g.secretName() + "-base64)"
	}
	out, err := json.MarshalIndent([]setting{{EnvSecrets64, value, true}}, "", "  ")
	return append(out, '\n'), err
}

func appServiceSteps(g Given) []Step {
	file, before := g.written("azure-app-service", "settings.json")
	steps := g.vaultSteps("az webapp identity assign --resource-group GROUP --name APP", g.secretName()+"-base64", "base64")
	steps = append(steps, Step{Text: "Set the app setting:", Commands: append(before, "az webapp config appsettings set --resource-group GROUP --name APP --settings "+quote.Both("@"+file))})
	if g.Run.fits("azure") {
		return append(append(steps, g.Run.inAppService()...), easyAuth("App Service"))
	}
	return append(append(steps, g.Run.elsewhere("App Service", "azure")...),
		Step{Text: "Make this the app's startup command, so that the file is there before Streamlit; it needs no authkit there" + g.Run.named() + ":", Lines: []string{g.Run.startWithout("8000")}},
		easyAuth("App Service"),
	)
}

// asContainerApp is the part of az containerapp update --yaml that holds a
// secret, or says where its vault is, and mounts it. A JSON string is a YAML string.
func asContainerApp(g Given, data []byte) ([]byte, error) {
	text, err := json.Marshal(string(data))
	if err != nil {
		return nil, err
	}
	value := "value: " + string(text)
	if g.Vault != "" {
		value = "keyVaultUrl: https://" + strings.ToLower(g.Vault) + g.vaultDomain() + "/secrets/" + g.secretName() + "\n        identity: system"
	}
	return []byte(fmt.Sprintf(`properties:
  configuration:
    secrets:
      - name: streamlit-secrets
        %s
  template:
    volumes:
      - name: streamlit-secrets
        storageType: Secret
        secrets:
          - secretRef: streamlit-secrets
            path: secrets.toml
`, value)), nil
}

func containerAppSteps(g Given) []Step {
	file, before := g.written("azure-container-apps", "secret.yaml")
	steps := g.vaultSteps("az containerapp identity assign --resource-group GROUP --name APP --system-assigned", g.secretName(), "utf-8")
	steps = append(steps,
		Step{Text: "Write the app's YAML to app.yaml:", Commands: append(before, "az containerapp show --resource-group GROUP --name APP --output yaml > app.yaml")},
		Step{Text: "Merge app.yaml into " + file + ", which git has to ignore, and add to its container:", Lines: []string{"volumeMounts: [{volumeName: streamlit-secrets, mountPath: /app/.streamlit}]"}},
		Step{Text: "The mount hides what the image has in /app/.streamlit: set what its config.toml says as variables, such as STREAMLIT_SERVER_PORT."},
	)
	return append(append(steps, g.Run.inContainerApps(file)...),
		Step{Text: "Then update the app, and delete both files:", Commands: []string{"az containerapp update --resource-group GROUP --name APP --yaml " + quote.Both(file)}},
		easyAuth("Container Apps"),
	)
}

// vaultSteps put the secrets into the vault and let the app read them there.
func (g Given) vaultSteps(identity, name, encoding string) []Step {
	if g.Vault == "" {
		return nil
	}
	return []Step{
		{Text: "Put the secrets into the vault; they stay there alone, so delete the file afterwards:", Commands: []string{
			g.made("toml") + " --out secrets.deploy.toml --gitignore",
			"az keyvault secret set --vault-name " + g.Vault + " --name " + name + " --file secrets.deploy.toml --encoding " + encoding + " --output none",
		}},
		{Text: "Give the app an identity, and let it read the vault; PRINCIPAL is the principalId that the first command shows, VAULT_ID the answer of the second:", Commands: []string{
			identity,
			"az keyvault show --name " + g.Vault + " --query id --output tsv",
			"az role assignment create --role 'Key Vault Secrets User' --assignee-object-id PRINCIPAL --assignee-principal-type ServicePrincipal --scope VAULT_ID",
		}},
	}
}

// easyAuth says what the platform's own login means for st.login.
func easyAuth(name string) Step {
	return Step{Text: "Leave Authentication of " + name + " (Easy Auth) off, or people sign in twice. Where it is to stay, leave st.login out and read who it is from the header X-MS-CLIENT-PRINCIPAL-NAME."}
}
