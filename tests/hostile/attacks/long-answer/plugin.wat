(core module $attack
  (memory (export "memory") 16)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\01\00\00\00" "\00\00\01\00" "\05\00\00\00" "\00\00\01\00" "\c0\27\09\00") ;; ok, deny: a code of 5 bytes, a detail of 600,000
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
