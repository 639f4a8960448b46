(import "wasi:filesystem/types@0.2.0" (instance $files (export "descriptor" (type (sub resource)))))
(alias export $files "descriptor" (type $file))
(import "wasi:filesystem/preopens@0.2.0" (instance $preopens
  (alias outer 1 $file (type $file'))
  (export "descriptor" (type $file (eq $file')))
  (export "get-directories" (func (result (list (tuple (own $file) string)))))))
(core func $directories (canon lower (func $preopens "get-directories") (memory $memory "memory") (realloc (func $memory "realloc"))))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "directories" (func $directories (param i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (call $directories (i32.const 1024))
    (if (i32.eqz (i32.load (i32.const 1028))) (then (unreachable))) ;; there are none
    (i32.const 0)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "directories" (func $directories))))))
