package portcullis

import "unsafe"

// What the host was given pointers to. An instance answers one event, so nothing is ever released.
var pinned []unsafe.Pointer

// Memory that stays where it is, aligned for everything that the contract has.
func pin(size int) unsafe.Pointer {
	words := make([]uint64, max(1, (size+7)/8))
	address := unsafe.Pointer(unsafe.SliceData(words))
	pinned = append(pinned, address)
	return address
}

// Where the host puts what it hands over. It never asks for more room for something that it has put there.
//
//go:wasmexport cabi_realloc
func realloc(_ unsafe.Pointer, _, _, size uint32) unsafe.Pointer {
	return pin(int(size))
}

// Reads what the host handed over, field by field: each stands at the next place that suits its size.
type reader struct{ at uintptr }

func (r *reader) next(size, align uintptr) unsafe.Pointer {
	r.align(align)
	address := unsafe.Pointer(r.at)
	r.at += size
	return address
}

func (r *reader) align(align uintptr) {
	r.at = (r.at + align - 1) &^ (align - 1)
}

func (r *reader) u8() uint8   { return *(*uint8)(r.next(1, 1)) }
func (r *reader) u32() uint32 { return *(*uint32)(r.next(4, 4)) }
func (r *reader) u64() uint64 { return *(*uint64)(r.next(8, 8)) }

func (r *reader) string() string {
	address, length := r.u32(), r.u32()
	if length == 0 {
		return ""
	}
	return unsafe.String((*byte)(unsafe.Pointer(uintptr(address))), length)
}

func (r *reader) strings() []string {
	elements, count := r.list()
	values := make([]string, count)
	for index := range values {
		values[index] = elements.string()
	}
	return values
}

// The elements of a list, to be read one after another, and how many they are.
func (r *reader) list() (reader, uint32) {
	address, count := r.u32(), r.u32()
	return reader{uintptr(address)}, count
}

// Writes an answer the same way.
type writer struct{ bytes []byte }

func (w *writer) align(align int) {
	for len(w.bytes)%align != 0 {
		w.bytes = append(w.bytes, 0)
	}
}

func (w *writer) u8(value uint8) { w.bytes = append(w.bytes, value) }

func (w *writer) u32(value uint32) {
	w.align(4)
	w.bytes = append(w.bytes, byte(value), byte(value>>8), byte(value>>16), byte(value>>24))
}

func (w *writer) string(value string) {
	address := unsafe.Pointer(unsafe.StringData(value))
	pinned = append(pinned, address)
	w.u32(uint32(uintptr(address)))
	w.u32(uint32(len(value)))
}

func (w *writer) option(value *string) {
	w.align(4)
	if value == nil {
		w.bytes = append(w.bytes, make([]byte, 12)...)
		return
	}
	w.u8(1)
	w.string(*value)
}

func (w *writer) strings(values []string) {
	writeList(w, values, func(to *writer, value string) { to.string(value) })
}

func writeList[T any](w *writer, values []T, write func(*writer, T)) {
	var elements writer
	for _, value := range values {
		write(&elements, value)
		elements.align(4)
	}
	address := elements.done()
	w.u32(uint32(uintptr(address)))
	w.u32(uint32(len(values)))
}

// Fills up to a size: a variant has the room of its largest case.
func (w *writer) fill(size int) {
	w.bytes = append(w.bytes, make([]byte, size-len(w.bytes))...)
}

// Where it stands now.
func (w *writer) done() unsafe.Pointer {
	address := pin(len(w.bytes))
	copy(unsafe.Slice((*byte)(address), len(w.bytes)), w.bytes)
	return address
}
