package portcullis

// Finding is a span of text that should not pass.
type Finding struct {
	// Start and End are bytes of the text, as indices of Go strings are; End is after the last one. Both are on
	// character boundaries.
	Start, End int
	// Kind is what it is, lower-case with dashes: prompt-injection, email, aws-access-key.
	Kind string
	// Severity is how bad it is.
	Severity Severity
	// Replacement is what should stand there instead. Nil: the host's own mark.
	Replacement *string
}

// Severity is how bad a finding is.
type Severity uint8

const (
	// SeverityInfo is worth a note.
	SeverityInfo Severity = iota
	// SeverityLow is probably harmless.
	SeverityLow
	// SeverityMedium should not pass unseen.
	SeverityMedium
	// SeverityHigh should not pass.
	SeverityHigh
	// SeverityCritical must not pass.
	SeverityCritical
)

// Find is a finding in the bytes from start to before end.
func Find(kind string, severity Severity, start, end int) Finding {
	return Finding{Start: start, End: end, Kind: kind, Severity: severity}
}

// Replace is the finding with what should stand there instead.
func (f Finding) Replace(replacement string) Finding {
	f.Replacement = &replacement
	return f
}

// ScanContext is what a sanitiser is told of the event.
type ScanContext struct {
	// EventID is the event's identity.
	EventID string
	// Session is the session that the event belongs to.
	Session string
	// Phase is the moment in the agent's life.
	Phase Phase
	// Target is the resource acted on.
	Target string
	// SubjectID is the subject's identity.
	SubjectID string
	// Pointer is where the scanned string stands in the payload.
	Pointer string
}
