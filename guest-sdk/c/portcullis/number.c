/* Numbers that policies compare: what is compared must be what was written. */
#include "internal.h"
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest number that is looked at: more digits than any double needs, fewer than a stack has room for. */
enum { LONGEST = 1200 };

/* A decimal number without its sign and without leading and trailing zeros, so that equal numbers are equal values. */
typedef struct decimal {
    char digits[LONGEST];
    size_t count;
    /* The power of ten of the last digit. */
    long long exponent;
} decimal;

static void read_decimal(const char *text, decimal *number) {
    bool fraction = false;
    number->count = 0;
    number->exponent = 0;
    for (; *text && *text != 'e' && *text != 'E'; text++) {
        if (*text == '.') {
            fraction = true;
        } else if (*text >= '0' && *text <= '9') {
            if (fraction) number->exponent--;
            if (number->count || *text != '0') number->digits[number->count++] = *text;
        }
    }
    if (*text) {
        /* Far beyond any double, and far from overflow. */
        long long exponent = strtoll(text + 1, NULL, 10);
        number->exponent += exponent > 1000000000 ? 1000000000 : exponent < -1000000000 ? -1000000000 : exponent;
    }
    while (number->count && number->digits[number->count - 1] == '0') {
        number->count--;
        number->exponent++;
    }
    if (number->count == 0) number->exponent = 0;
}

/* The fewest digits that read back as the number. */
static void shortest(double number, char text[32]) {
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, number);
        if (strtod(text, NULL) == number) return;
    }
}

/* Whether a double holds the number, and not merely one near it. */
static bool is_kept(const char *text, double number) {
    static decimal written, kept;
    char back[32];
    /* Every amount of money that people write: fifteen digits fit into any double. */
    if (strlen(text) <= 15 && !strpbrk(text, "eE")) return true;
    shortest(number, back);
    read_decimal(text, &written);
    read_decimal(back, &kept);
    return written.count == kept.count && written.exponent == kept.exponent &&
           memcmp(written.digits, kept.digits, kept.count) == 0;
}

bool pc_json_to_number(pc_string json, double *number, const char **why) {
    char text[LONGEST];
    char first = json.len ? json.ptr[0] : 0;
    *why = "not a number";
    if (first != '-' && (first < '0' || first > '9')) return false;
    *why = "more digits than a number can keep";
    if (json.len >= LONGEST) return false;
    memcpy(text, json.ptr, json.len);
    text[json.len] = 0;
    char *end;
    *number = strtod(text, &end);
    if (end != text + json.len) {
        *why = "not a number";
        return false;
    }
    if (isinf(*number)) {
        *why = "too large for a number";
        return false;
    }
    if (!is_kept(text, *number)) return false;
    *number += 0.0; /* -0 becomes 0 */
    return true;
}

pc_string pc_json_of_number(double number) {
    char text[32];
    if (!isfinite(number)) return (pc_string){"", 0};
    if (fabs(number) < 1e15 && number == (double)(long long)number) {
        snprintf(text, sizeof text, "%lld", (long long)number);
    } else {
        shortest(number, text);
    }
    return pc_copy(text, strlen(text));
}
