// The conformance kit's sanitiser. What it does is said in tests/conformance/README.md.
package main

import (
	"errors"
	"fmt"
	"portcullis"
	"portcullis/sanitiser"
	"strings"
	"unicode/utf8"
)

// Conformance is the sanitiser, with what it finds.
type Conformance struct {
	Find []wanted `json:"find"`
}

type wanted struct {
	Text        string  `json:"text"`
	Kind        string  `json:"kind"`
	Severity    string  `json:"severity"`
	Replacement *string `json:"replacement"`
}

var severities = map[string]portcullis.Severity{
	"info": portcullis.SeverityInfo, "low": portcullis.SeverityLow, "medium": portcullis.SeverityMedium,
	"high": portcullis.SeverityHigh, "critical": portcullis.SeverityCritical,
}

func (c *Conformance) Configure(config portcullis.Document) error {
	if err := config.Decode(c); err != nil {
		return err
	}
	var wrong []error
	for index, wanted := range c.Find {
		if wanted.Text == "" {
			wrong = append(wrong, portcullis.At(fmt.Sprintf("/find/%d/text", index), "is empty"))
		}
		if _, known := severities[wanted.Severity]; !known {
			wrong = append(wrong, portcullis.At(fmt.Sprintf("/find/%d/severity", index), "is no severity"))
		}
	}
	return errors.Join(wrong...)
}

func (c *Conformance) Scan(text string, context *portcullis.ScanContext) ([]portcullis.Finding, error) {
	var findings []portcullis.Finding
	for _, wanted := range c.Find {
		for from := 0; ; {
			at := strings.Index(text[from:], wanted.Text)
			if at < 0 {
				break
			}
			start, end := from+at, from+at+len(wanted.Text)
			finding := portcullis.Find(wanted.Kind, severities[wanted.Severity], start, end)
			finding.Replacement = wanted.Replacement
			switch wanted.Kind {
			case "context":
				finding = finding.Replace(told(context))
			case "error":
				return nil, errors.New(wanted.Text)
			case "raise":
				panic(wanted.Text)
			case "log":
				portcullis.Logf(portcullis.LevelWarn, "%s", wanted.Text)
			}
			findings = append(findings, finding)
			from = end
		}
	}
	return findings, nil
}

func told(c *portcullis.ScanContext) string {
	return strings.Join([]string{c.EventID, c.Session, c.Phase.String(), c.Target, c.SubjectID, c.Pointer}, "|")
}

func (c *Conformance) Settled(text string) int {
	longest := 1
	for _, wanted := range c.Find {
		longest = max(longest, utf8.RuneCountInString(wanted.Text))
	}
	end := len(text)
	for held := longest - 1; held > 0 && end > 0; held-- {
		_, size := utf8.DecodeLastRuneInString(text[:end])
		end -= size
	}
	return end
}

func init() {
	sanitiser.Export(portcullis.Plugin{
		Name:    "conformance-sanitiser",
		Version: "1.2.3",
		Phases:  []portcullis.Phase{portcullis.PhaseToolResult, portcullis.PhaseModelResponse, portcullis.PhaseMemoryRead},
	}, &Conformance{})
}

func main() {}
