(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (data (i32.const 256) "\01\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; err, one error at 512
  (data (i32.const 512) "\58\02\00\00" "\04\00\00\00" "\58\02\00\00" "\09\00\00\00") ;; its pointer and its message
  (data (i32.const 600) "\1b[2J\1b[31m")
  (func (export "configure") (param i32 i32) (result i32) (i32.const 256))
  (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
(core instance $plugin (instantiate $attack))
