#include "json.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- Reading: every function takes a place and the end, and gives the place after what it read; NULL: it isn't there. */

static const char *skip_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end; at++) {
        if (*at == '\\') at++;
        else if (*at == '"') return at + 1;
    }
    return NULL;
}

static const char *skip_value(const char *at, const char *end) {
    if (at < end && *at == '"') return skip_string(at, end);
    size_t depth = 0;
    for (const char *start = at; at < end; at++) {
        switch (*at) {
        case '"':
            at = skip_string(at, end);
            if (!at) return NULL;
            at--;
            break;
        case '{': case '[':
            depth++;
            break;
        case '}': case ']':
            if (depth == 0) return at > start ? at : NULL;
            if (--depth == 0) return at + 1;
            break;
        case ',': case ' ': case '\t': case '\n': case '\r':
            if (depth == 0) return at > start ? at : NULL;
            break;
        }
    }
    return depth == 0 ? at : NULL;
}

static pc_string between(const char *start, const char *end) {
    return (pc_string){start, (size_t)(end - start)};
}

static bool is_key(pc_string key, pc_string token) {
    pc_string decoded;
    if (!memchr(key.ptr, '\\', key.len)) return pc_equal(between(key.ptr + 1, key.ptr + key.len - 1), token);
    return pc_json_to_text(key, &decoded) && pc_equal(decoded, token);
}

/* A decimal number without a sign or leading zeros. */
static bool is_index(pc_string token, size_t *index) {
    if (token.len == 0 || token.len > 9 || (token.len > 1 && token.ptr[0] == '0')) return false;
    *index = 0;
    for (size_t at = 0; at < token.len; at++) {
        if (token.ptr[at] < '0' || token.ptr[at] > '9') return false;
        *index = *index * 10 + (size_t)(token.ptr[at] - '0');
    }
    return true;
}

/* The member or the element that one token of a pointer names. */
static bool step(pc_string json, pc_string token, pc_string *value) {
    const char *end = json.ptr + json.len;
    const char *at = skip_space(json.ptr, end);
    size_t index = 0;
    if (at == end || (*at != '{' && *at != '[')) return false;
    bool object = *at == '{';
    if (!object && !is_index(token, &index)) return false;
    for (at = skip_space(at + 1, end); at < end && *at != '}' && *at != ']'; at = skip_space(at, end)) {
        bool wanted = !object && index-- == 0;
        if (object) {
            const char *key = at;
            at = *at == '"' ? skip_string(at, end) : NULL;
            if (!at) return false;
            wanted = is_key(between(key, at), token);
            at = skip_space(at, end);
            if (at == end || *at != ':') return false;
            at = skip_space(at + 1, end);
        }
        const char *start = at;
        at = skip_value(at, end);
        if (!at) return false;
        if (wanted) {
            *value = between(start, at);
            return true;
        }
        at = skip_space(at, end);
        if (at < end && *at == ',') at++;
    }
    return false;
}

/* The token between two slashes: ~1 is a slash, ~0 a tilde, and no other tilde is allowed. */
static bool unescape(pc_string raw, pc_string *token) {
    char *to = pc_alloc(raw.len);
    size_t len = 0;
    for (size_t at = 0; at < raw.len; at++) {
        char next = raw.ptr[at];
        if (next == '~') {
            if (++at == raw.len || (raw.ptr[at] != '0' && raw.ptr[at] != '1')) return false;
            next = raw.ptr[at] == '0' ? '~' : '/';
        }
        to[len++] = next;
    }
    *token = (pc_string){to, len};
    return true;
}

bool pc_json_at(pc_string json, pc_string pointer, pc_string *value) {
    const char *end = json.ptr + json.len;
    const char *start = skip_space(json.ptr, end);
    const char *after = skip_value(start, end);
    if (!after) return false;
    pc_string found = between(start, after);
    const char *at = pointer.ptr, *last = pointer.ptr + pointer.len;
    if (at < last && *at != '/') return false;
    while (at < last) {
        const char *slash = memchr(at + 1, '/', (size_t)(last - at - 1));
        const char *next = slash ? slash : last;
        pc_string token;
        if (!unescape(between(at + 1, next), &token) || !step(found, token, &found)) return false;
        at = next;
    }
    *value = found;
    return true;
}

const char *pc_json_kind(pc_string json) {
    switch (json.len ? json.ptr[0] : 0) {
    case '"': return "a string";
    case '{': return "an object";
    case '[': return "a list";
    case 'n': return "`null`";
    case 't': case 'f': return "a boolean";
    default: return "a number";
    }
}

/* ---- Texts ---- */

static bool read_hex(const char *at, const char *end, uint32_t *code) {
    if (end - at < 4) return false;
    *code = 0;
    for (int digit = 0; digit < 4; digit++) {
        char c = at[digit];
        uint32_t value = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                       : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                       : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                              : 16;
        if (value == 16) return false;
        *code = *code << 4 | value;
    }
    return true;
}

static size_t put_utf8(char *to, uint32_t code) {
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The character of \uXXXX, after the `u`: one escape, or two that are a pair of surrogates. */
static const char *read_escaped(const char *at, const char *end, uint32_t *code) {
    uint32_t low;
    if (!read_hex(at, end, code)) return NULL;
    at += 4;
    if (*code < 0xd800 || *code > 0xdfff) return at;
    if (*code > 0xdbff || end - at < 6 || at[0] != '\\' || at[1] != 'u' || !read_hex(at + 2, end, &low)) return NULL;
    if (low < 0xdc00 || low > 0xdfff) return NULL;
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return at + 6;
}

bool pc_json_to_text(pc_string json, pc_string *text) {
    if (json.len < 2 || json.ptr[0] != '"' || json.ptr[json.len - 1] != '"') return false;
    const char *at = json.ptr + 1, *end = json.ptr + json.len - 1;
    /* An escape is never shorter than what it stands for. */
    char *to = pc_alloc(json.len);
    size_t len = 0;
    while (at < end) {
        if (*at != '\\') {
            to[len++] = *at++;
            continue;
        }
        if (++at == end) return false;
        static const char escapes[] = "\"\\/bfnrt", plain[] = "\"\\/\b\f\n\r\t";
        const char *found = memchr(escapes, *at, sizeof escapes - 1);
        if (found) {
            to[len++] = plain[found - escapes];
            at++;
            continue;
        }
        uint32_t code;
        at = *at == 'u' ? read_escaped(at + 1, end, &code) : NULL;
        if (!at) return false;
        len += put_utf8(to + len, code);
    }
    to[len] = 0;
    *text = (pc_string){to, len};
    return true;
}

pc_string pc_json_of_text(pc_string text) {
    static const char hex[] = "0123456789abcdef";
    char *json = pc_alloc(text.len * 6 + 2);
    size_t len = 0;
    json[len++] = '"';
    for (size_t at = 0; at < text.len; at++) {
        unsigned char next = (unsigned char)text.ptr[at];
        if (next == '"' || next == '\\') {
            json[len++] = '\\';
        } else if (next < 0x20) {
            memcpy(json + len, "\\u00", 4);
            json[len + 4] = hex[next >> 4];
            json[len + 5] = hex[next & 15];
            len += 6;
            continue;
        }
        json[len++] = (char)next;
    }
    json[len++] = '"';
    return (pc_string){json, len};
}
