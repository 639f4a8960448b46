(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "host" "get" (func $get (param i32 i32 i32 i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (drop (memory.grow (i32.const 20)))
    (memory.fill (i32.const 65536) (i32.const 0x2f) (i32.const 1000000)) ;; ////...
    (loop $again
      (call $get (i32.const 0) (i32.const 65536) (i32.const 1000000) (i32.const 256))
      (br $again))
    (unreachable)))
(core instance $plugin (instantiate $attack (with "host" (instance $host))))
