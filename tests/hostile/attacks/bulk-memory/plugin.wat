(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (drop (memory.grow (i32.const 900)))
    (loop $again
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 58720256))
      (br $again))
    (unreachable)))
(core instance $plugin (instantiate $attack (with "host" (instance $host))))
