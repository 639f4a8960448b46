// Package portcullistest helps to test sanitisers without WebAssembly.
package portcullistest

import (
	"portcullis"
	"slices"
	"strings"
)

// Redact is a text with what the sanitiser finds replaced, by "[redacted]" where it proposes nothing.
func Redact(sanitiser portcullis.Sanitiser, text string) (string, error) {
	return RedactChunks(sanitiser, text)
}

// RedactChunks is the same for a text that comes in chunks, as the host does it: what is not settled waits for the next.
func RedactChunks(sanitiser portcullis.Sanitiser, chunks ...string) (string, error) {
	var held string
	var released strings.Builder
	for index, chunk := range chunks {
		held += chunk
		context := portcullis.ScanContext{Phase: portcullis.PhaseModelResponse}
		segments := []portcullis.Segment{{Text: held}}
		report, err := portcullis.RunScan(portcullis.Plugin{}, sanitiser, context, segments, index+1 < len(chunks))
		if err != nil {
			return "", err
		}
		settled := report.Settled[0]
		replace(&released, held, settled, report.Findings)
		held = held[settled:]
	}
	return released.String(), nil
}

// The first settled bytes with the findings replaced. Findings that overlap are one, with the first one's text.
func replace(output *strings.Builder, text string, settled int, findings []portcullis.SegmentFinding) {
	slices.SortStableFunc(findings, func(a, b portcullis.SegmentFinding) int { return a.Start - b.Start })
	done := 0
	for _, finding := range findings {
		if finding.Start >= done {
			output.WriteString(text[done:finding.Start])
			if finding.Replacement != nil {
				output.WriteString(*finding.Replacement)
			} else {
				output.WriteString("[redacted]")
			}
		}
		done = max(done, finding.End)
	}
	if done < settled {
		output.WriteString(text[done:settled])
	}
}
