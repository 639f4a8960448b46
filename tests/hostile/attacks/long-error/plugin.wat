(core module $attack
  (memory (export "memory") 16)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\01\00\00\00" "\00\00\01\00" "\c0\27\09\00") ;; err, a text of 600,000 bytes at 65,536
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
