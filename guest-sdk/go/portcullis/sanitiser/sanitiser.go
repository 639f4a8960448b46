// Package sanitiser exports a sanitiser from a plugin. Only what imports it is a sanitiser.
package sanitiser

import "portcullis"

var (
	plugin    portcullis.Plugin
	sanitiser portcullis.Sanitiser
)

// Export makes a sanitiser of this program. Call it from an init function: a plugin's main function is never called.
func Export(what portcullis.Plugin, scans portcullis.Sanitiser) {
	plugin, sanitiser = what, scans
	register()
}
