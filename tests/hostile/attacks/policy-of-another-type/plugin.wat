(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32 i32) (result i32) (i32.const 1)))
(core instance $plugin (instantiate $attack))

;; Exported before the lifecycle, whose end closes the component.
(func $evaluate (param "event" string) (result bool)
  (canon lift (core func $plugin "evaluate") (memory $plugin "memory") (realloc (func $plugin "realloc"))))
(instance $policy (export "evaluate" (func $evaluate)))
(export "portcullis:plugin/policy@0.1.0" (instance $policy))
