(core module $attack
  (memory (export "memory") 8)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\00\01\00" "\11\27\00\00") ;; ok, modify: 10,001 edits at 65,536, all alike
  (data (i32.const 600) "1")
  (func (export "evaluate") (param i32) (result i32)
    (local $at i32)
    (local.set $at (i32.const 65536))
    (loop $next
      (i32.store offset=8 (local.get $at) (i32.const 1))
      (i32.store offset=12 (local.get $at) (i32.const 600))
      (i32.store offset=16 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 20)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 265556))))
    (i32.const 256)))
(core instance $plugin (instantiate $attack))
