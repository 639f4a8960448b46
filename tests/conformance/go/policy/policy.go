// The conformance kit's policy. What it does is said in tests/conformance/README.md.
package main

import (
	"errors"
	"portcullis"
	"portcullis/policy"
	"strconv"
)

// Conformance is the policy.
type Conformance struct {
	label  string
	events int
}

type config struct {
	Label  string                    `json:"label"`
	Errors []portcullis.PointerError `json:"errors"`
	Raise  *string                   `json:"raise"`
}

func (c *Conformance) Configure(document portcullis.Document) error {
	var config config
	if err := document.Decode(&config); err != nil {
		return err
	}
	if config.Raise != nil {
		panic(*config.Raise)
	}
	c.label = config.Label
	var wrong []error
	for _, one := range config.Errors {
		wrong = append(wrong, portcullis.At(one.Pointer, one.Message))
	}
	return errors.Join(wrong...)
}

func (c *Conformance) Evaluate(event *portcullis.Event, payload portcullis.Document) (*portcullis.Verdict, error) {
	if !payload.Has("/do") {
		return portcullis.Allow(), nil
	}
	command, err := payload.Text("/do")
	if err != nil {
		return nil, err
	}
	verdict, err := c.obey(command, event, payload)
	if err != nil {
		return nil, err
	}
	var notes []string
	_, err = payload.Get("/notes", &notes)
	verdict.Notes = append(verdict.Notes, notes...)
	return verdict, err
}

func (c *Conformance) obey(command string, event *portcullis.Event, payload portcullis.Document) (*portcullis.Verdict, error) {
	switch command {
	case "allow":
		return portcullis.Allow(), nil
	case "deny":
		return deny(payload)
	case "escalate":
		return escalate(payload)
	case "modify":
		return modify(payload)
	case "many":
		return many(payload)
	case "event":
		return tell(event), nil
	case "look":
		return look(event, payload)
	case "label":
		return portcullis.Allow().WithNote(c.label), nil
	case "count":
		c.events++
		return portcullis.Allow().WithNote(strconv.Itoa(c.events)), nil
	case "log":
		return say(payload)
	case "error":
		message, err := payload.Text("/message")
		return nil, errors.Join(err, errors.New(message))
	case "raise":
		message, _ := payload.Text("/message")
		panic(message)
	case "spin":
		for {
		}
	}
	return nil, errors.New("unknown command: " + command)
}

func init() {
	policy.Export(portcullis.Plugin{
		Name:         "conformance-policy",
		Version:      "1.2.3",
		ConfigSchema: `{"type": "object", "additionalProperties": false, "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}}}`,
	}, &Conformance{})
}

func main() {}
