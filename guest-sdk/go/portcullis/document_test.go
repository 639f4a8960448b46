package portcullis

import "testing"

func TestPointersFollowRFC6901(t *testing.T) {
	document := MustParse(`{"a": [10, {"b/c": 1.50, "d~e": "x"}], "": {"": 0}, "n": null, "0": "zero"}`)
	for pointer, expected := range map[string]string{
		"/a/0": "10", "/a/1/b~1c": "1.50", "/a/1/d~0e": `"x"`, "//": "0", "/0": `"zero"`, "/n": "null",
	} {
		if found, _ := document.Raw(pointer); found != expected {
			t.Errorf("%s is %q, not %q", pointer, found, expected)
		}
	}
	for _, pointer := range []string{"a", "/a/2", "/a/00", "/a/+1", "/a/-", "/a/-1", "/n/x", "/a/0/x", "/a/1/b~2c", "/A"} {
		if document.Has(pointer) {
			t.Errorf("%s is there", pointer)
		}
	}
}

func TestNumbersAreReadExactly(t *testing.T) {
	for raw, expected := range map[string]float64{
		"0": 0, "100.000": 100, "1.0E+2": 100, "-12.50": -12.5, "100.00000000000001": 100.00000000000001,
		"9007199254740992": 9007199254740992, "5e-324": 5e-324, "0e999999999999999999999": 0, "-0": 0,
	} {
		if number, err := exact(raw); err != nil || number != expected {
			t.Errorf("%s is %v, %v", raw, number, err)
		}
	}
	for _, raw := range []string{
		"1e309", "1e99999999999999999999999", "9007199254740993", "100.000000000000001",
		"0.1000000000000000055511151231257827", "1e-400", "1e-99999999999999999999999", "4.9e-324",
		"null", "true", `"50"`, "[50]", "NaN", "", "-", "--1", "-inf",
	} {
		if number, err := exact(raw); err == nil {
			t.Errorf("%s is %v", raw, number)
		}
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	document := MustParse(`{"amount": "50", "nothing": null, "deep": {"list": [true]}}`)
	var target struct {
		Deep struct{ List int }
	}
	_, missing := document.Number("/none")
	_, text := document.Number("/amount")
	_, null := document.Text("/nothing")
	for err, expected := range map[error]string{
		missing:                       "`/none` is missing",
		text:                          "`/amount` is a string, not a number",
		null:                          "`/nothing` is null",
		document.Require("", &target): "`/deep/list` is a JSON array, not a Go int",
		MustParse(`{"a": 1}`).Decode(&struct{}{}): "`` is not what it should be: unknown field \"a\"",
	} {
		if err == nil || err.Error() != expected {
			t.Errorf("%v is not %s", err, expected)
		}
	}
}
