package sanitiser

import (
	"portcullis"
	"unsafe"
)

func register() { portcullis.Register(plugin, sanitiser) }

// The contract hands over a scan-context field by field.
//
//go:wasmexport portcullis:plugin/sanitiser@0.1.0#scan
func scan(
	id unsafe.Pointer, idLength uint32, session unsafe.Pointer, sessionLength, phase uint32,
	target unsafe.Pointer, targetLength uint32, subject unsafe.Pointer, subjectLength uint32,
	segments unsafe.Pointer, count, more uint32,
) unsafe.Pointer {
	context := portcullis.ScanContext{
		EventID:   text(id, idLength),
		Session:   text(session, sessionLength),
		Phase:     portcullis.Phase(phase),
		Target:    text(target, targetLength),
		SubjectID: text(subject, subjectLength),
	}
	return portcullis.AnswerScan(sanitiser, context, segments, count, more != 0)
}

func text(address unsafe.Pointer, length uint32) string {
	return unsafe.String((*byte)(address), length)
}
