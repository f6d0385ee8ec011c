package given

import (
	"os"
	"path/filepath"
	"strings"
)

// NamesFile tells whether a variable holds a path in place of a text, as those
// of GitLab's type File do.
func NamesFile(text string) bool {
	path := strings.TrimSpace(text)
	if !filepath.IsAbs(path) || strings.ContainsAny(path, "\r\n") {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// UnsetInAzure tells whether a variable holds $(NAME): what Azure Pipelines
// hands on of a variable that is not there, as in builds of forks.
func UnsetInAzure(text string) bool {
	inside, ok := strings.CutPrefix(strings.TrimSpace(text), "$(")
	name, closed := strings.CutSuffix(inside, ")")
	return ok && closed && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == ""
}

// InCI tells whether the variable CI says that no person is here; some systems
// say it with a variable of their own: Azure Pipelines, Jenkins, TeamCity, AWS CodeBuild.
func InCI(getenv func(string) string) bool {
	for _, name := range []string{"CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"} {
		if value := strings.ToLower(getenv(name)); value != "" && value != "false" && value != "0" {
			return true
		}
	}
	return false
}

// Trimmed takes the blanks off names that were listed with them.
func Trimmed(names []string) []string {
	var plain []string
	for _, name := range names {
		plain = append(plain, strings.TrimSpace(name))
	}
	return plain
}
