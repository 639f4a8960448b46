package portcullis

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"
)

// Segment is one text of an event, and where it stands. The host hands it over; authors don't need it.
type Segment struct {
	Pointer string
	Text    string
}

// SegmentFinding is a finding in the text of that index.
type SegmentFinding struct {
	Segment int
	Finding
}

// Report is what was found in the texts of one event, and how much of each is final.
type Report struct {
	Findings []SegmentFinding
	Settled  []int
}

// Run asks a policy, and turns a panic into an error. The host's way in; tests may call Evaluate.
func Run(plugin Plugin, policy Policy, event *Event, payload Document) (verdict *Verdict, err error) {
	defer recovered(&err)
	if err := checkPhase(plugin, event.Phase); err != nil {
		return nil, err
	}
	verdict, err = policy.Evaluate(event, payload)
	if err == nil && (verdict == nil || verdict.Decision == nil) {
		err = errors.New("the policy returned no verdict and no error")
	}
	return verdict, err
}

// RunScan asks a sanitiser about the texts of one event, and turns a panic into an error. More says that they go on.
func RunScan(plugin Plugin, sanitiser Sanitiser, context ScanContext, segments []Segment, more bool) (report Report, err error) {
	defer recovered(&err)
	if err := checkPhase(plugin, context.Phase); err != nil {
		return report, err
	}
	for index, segment := range segments {
		context.Pointer = segment.Pointer
		findings, err := sanitiser.Scan(segment.Text, &context)
		if err != nil {
			return report, err
		}
		settled := len(segment.Text)
		for _, finding := range findings {
			if err := checkRange(finding, segment.Text); err != nil {
				return report, err
			}
		}
		if more {
			settled = settle(sanitiser, segment.Text, findings)
		}
		for _, finding := range findings {
			// What is held back comes again, and would be reported twice.
			if !more || finding.Start < settled {
				report.Findings = append(report.Findings, SegmentFinding{index, finding})
			}
		}
		report.Settled = append(report.Settled, settled)
	}
	return report, nil
}

// RunConfigure configures, and turns a panic into an error.
func RunConfigure(configurable Configurable, config string) (err error) {
	defer recovered(&err)
	document, err := parse(config)
	if err != nil {
		return err
	}
	return configurable.Configure(document)
}

// The host never asks in a phase that was not declared; if it did, an answer would mean nothing.
func checkPhase(plugin Plugin, phase Phase) error {
	if len(plugin.Phases) == 0 || slices.Contains(plugin.Phases, phase) {
		return nil
	}
	return fmt.Errorf("`%s` does not understand the phase `%s`", plugin.Name, phase)
}

// The host would refuse the whole report without saying which finding it was.
func checkRange(finding Finding, text string) error {
	if finding.Start <= finding.End && boundary(text, finding.Start) && boundary(text, finding.End) {
		return nil
	}
	return fmt.Errorf("the finding `%s` at bytes %d..%d is not a range of characters of the text of %d bytes",
		finding.Kind, finding.Start, finding.End, len(text))
}

func boundary(text string, at int) bool {
	return at == len(text) || (at >= 0 && at < len(text) && utf8.RuneStart(text[at]))
}

// What the sanitiser calls settled, brought to a character boundary and before every finding that it would cut: the
// part of a finding that was released could not be taken back.
func settle(sanitiser Sanitiser, text string, findings []Finding) int {
	settler, settles := sanitiser.(Settler)
	if !settles {
		return 0
	}
	settled := max(0, min(settler.Settled(text), len(text)))
	for !boundary(text, settled) {
		settled--
	}
	for {
		cut := slices.IndexFunc(findings, func(f Finding) bool { return f.Start < settled && settled < f.End })
		if cut < 0 {
			return settled
		}
		settled = findings[cut].Start
	}
}

// Turns a panic into an error that says what and where.
func recovered(err *error) {
	if panicked := recover(); panicked != nil {
		*err = fmt.Errorf("panic: %v%s", panicked, place())
	}
}

// Where the code panicked, as " (policy.go:12)". The frames from here on are this function, recovered and the runtime's.
func place() string {
	callers := make([]uintptr, 32)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf(" (%s:%d)", path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}
