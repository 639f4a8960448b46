(core module $attack
  (memory (export "memory") 1)
  (func $down (export "realloc") (param i32 i32 i32 i32) (result i32)
    (i32.add (call $down (local.get 0) (local.get 1) (local.get 2) (local.get 3)) (i32.const 1)))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
(core instance $plugin (instantiate $attack))
