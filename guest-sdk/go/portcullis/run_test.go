package portcullis

import (
	"errors"
	"strings"
	"testing"
)

type scripted func() (*Verdict, error)

func (scripted) Configure(Document) error                      { return nil }
func (s scripted) Evaluate(*Event, Document) (*Verdict, error) { return s() }

func TestAPanicIsAnErrorThatSaysWhere(t *testing.T) {
	var list []int
	_, err := Run(Plugin{}, scripted(func() (*Verdict, error) { return nil, errors.New("no " + string(rune(list[3]))) }), &Event{}, Document{})
	if err == nil || !strings.HasPrefix(err.Error(), "panic: runtime error: index out of range [3] with length 0 (run_test.go:") {
		t.Errorf("it is %v", err)
	}
}

func TestNoVerdictIsAnError(t *testing.T) {
	if _, err := Run(Plugin{}, scripted(func() (*Verdict, error) { return nil, nil }), &Event{}, Document{}); err == nil {
		t.Error("it passed")
	}
}

func TestAPhaseThatWasNotDeclaredIsRefused(t *testing.T) {
	plugin := Plugin{Name: "x", Phases: []Phase{PhaseToolCall}}
	allow := scripted(func() (*Verdict, error) { return Allow(), nil })
	if _, err := Run(plugin, allow, &Event{Phase: PhaseToolCall}, Document{}); err != nil {
		t.Error(err)
	}
	if _, err := Run(plugin, allow, &Event{Phase: PhaseToolResult}, Document{}); err == nil {
		t.Error("it passed")
	}
}

type spans struct {
	findings []Finding
	settled  int
}

func (spans) Configure(Document) error                       { return nil }
func (s spans) Scan(string, *ScanContext) ([]Finding, error) { return s.findings, nil }
func (s spans) Settled(string) int                           { return s.settled }

func TestWhatIsSettledCutsNothing(t *testing.T) {
	// "ab→cd" has 7 bytes, the arrow is at 2..5.
	for _, test := range []struct{ wanted, start, end, settled, kept int }{
		{4, 0, 1, 2, 1}, {7, 5, 7, 7, 1}, {6, 5, 7, 5, 0}, {99, 0, 0, 7, 1}, {-1, 0, 1, 0, 0},
	} {
		sanitiser := spans{[]Finding{Find("x", SeverityLow, test.start, test.end)}, test.wanted}
		report, err := RunScan(Plugin{}, sanitiser, ScanContext{}, []Segment{{Text: "ab→cd"}}, true)
		if err != nil || report.Settled[0] != test.settled || len(report.Findings) != test.kept {
			t.Errorf("%+v: %+v, %v", test, report, err)
		}
	}
}

func TestAFindingWithinACharacterIsRefused(t *testing.T) {
	for _, finding := range []Finding{Find("x", 0, 3, 5), Find("x", 0, 0, 8), Find("x", 0, 2, 1), Find("x", 0, -1, 1)} {
		if _, err := RunScan(Plugin{}, spans{[]Finding{finding}, 0}, ScanContext{}, []Segment{{Text: "ab→cd"}}, false); err == nil {
			t.Errorf("%+v passed", finding)
		}
	}
}
