package portcullis

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Document is a part of an event (its payload, its context, the subject's claims), or a config.
//
// The host has parsed it, and answers for single values: two fields of a large payload cost as much as two fields of a
// small one. Values are named by JSON pointers (RFC 6901): "/messages/0/content"; "" is the whole. The zero Document
// is an empty object.
type Document struct {
	source source
}

// Where a document's JSON comes from.
type source interface {
	get(pointer string) (string, bool)
	json() string
	size() uint64
}

// PointerError says what is wrong with the value at a pointer. Of a config it becomes a config error at that place.
type PointerError struct {
	Pointer string
	Message string
}

func (e *PointerError) Error() string {
	return fmt.Sprintf("`%s` %s", e.Pointer, e.Message)
}

// At is an error about the value at a pointer.
func At(pointer, message string) error {
	return &PointerError{pointer, message}
}

// Raw is the JSON text of the value at a pointer, as it stands there; false where there is no such value.
func (d Document) Raw(pointer string) (string, bool) {
	if d.source == nil {
		return text("{}").get(pointer)
	}
	return d.source.get(pointer)
}

// Has tells whether something stands at a pointer, be it null.
func (d Document) Has(pointer string) bool {
	_, found := d.Raw(pointer)
	return found
}

// Number is the number at a pointer, exactly. An error where there is none, where it is null, a string or anything
// else, and where a float64 does not hold the number that was written: 1e309, 9007199254740993.
func (d Document) Number(pointer string) (float64, error) {
	number, found, err := d.OptionalNumber(pointer)
	if err == nil && !found {
		err = At(pointer, "is missing")
	}
	return number, err
}

// OptionalNumber is like Number, but false where nothing stands at the pointer. A null is still an error.
func (d Document) OptionalNumber(pointer string) (float64, bool, error) {
	raw, found := d.Raw(pointer)
	if !found {
		return 0, false, nil
	}
	number, err := exact(raw)
	if err != nil {
		return 0, true, At(pointer, err.Error())
	}
	return number, true, nil
}

// Text is the string at a pointer; an error where there is none, and where it is anything else.
func (d Document) Text(pointer string) (string, error) {
	var value string
	err := d.Require(pointer, &value)
	return value, err
}

// Get reads the value at a pointer into target, as encoding/json does; false where there is no such value. A null is
// an error unless target can hold it (a pointer, a map, a slice, any).
func (d Document) Get(pointer string, target any) (bool, error) {
	raw, found := d.Raw(pointer)
	if !found {
		return false, nil
	}
	return true, decode(pointer, raw, target, false)
}

// Require is like Get, and an error where there is no such value.
func (d Document) Require(pointer string, target any) error {
	found, err := d.Get(pointer, target)
	if err == nil && !found {
		err = At(pointer, "is missing")
	}
	return err
}

// Decode reads the whole into target, and refuses members that target has no field for: a misspelt key of a config
// would be a limit that silently does not hold. Members that are missing leave target's fields as they are.
func (d Document) Decode(target any) error {
	return decode("", d.JSON(), target, true)
}

// JSON is the whole as JSON text. Parsing it in the plugin costs as much as everything else together; ask for single
// values where you can.
func (d Document) JSON() string {
	if d.source == nil {
		return "{}"
	}
	return d.source.json()
}

// Size is the length of JSON in bytes, without copying it.
func (d Document) Size() uint64 {
	if d.source == nil {
		return 2
	}
	return d.source.size()
}

func decode(pointer, raw string, target any, strict bool) error {
	if raw == "null" && !holdsNull(target) {
		return At(pointer, "is null")
	}
	decoder := json.NewDecoder(strings.NewReader(raw))
	if strict {
		decoder.DisallowUnknownFields()
	}
	err := decoder.Decode(target)
	if err == nil {
		if _, after := decoder.Token(); after != io.EOF {
			return At(pointer, "has something after its value")
		}
		return nil
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		if kind.Field != "" {
			pointer += "/" + strings.ReplaceAll(kind.Field, ".", "/")
		}
		return At(pointer, fmt.Sprintf("is a JSON %s, not a Go %s", kind.Value, kind.Type))
	}
	return At(pointer, "is not what it should be: "+strings.TrimPrefix(err.Error(), "json: "))
}

// Whether null is a value for a variable: a pointer, a map, a slice, an interface, or something that decodes itself.
func holdsNull(target any) bool {
	if _, own := target.(json.Unmarshaler); own {
		return true
	}
	switch reflect.TypeOf(target).Elem().Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		return true
	}
	return false
}
