// Package policy exports a policy from a plugin. Only what imports it is a policy.
package policy

import "portcullis"

var (
	plugin portcullis.Plugin
	policy portcullis.Policy
)

// Export makes a policy of this program. Call it from an init function: a plugin's main function is never called.
func Export(what portcullis.Plugin, decides portcullis.Policy) {
	plugin, policy = what, decides
	register()
}
