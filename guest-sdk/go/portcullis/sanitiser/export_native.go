//go:build !wasm

package sanitiser

// A native build has no host to export anything to.
func register() {}
