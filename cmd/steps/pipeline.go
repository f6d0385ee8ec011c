package steps

// Pipeline is how a pipeline gets what no file may hold.
func Pipeline(name string) (where string, steps []Step) {
	const deployed = "authkit deploy-secrets --url https://myapp.example.com --target github"
	switch name {
	case "github":
		return "at GitHub", []Step{
			{"Store the deployed app's secrets, with its own address in this line; without them, only what needs none is checked:", []string{deployed + " | gh secret set STREAMLIT_SECRETS"}},
			{"Say where the app is deployed, its own address here too, and it is looked at every week:", []string{"gh variable set APP_URL --body https://myapp.example.com"}},
		}
	case "gitlab":
		return "at GitLab", []Step{
			{"Settings → CI/CD → Variables: STREAMLIT_SECRETS, of type Variable, protected and not expanded, with what this prints for the app's own address:", []string{deployed}},
			{"In the same place, APP_URL with the deployed app's address. Then a weekly schedule under Build → Pipeline schedules.", nil},
		}
	case "azure":
		return "at Azure Pipelines", []Step{
			{"A secret variable STREAMLIT_SECRETS, with what this prints for the app's own address:", []string{deployed}},
		}
	}
	return "in every clone", []Step{{"Install the hook:", []string{"pre-commit install"}}}
}
