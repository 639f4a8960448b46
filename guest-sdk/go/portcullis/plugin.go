package portcullis

// Plugin is what a plugin says of itself.
type Plugin struct {
	// Name is lower-case with dashes.
	Name string
	// Version is a semantic version.
	Version string
	// Phases that the plugin understands; none: all.
	Phases []Phase
	// ConfigSchema is a JSON Schema (draft 2020-12) of the config, which the host checks; empty: anything goes.
	ConfigSchema string
}

// Configurable reads its config, once, before any event: what is slow belongs there. Several errors are joined by
// errors.Join; one that says where (At, and everything that a Document answers) becomes a config error at that place.
type Configurable interface {
	Configure(config Document) error
}

// Policy decides whether events may happen. It is exported by policy.Export.
type Policy interface {
	Configurable
	// Evaluate answers one event. An error means that the policy could not decide: the event is denied.
	Evaluate(event *Event, payload Document) (*Verdict, error)
}

// Sanitiser finds what should not pass in text. It is exported by sanitiser.Export.
type Sanitiser interface {
	Configurable
	// Scan finds what should not pass in one string of an event. An error means that the sanitiser could not tell: the
	// event is denied.
	Scan(text string, context *ScanContext) ([]Finding, error)
}

// Settler is a sanitiser that lets a stream flow. Without Settled everything is held back until the text ends.
type Settler interface {
	Sanitiser
	// Settled says how much of a text that goes on is settled: the byte from where on it may still become part of a
	// finding. What comes before it is released; the rest comes again, in front of what follows, and without what
	// came before it: a scan that starts there must find the same.
	Settled(text string) int
}
