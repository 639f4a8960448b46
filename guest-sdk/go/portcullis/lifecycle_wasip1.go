package portcullis

import (
	"errors"
	"strings"
	"unsafe"
)

// What was exported. A policy and a sanitiser of one plugin are both configured.
var (
	exported     Plugin
	configurable []Configurable
)

// Register is what policy.Export and sanitiser.Export call.
func Register(plugin Plugin, what Configurable) {
	exported = plugin
	for _, known := range configurable {
		if known == what {
			return
		}
	}
	configurable = append(configurable, what)
}

//go:wasmexport portcullis:plugin/lifecycle@0.1.0#describe
func describe() unsafe.Pointer {
	var answer writer
	answer.string(exported.Name)
	answer.string(exported.Version)
	var phases writer
	for _, phase := range exported.Phases {
		phases.u8(uint8(phase))
	}
	answer.u32(uint32(uintptr(phases.done())))
	answer.u32(uint32(len(exported.Phases)))
	answer.string(exported.ConfigSchema)
	return answer.done()
}

//go:wasmexport portcullis:plugin/lifecycle@0.1.0#configure
func configure(config unsafe.Pointer, length uint32) unsafe.Pointer {
	var failures []PointerError
	for _, what := range configurable {
		failures = appendErrors(failures, RunConfigure(what, unsafe.String((*byte)(config), length)))
	}
	var answer writer
	if len(failures) == 0 {
		answer.fill(12)
		return answer.done()
	}
	answer.u8(1)
	writeList(&answer, failures, func(to *writer, failure PointerError) {
		to.string(failure.Pointer)
		to.string(valid(failure.Message))
	})
	return answer.done()
}

// One entry for each of the errors that were joined.
func appendErrors(failures []PointerError, err error) []PointerError {
	if err == nil {
		return failures
	}
	if joined, several := err.(interface{ Unwrap() []error }); several {
		for _, err := range joined.Unwrap() {
			failures = appendErrors(failures, err)
		}
		return failures
	}
	var at *PointerError
	if errors.As(err, &at) {
		return append(failures, *at)
	}
	return append(failures, PointerError{"", err.Error()})
}

// A Go string may hold any bytes, the contract's are UTF-8.
func valid(text string) string {
	return strings.ToValidUTF8(text, "\uFFFD")
}
