(core module $attack
  (memory (export "memory") 1)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (data (i32.const 256) "\00\00\00\00" "\02\00\00\00" "\00\02\00\00" "\02\00\00\00") ;; ok, modify: two edits at 512
  (data (i32.const 512) "\58\02\00\00" "\07\00\00\00" "\01\00\00\00" "\00\04\00\00" "\c8\00\00\00" "\60\02\00\00" "\6b\00\00\00" "\01\00\00\00" "\00\04\00\00" "\c8\00\00\00") ;; sets /amount, then /amount/0/0/...
  (data (i32.const 600) "/amount")
  (data (i32.const 608) "/amount")
  (func (export "evaluate") (param i32) (result i32)
    (local $at i32)
    (memory.fill (i32.const 1024) (i32.const 0x5b) (i32.const 100)) ;; [[[...
    (memory.fill (i32.const 1124) (i32.const 0x5d) (i32.const 100)) ;; ...]]]
    (local.set $at (i32.const 615))
    (loop $next
      (i32.store16 (local.get $at) (i32.const 0x302f)) ;; /0
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 715))))
    (i32.const 256)))
(core instance $plugin (instantiate $attack))
