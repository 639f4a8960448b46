(import "wasi:cli/environment@0.2.0" (instance $environment (export "get-environment" (func (result (list (tuple string string)))))))
(core func $environment (canon lower (func $environment "get-environment") (memory $memory "memory") (realloc (func $memory "realloc"))))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "environment" (func $environment (param i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (call $environment (i32.const 1024))
    (if (i32.eqz (i32.load (i32.const 1028))) (then (unreachable))) ;; it is empty
    (i32.const 0)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "environment" (func $environment))))))
