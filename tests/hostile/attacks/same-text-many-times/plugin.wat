(core module $attack
  (memory (export "memory") 8)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (local $at i32)
    ;; 100 notes, each the same 100,000 bytes.
    (loop $next
      (i32.store offset=1024 (local.get $at) (i32.const 65536))
      (i32.store offset=1028 (local.get $at) (i32.const 100000))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 800))))
    (i32.store (i32.const 300) (i32.const 1024))
    (i32.store (i32.const 304) (i32.const 100))
    (i32.const 256)))
(core instance $plugin (instantiate $attack))
