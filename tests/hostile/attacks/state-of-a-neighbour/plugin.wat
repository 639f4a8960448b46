(import "portcullis:plugin/state@0.1.1" (instance $state
  (type $error' (variant (case "not-granted") (case "invalid" string)))
  (export "error" (type $error (eq $error')))
  (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
(core func $state-get
  (canon lower (func $state "get") (memory $memory "memory") (realloc (func $memory "realloc"))))
(core instance $kept (export "get" (func $state-get)))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "kept" "get" (func $get (param i32 i32 i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (data (i32.const 1024) "other/a")
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32)
    (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (call $get (i32.const 1024) (i32.const 7) (i32.const 2048))
    ;; Were it answered, the event would be allowed.
    (if (i32.load8_u (i32.const 2048)) (then (unreachable)))
    (i32.const 0)))
(core instance $plugin (instantiate $attack (with "host" (instance $host)) (with "kept" (instance $kept))))
