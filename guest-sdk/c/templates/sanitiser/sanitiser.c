/* Words that nobody should read are taken out. */
#include "portcullis/portcullis.h"

enum { MOST_WORDS = 100 };
static pc_string words[MOST_WORDS];
static size_t count;

/* Reads what [plugin.config] in pack.toml says. */
static void configure(void) {
    count = 0;
    for (;;) {
        pc_string pointer = pc_format("/words/%zu", count);
        if (!pc_has(PC_CONFIG, pointer.ptr)) return;
        if (count == MOST_WORDS) {
            pc_fail_at("/words", "has more than %d words", MOST_WORDS);
            return;
        }
        words[count] = pc_text(PC_CONFIG, pointer.ptr);
        if (words[count].len == 0) pc_fail_at(pointer.ptr, "is empty");
        count++;
    }
}

static bool starts_with(pc_string text, size_t at, pc_string word) {
    return word.len <= text.len - at && memcmp(text.ptr + at, word.ptr, word.len) == 0;
}

static void scan(pc_string text, const pc_scan *scan) {
    (void)scan;
    for (size_t at = 0; at < text.len; at++) {
        for (size_t word = 0; word < count; word++) {
            /* Spans are bytes of the UTF-8 text. */
            if (starts_with(text, at, words[word])) {
                pc_find("word", PC_SEVERITY_HIGH, at, at + words[word].len, "[removed]");
            }
        }
    }
}

/* In a text that goes on only the last bytes may still become a word. */
static size_t settled(pc_string text) {
    size_t longest = 1;
    for (size_t word = 0; word < count; word++) {
        if (words[word].len > longest) longest = words[word].len;
    }
    return text.len < longest ? 0 : text.len - longest + 1;
}

PC_PLUGIN(.name = "{{name}}", .version = "0.1.0", .configure = configure);
PC_SANITISER(scan, settled)
