package policy

import (
	"portcullis"
	"unsafe"
)

func register() { portcullis.Register(plugin, policy) }

//go:wasmexport portcullis:plugin/policy@0.1.0#evaluate
func evaluate(event unsafe.Pointer) unsafe.Pointer {
	return portcullis.AnswerEvent(policy, event)
}
