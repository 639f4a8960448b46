(import "wasi:sockets/network@0.2.0" (instance $network
  (type $error' (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout" "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit" "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused" "connection-reset" "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure" "permanent-resolver-failure"))
  (export "error-code" (type (eq $error')))
  (type $family' (enum "ipv4" "ipv6"))
  (export "ip-address-family" (type (eq $family')))))
(alias export $network "error-code" (type $error-code))
(alias export $network "ip-address-family" (type $family))
(import "wasi:sockets/tcp@0.2.0" (instance $sockets (export "tcp-socket" (type (sub resource)))))
(alias export $sockets "tcp-socket" (type $socket))
(import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
  (alias outer 1 $error-code (type $error'))
  (export "error-code" (type $error (eq $error')))
  (alias outer 1 $family (type $family'))
  (export "ip-address-family" (type $family (eq $family')))
  (alias outer 1 $socket (type $socket'))
  (export "tcp-socket" (type $socket (eq $socket')))
  (export "create-tcp-socket" (func (param "address-family" $family) (result (result (own $socket) (error $error)))))))
(core func $create (canon lower (func $create "create-tcp-socket") (memory $memory "memory")))
(core module $attack
  (import "host" "memory" (memory 1))
  (import "host" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "wasi" "create" (func $create (param i32 i32)))
  (export "memory" (memory 0))
  (export "realloc" (func $realloc))
  (func (export "describe") (result i32) (i32.const 0))
  (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
  (func (export "evaluate") (param i32) (result i32)
    (call $create (i32.const 0) (i32.const 256))
    (if (i32.load8_u (i32.const 256)) (then (unreachable))) ;; refused
    (i32.const 0)))
(core instance $plugin (instantiate $attack
  (with "host" (instance $host))
  (with "wasi" (instance
    (export "create" (func $create))))))
