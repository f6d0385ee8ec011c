package cmd

import "slices"

// pipelines lists what only a person can do at the CI systems.
func (s *initScreen) pipelines(names []string) {
	for _, name := range names {
		where, steps := pipelineSteps(name)
		s.title("Left to do " + where)
		s.steps(steps)
	}
}

// pipelineSteps is how a pipeline gets what no file may hold.
func pipelineSteps(name string) (where string, steps []step) {
	const deployed = "authkit deploy-secrets --url https://myapp.example.com --target github"
	switch name {
	case "github":
		return "at GitHub", []step{
			{"Store the deployed app's secrets; without them, only what needs none is checked:", []string{deployed + " | gh secret set STREAMLIT_SECRETS"}},
			{"Say where the app is deployed, and it is looked at every week:", []string{"gh variable set APP_URL --body https://myapp.example.com"}},
		}
	case "gitlab":
		return "at GitLab", []step{
			{"Settings → CI/CD → Variables: STREAMLIT_SECRETS, of type Variable, protected and not expanded, with what this prints:", []string{deployed}},
			{"In the same place, APP_URL with the deployed app's address. Then a weekly schedule under Build → Pipeline schedules.", nil},
		}
	case "azure":
		return "at Azure Pipelines", []step{
			{"A secret variable STREAMLIT_SECRETS, with what this prints:", []string{deployed}},
		}
	}
	return "in every clone", []step{{"Install the hook:", []string{"pre-commit install"}}}
}

// eachOnce leaves out what was said before.
func eachOnce(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
