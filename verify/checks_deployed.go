package verify

func deployedChecks() []Check { return nil }
