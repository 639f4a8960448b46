package portcullis

import (
	"encoding/json"
	"strconv"
	"strings"
)

// A document that is JSON text: a config, and everything in a native test.
type text string

// MustParse is a document from JSON text, for tests. It panics where the text is not JSON.
func MustParse(json string) Document {
	document, err := parse(json)
	if err != nil {
		panic(err)
	}
	return document
}

func parse(raw string) (Document, error) {
	var whole json.RawMessage
	if err := json.Unmarshal([]byte(raw), &whole); err != nil {
		return Document{}, At("", "is not JSON: "+err.Error())
	}
	return Document{text(strings.TrimSpace(raw))}, nil
}

func (t text) json() string { return string(t) }
func (t text) size() uint64 { return uint64(len(t)) }

func (t text) get(pointer string) (string, bool) {
	value := json.RawMessage(t)
	for pointer != "" {
		if pointer[0] != '/' {
			return "", false
		}
		var token string
		token, pointer = cut(pointer[1:])
		token, known := unescape(token)
		if !known {
			return "", false
		}
		if value, known = step(value, token); !known {
			return "", false
		}
	}
	return string(value), true
}

// The token before the next slash, and the rest from that slash on.
func cut(pointer string) (string, string) {
	if slash := strings.IndexByte(pointer, '/'); slash >= 0 {
		return pointer[:slash], pointer[slash:]
	}
	return pointer, ""
}

// RFC 6901: ~1 is a slash, ~0 a tilde, and no other tilde is allowed.
func unescape(token string) (string, bool) {
	for at := 0; at < len(token); at++ {
		if token[at] == '~' && (at+1 == len(token) || (token[at+1] != '0' && token[at+1] != '1')) {
			return "", false
		}
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token), true
}

// The member or the element that a token names.
func step(value json.RawMessage, token string) (json.RawMessage, bool) {
	switch value[0] {
	case '{':
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &members) != nil {
			return nil, false
		}
		member, found := members[token]
		return member, found
	case '[':
		var elements []json.RawMessage
		index, err := strconv.Atoi(token)
		// 01 and +1 are not indices, though they parse.
		if err != nil || strconv.Itoa(index) != token || json.Unmarshal(value, &elements) != nil {
			return nil, false
		}
		if index < 0 || index >= len(elements) {
			return nil, false
		}
		return elements[index], true
	}
	return nil, false
}
