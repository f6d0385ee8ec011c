package streamlit

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"
)

var updateSchema = flag.Bool("update", false, "write docs/secrets.schema.json")

// The copy that editors can be pointed at is the schema.
func TestSchemaCopy(t *testing.T) {
	const file = "../docs/secrets.schema.json"
	if *updateSchema {
		if err := os.WriteFile(file, SecretsSchema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if copied, err := os.ReadFile(file); err != nil || !bytes.Equal(copied, SecretsSchema()) {
		t.Errorf("%s is not the schema (%v): go test ./streamlit -run TestSchemaCopy -update", file, err)
	}
}

// Every key that the checks know is in the schema, with a line on what it is
// for, and no line is about a key that nobody knows.
func TestSchemaHasEveryKey(t *testing.T) {
	var schema struct {
		Definitions map[string]struct {
			Properties map[string]struct {
				Description string
				Deprecated  bool
				Ref         string `json:"$ref"`
			}
		}
	}
	if err := json.Unmarshal(SecretsSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	auth, provider := schema.Definitions["auth"].Properties, schema.Definitions["provider"].Properties
	for _, key := range slices.Concat(sharedNames, providerNamesRead, paramTables) {
		if keyDocs.Get()[key] == "" {
			t.Errorf("nothing says what %s is for", key)
		}
		for name, keys := range map[string]bool{"auth": auth[key].Description+auth[key].Ref != "", "provider": provider[key].Description+provider[key].Ref != ""} {
			if !keys {
				t.Errorf("%s has no %s", name, key)
			}
		}
		if shared := slices.Contains(sharedNames, key); provider[key].Deprecated != shared {
			t.Errorf("%s of a provider: deprecated %v", key, !shared)
		}
	}
	for key := range ignoredNames.Get() {
		if !auth[key].Deprecated || !provider[key].Deprecated {
			t.Errorf("%s is not marked as deprecated", key)
		}
	}
	for key := range keyDocs.Get() {
		if !slices.Contains(slices.Concat(sharedNames, providerNamesRead, paramTables, kwargsRead()), key) {
			t.Errorf("there is no key %s", key)
		}
	}
}
