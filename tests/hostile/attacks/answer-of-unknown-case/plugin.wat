(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\4d\00\00\00") ;; ok, the decision number 77
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
