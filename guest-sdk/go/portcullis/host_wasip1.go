package portcullis

import "unsafe"

//go:wasmimport portcullis:plugin/document@0.1.0 get
func importGet(part uint32, pointer string, result unsafe.Pointer)

//go:wasmimport portcullis:plugin/document@0.1.0 json
func importJSON(part uint32, result unsafe.Pointer)

//go:wasmimport portcullis:plugin/document@0.1.0 size
func importSize(part uint32) uint64

//go:wasmimport portcullis:plugin/log@0.1.0 log
func importLog(level uint32, message string)

// A part of the event, which the host answers for.
type part uint32

const (
	payload part = iota
	context
	claims
)

func (p part) get(pointer string) (string, bool) {
	result := pin(12)
	importGet(uint32(p), pointer, result)
	option := reader{uintptr(result)}
	if option.u8() == 0 {
		return "", false
	}
	return option.string(), true
}

func (p part) json() string {
	result := pin(8)
	importJSON(uint32(p), result)
	whole := reader{uintptr(result)}
	return whole.string()
}

func (p part) size() uint64 { return importSize(uint32(p)) }

func log(level Level, line string) { importLog(uint32(level), line) }
