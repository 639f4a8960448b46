(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; ok, no finding, one value at 512
  (func (export "scan") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
