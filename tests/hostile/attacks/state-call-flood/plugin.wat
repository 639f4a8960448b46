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
  (data (i32.const 1024) "kept/a")
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32)
    (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (loop $again
      (call $get (i32.const 1024) (i32.const 6) (i32.const 2048))
      (br $again))
    (unreachable)))
(core instance $plugin (instantiate $attack (with "host" (instance $host)) (with "kept" (instance $kept))))
