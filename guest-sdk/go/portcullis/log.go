package portcullis

import "fmt"

// Level is how important a line of the log is.
type Level uint8

const (
	// LevelTrace is for every step.
	LevelTrace Level = iota
	// LevelDebug is for the plugin's author.
	LevelDebug
	// LevelInfo is worth knowing.
	LevelInfo
	// LevelWarn is worth looking at.
	LevelWarn
	// LevelError is for something that failed.
	LevelError
)

// Logf adds one line for the operator. Lines are bounded in count and bytes. Nothing that is logged reaches the model.
func Logf(level Level, format string, arguments ...any) {
	log(level, fmt.Sprintf(format, arguments...))
}
