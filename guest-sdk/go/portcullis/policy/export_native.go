//go:build !wasm

package policy

// A native build has no host to export anything to.
func register() {}
