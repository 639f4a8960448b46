;; Denies with the bits of what is no number, made in each way that processors differ in. Operands come from memory, so that
;; nothing is computed when it is compiled.
(core module $floats
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  {write}
  ;; 512: 0; 520: -1; 528: infinity; 536: no number, with a payload and a sign; 544: the same of 32 bits, signalling
  (data (i32.const 520) "\00\00\00\00\00\00\f0\bf" "\00\00\00\00\00\00\f0\7f" "\ef\be\ad\de\00\00\fc\ff" "\ad\de\a0\ff")
  (func (export "evaluate") (param i32) (result i32)
    (local $zero f64)
    (local $odd f64)
    (local.set $zero (f64.load (i32.const 512)))
    (local.set $odd (f64.load (i32.const 536)))
    (call $write (i64.reinterpret_f64 (f64.div (local.get $zero) (local.get $zero))))
    (call $write (i64.reinterpret_f64 (f64.sqrt (f64.load (i32.const 520)))))
    (call $write (i64.reinterpret_f64 (f64.sub (f64.load (i32.const 528)) (f64.load (i32.const 528)))))
    (call $write (i64.reinterpret_f64 (f64.mul (f64.load (i32.const 528)) (local.get $zero))))
    (call $write (i64.reinterpret_f64 (f64.add (local.get $odd) (local.get $zero))))
    (call $write (i64.reinterpret_f64 (f64.min (local.get $zero) (local.get $odd))))
    (call $write (i64.reinterpret_f64 (f64.nearest (local.get $odd))))
    (call $write (i64.reinterpret_f64 (f64.promote_f32 (f32.load (i32.const 544)))))
    (call $write (i64.extend_i32_u (i32.reinterpret_f32 (f32.demote_f64 (local.get $odd)))))
    (call $write (i64.extend_i32_u (i32.reinterpret_f32
      (f32.sub (f32.load (i32.const 544)) (f32.load (i32.const 544))))))
    (call $denial)))
(core instance $plugin (instantiate $floats (with "host" (instance $host))))
