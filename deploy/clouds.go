package deploy

import (
	"encoding/json"

	"github.com/authkit-cli/authkit/internal/quote"
)

func cloudRunSteps(g Given) []Step {
	file, before := g.written("cloud-run", "secrets.deploy.toml")
	name := g.secretName()
	steps := []Step{
		{Text: "Once: make the secret, and let the service's account read it:", Commands: []string{
			"gcloud secrets create " + name + " --replication-policy=automatic",
			"gcloud secrets add-iam-policy-binding " + name + " --member=serviceAccount:ACCOUNT --role=roles/secretmanager.secretAccessor",
		}},
		{Text: "Put the secrets into it, now and after every change:", Commands: append(before,
			"gcloud secrets versions add "+name+" "+quote.Both("--data-file="+file),
		)},
		{Text: "Mount it where Streamlit looks; /app is the folder the app starts in:", Commands: []string{
			"gcloud run services update SERVICE --region=REGION --update-secrets=/app/.streamlit/secrets.toml=" + name + ":latest",
		}},
		{Text: "The mount hides what the image has in /app/.streamlit: set what its config.toml says as variables, such as STREAMLIT_SERVER_HEADLESS."},
	}
	return append(append(steps, g.Run.inCloudRun(name)...),
		Step{Text: "Let everybody reach the service, since st.login decides who comes in. Where Google's Identity-Aware Proxy is to stand before it, leave st.login out and read who it is from the header X-Goog-Authenticated-User-Email."},
	)
}

// asSecretsManager is what aws secretsmanager put-secret-value --cli-input-json
// reads. It is ASCII, since the CLI reads a file as the system's own code page.
func asSecretsManager(g Given, data []byte) ([]byte, error) {
	out, err := json.MarshalIndent(struct{ SecretId, SecretString string }{g.secretName(), string(data)}, "", "  ")
	return append(asciiJSON(out), '\n'), err
}

func ecsSteps(g Given) []Step {
	file, before := g.written("ecs", "secret.json")
	name := g.secretName()
	variables, start, key := []map[string]string{{"name": EnvSecrets, "valueFrom": "ARN"}}, g.Run.startFromText("8501"), []Step(nil)
	if g.Run.key() != "" {
		variables, start = append(variables, map[string]string{"name": envKey, "valueFrom": "KEY_ARN"}), g.Run.fromVariables("8501")
		key = []Step{{Text: "The app needs no client secret: put its key into a secret of its own; KEY_ARN below is the ARN that is shown; " + authkitInImage + ":", Commands: []string{
			"aws secretsmanager create-secret --name " + name + "-key --secret-string " + quote.Both("file://"+g.Run.key()),
		}}}
	}
	piece, _ := json.Marshal(struct {
		Secrets    []map[string]string `json:"secrets"`
		EntryPoint []string            `json:"entryPoint"`
		Command    []string            `json:"command"`
	}{
		variables,
		[]string{"sh", "-c"},
		[]string{start},
	})
	steps := []Step{
		{Text: "Once: make the secret:", Commands: []string{"aws secretsmanager create-secret --name " + name}},
		{Text: "Put the secrets into it, now and after every change:", Commands: append(before, "aws secretsmanager put-secret-value --cli-input-json "+quote.Both("file://"+file))},
	}
	steps = append(append(steps, key...), g.Run.elsewhere("ECS", "key", "certificate")...)
	return append(steps,
		Step{Text: "Add this to the container in the task definition. It gives the container the secret in the variable " + EnvSecrets + ", and starts the app when the file is written" + g.Run.named() + ". ARN is the answer of the command:", Commands: []string{
			"aws secretsmanager describe-secret --secret-id " + name + " --query ARN --output text",
		}, Lines: []string{unescaped(piece)}},
		Step{Text: "Let the task execution role read the secret (secretsmanager:GetSecretValue), register the task definition, and update the service:", Commands: []string{
			"aws ecs register-task-definition --cli-input-json file://task-definition.json",
			"aws ecs update-service --cluster CLUSTER --service SERVICE --task-definition FAMILY --force-new-deployment",
		}},
		Step{Text: "Where the load balancer signs people in (an authenticate action in its listener rule), leave st.login out and read who it is from the header X-Amzn-Oidc-Data."},
	)
}
