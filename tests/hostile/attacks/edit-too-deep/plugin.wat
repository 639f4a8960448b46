(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 600) "/amount")
  (func (export "evaluate") (param i32) (result i32)
    (memory.fill (i32.const 1024) (i32.const 0x5b) (i32.const 10000)) ;; [[[...
    (memory.fill (i32.const 11024) (i32.const 0x5d) (i32.const 10000)) ;; ...]]]
    (i32.const 256))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; ok, modify: one edit at 512
  (data (i32.const 512) "\58\02\00\00" "\07\00\00\00" "\01\00\00\00" "\00\04\00\00" "\20\4e\00\00"))
(core instance $plugin (instantiate $attack))
