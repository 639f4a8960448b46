//go:build !wasm

package portcullis

import "os"

// A native test has no host: its log is standard error.
func log(_ Level, line string) {
	os.Stderr.WriteString(line + "\n")
}
