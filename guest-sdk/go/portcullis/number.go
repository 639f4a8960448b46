package portcullis

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The number that a JSON text is, if a float64 holds exactly that number: what is compared must be what was written.
func exact(raw string) (float64, error) {
	if raw == "" || (raw[0] != '-' && (raw[0] < '0' || raw[0] > '9')) {
		return 0, fmt.Errorf("is %s, not a number", kind(raw))
	}
	if strings.Trim(raw, "0123456789+-.eE") != "" {
		return 0, fmt.Errorf("is `%s`, not a number", shortened(raw))
	}
	number, err := strconv.ParseFloat(raw, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("is `%s`, too large for a number", shortened(raw))
	}
	if err != nil {
		return 0, fmt.Errorf("is `%s`, not a number", shortened(raw))
	}
	if !short(raw) && canonical(raw) != canonical(strconv.FormatFloat(number, 'e', -1, 64)) {
		return 0, fmt.Errorf("is `%s`, more digits than a number can keep", shortened(raw))
	}
	if number == 0 {
		return 0, nil // -0 too
	}
	return number, nil
}

// Every amount of money that people write: fifteen digits fit into any float64.
func short(raw string) bool {
	return len(raw) <= 15 && !strings.ContainsAny(raw, "eE")
}

// A decimal number without its sign and without leading and trailing zeros: its digits, and the power of ten of the
// last one. Equal numbers have equal ones.
type decimal struct {
	digits   string
	exponent int64
}

func canonical(raw string) decimal {
	mantissa, exponent := strings.TrimPrefix(raw, "-"), int64(0)
	if at := strings.IndexAny(mantissa, "eE"); at >= 0 {
		// An exponent beyond int64 becomes the largest one, which no kept number has.
		exponent, _ = strconv.ParseInt(mantissa[at+1:], 10, 64)
		mantissa = mantissa[:at]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	significant := strings.TrimRight(digits, "0")
	if significant == "" {
		return decimal{}
	}
	exponent += int64(len(digits)-len(significant)) - int64(len(fraction))
	return decimal{strings.TrimLeft(significant, "0"), exponent}
}

// The text, or the beginning of one that nobody would read to its end. Numbers are ASCII.
func shortened(raw string) string {
	if len(raw) > 40 {
		return raw[:40] + "…"
	}
	return raw
}

// What a JSON text is, for people. Strings are not repeated: they may be long, and secret.
func kind(raw string) string {
	switch {
	case strings.HasPrefix(raw, `"`):
		return "a string"
	case strings.HasPrefix(raw, "{"):
		return "an object"
	case strings.HasPrefix(raw, "["):
		return "a list"
	case raw == "null":
		return "`null`"
	case raw == "true", raw == "false":
		return "a boolean"
	}
	return "nothing"
}
