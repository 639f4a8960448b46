(import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
(core func $random (canon lower (func $random "get-random-u64")))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "random" (func $random (result i64)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (drop (call $random)) (drop (call $random)) (drop (call $random))
    (drop (call $random)) (drop (call $random)) (drop (call $random))
    (i32.const 0)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "random" (func $random))))))
