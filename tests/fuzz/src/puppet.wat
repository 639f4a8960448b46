;; A plugin whose answers are what the event says: hexadecimal digits, the payload of a policy, the first string of a
;; sanitiser, the config of either. They are decoded to 4096, and that is where every answer is.
(core module $puppet
  (import "host" "memory" (memory 1))
  (import "host" "json" (func $json (param i32 i32)))
  (export "memory" (memory 0))
  (global $free (mut i32) (i32.const 65536))
  ;; What the host hands over is kept apart: each piece behind the last.
  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
    (global.set $free (i32.add (local.get $at) (local.get 3)))
    (block $room
      (loop $more
        (br_if $room (i32.le_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $room (i32.eq (memory.grow (i32.const 1)) (i32.const -1)))
        (br $more)))
    (local.get $at))
  (func $digit (param $letter i32) (result i32)
    (i32.and
      (i32.add (local.get $letter) (i32.mul (i32.shr_u (local.get $letter) (i32.const 6)) (i32.const 9)))
      (i32.const 15)))
  (func $decode (param $from i32) (param $digits i32) (result i32)
    (local $to i32)
    (local $end i32)
    (local.set $to (i32.const 4096))
    (local.set $end (i32.add (local.get $from) (local.get $digits)))
    (block $done
      (loop $byte
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (i32.store8 (local.get $to)
          (i32.or
            (i32.shl (call $digit (i32.load8_u (local.get $from))) (i32.const 4))
            (call $digit (i32.load8_u offset=1 (local.get $from)))))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (br $byte)))
    ;; Behind the answer there are zeros, not the digits that it was decoded from.
    (memory.fill (local.get $to) (i32.const 0) (i32.sub (i32.const 65536) (local.get $to)))
    (i32.const 4096))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param $config i32) (param $length i32) (result i32)
    (if (i32.eq (i32.load8_u (local.get $config)) (i32.const 0x7b)) ;; {}
      (then (return (i32.const 0))))
    (call $decode (i32.add (local.get $config) (i32.const 1)) (i32.sub (local.get $length) (i32.const 2))))
  (func (export "evaluate") (param i32) (result i32)
    (call $json (i32.const 0) (i32.const 1024))
    (call $decode
      (i32.add (i32.load (i32.const 1024)) (i32.const 1))
      (i32.sub (i32.load (i32.const 1028)) (i32.const 2))))
  (func (export "scan")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (param $segments i32) (param i32 i32) (result i32)
    (call $decode
      (i32.load offset=8 (local.get $segments))
      (i32.load offset=12 (local.get $segments)))))
(core instance $plugin (instantiate $puppet (with "host" (instance $host))))
