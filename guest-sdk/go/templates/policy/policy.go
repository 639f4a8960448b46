// Amounts up to a limit may pass.
package main

import (
	"fmt"
	"portcullis"
	"portcullis/policy"
)

type Limit struct {
	limit float64
}

// Configure reads what [plugin.config] in pack.toml says.
func (l *Limit) Configure(config portcullis.Document) (err error) {
	l.limit, err = config.Number("/limit")
	if l.limit < 0 {
		return portcullis.At("/limit", "is negative: write 0 or more")
	}
	return err
}

// Evaluate answers one event.
func (l *Limit) Evaluate(event *portcullis.Event, payload portcullis.Document) (*portcullis.Verdict, error) {
	// What is missing or no number is an error, and an error denies.
	amount, err := payload.Number("/amount")
	if err != nil {
		return nil, err
	}
	if amount > l.limit {
		return portcullis.Deny("amount-over-limit", fmt.Sprintf("%g is over %g", amount, l.limit)), nil
	}
	return portcullis.Allow(), nil
}

func init() {
	policy.Export(portcullis.Plugin{Name: "{{name}}", Version: "0.1.0"}, &Limit{})
}

func main() {}
