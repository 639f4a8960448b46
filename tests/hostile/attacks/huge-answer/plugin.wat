(core module $attack
  (memory (export "memory") 33)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\01\00\00\00" "\00\00\00\00" "\00\00\20\00") ;; err, a text of 2 MiB at 0
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
