(component
  (core module $plugin (func (export "evaluate")))
  (core instance $plugin (instantiate $plugin))
  (func $evaluate (canon lift (core func $plugin "evaluate")))
  (instance $policy (export "evaluate" (func $evaluate)))
  (export "portcullis:plugin/lifecycle@0.7.0" (instance $policy))
  (export "portcullis:plugin/policy@0.7.0" (instance $policy)))
