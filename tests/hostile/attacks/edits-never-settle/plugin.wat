(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "host" "get" (func $get (param i32 i32 i32 i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\02\00\00" "\01\00\00\00") ;; ok, modify: one edit at 512
  (data (i32.const 512) "\58\02\00\00" "\07\00\00\00" "\01\00\00\00" "\6c\02\00\00" "\01\00\00\00") ;; sets /amount
  (data (i32.const 600) "/amount")
  (func (export "evaluate") (param i32) (result i32)
    ;; What was found stands where `realloc` says: 1 becomes 2, and everything else 1.
    (call $get (i32.const 0) (i32.const 600) (i32.const 7) (i32.const 700))
    (i32.store8 (i32.const 620)
      (select (i32.const 0x32) (i32.const 0x31) (i32.eq (i32.load8_u (i32.const 4096)) (i32.const 0x31))))
    (i32.const 256)))
(core instance $plugin (instantiate $attack (with "host" (instance $host))))
