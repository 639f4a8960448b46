(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; ok, modify: one edit at 512
  (data (i32.const 512) "\58\02\00\00" "\07\00\00\00" "\01\00\00\00" "\6c\02\00\00" "\0d\00\00\00") ;; sets /amount
  (data (i32.const 600) "/amount")
  (data (i32.const 620) "{\"a\":1,\"a\":2}")
  (func (export "evaluate") (param i32) (result i32) (i32.const 256)))
(core instance $plugin (instantiate $attack))
