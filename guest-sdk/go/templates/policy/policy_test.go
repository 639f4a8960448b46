package main

import (
	"portcullis"
	"testing"
)

func ask(t *testing.T, payload string) (*portcullis.Verdict, error) {
	limit := &Limit{}
	if err := limit.Configure(portcullis.MustParse(`{"limit": 100}`)); err != nil {
		t.Fatal(err)
	}
	event := portcullis.Event{Phase: portcullis.PhaseToolCall, Action: "refund"}
	return limit.Evaluate(&event, portcullis.MustParse(payload))
}

func TestAnAmountOverTheLimitIsDenied(t *testing.T) {
	if verdict, err := ask(t, `{"amount": 100}`); err != nil || !verdict.IsAllow() {
		t.Errorf("100 is %+v, %v", verdict, err)
	}
	if verdict, err := ask(t, `{"amount": 100.01}`); err != nil || !verdict.IsDeny() {
		t.Errorf("100.01 is %+v, %v", verdict, err)
	}
}

func TestAnAmountThatIsNoNumberIsAnError(t *testing.T) {
	if verdict, err := ask(t, `{"amount": "100"}`); err == nil {
		t.Errorf("it is %+v", verdict)
	}
}
