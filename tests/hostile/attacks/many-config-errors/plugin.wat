(core module $attack
  (memory (export "memory") 8)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (data (i32.const 256) "\01\00\00\00" "\00\00\01\00" "\98\3a\00\00") ;; err, 15,000 errors at 65,536
  (func (export "configure") (param i32 i32) (result i32) (i32.const 256))
  (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
(core instance $plugin (instantiate $attack))
