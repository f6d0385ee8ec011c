package verify

func secretsFileChecks() []Check { return nil }
