package verify

func metadataChecks() []Check { return nil }
