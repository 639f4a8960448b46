(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; ok, modify: one edit at 512
  (data (i32.const 512) "\58\02\00\00" "\0b\00\00\00" "\00\00\00\00") ;; removes what a pointer of 11 bytes at 600 leads to
  (data (i32.const 600) "/\1b[2J\1b[31mx")
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
