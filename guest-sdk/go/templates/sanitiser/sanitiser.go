// Words that nobody should read are taken out.
package main

import (
	"portcullis"
	"portcullis/sanitiser"
	"slices"
	"strings"
)

type Words struct {
	Words []string `json:"words"`
}

// Configure reads what [plugin.config] in pack.toml says.
func (w *Words) Configure(config portcullis.Document) error {
	if err := config.Decode(w); err != nil {
		return err
	}
	if slices.Contains(w.Words, "") {
		return portcullis.At("/words", "has an empty word")
	}
	return nil
}

// Scan finds the words in one text. Spans are bytes, as indices of strings are.
func (w *Words) Scan(text string, _ *portcullis.ScanContext) ([]portcullis.Finding, error) {
	var findings []portcullis.Finding
	for at := range text {
		for _, word := range w.Words {
			if strings.HasPrefix(text[at:], word) {
				finding := portcullis.Find("word", portcullis.SeverityHigh, at, at+len(word))
				findings = append(findings, finding.Replace("[removed]"))
			}
		}
	}
	return findings, nil
}

// Settled: in a text that goes on only the last bytes may still become a word.
func (w *Words) Settled(text string) int {
	longest := 1
	for _, word := range w.Words {
		longest = max(longest, len(word))
	}
	return len(text) + 1 - longest
}

func init() {
	sanitiser.Export(portcullis.Plugin{Name: "{{name}}", Version: "0.1.0"}, &Words{})
}

func main() {}
