package portcullis

import (
	"bytes"
	"encoding/json"
)

// Verdict is a policy's answer: a decision, and remarks for the audit log.
type Verdict struct {
	// Decision is what the policy concludes: Allowed, *Denial, Edits or *Escalation.
	Decision Decision
	// Notes are facts that were established, rules that nearly fired.
	Notes []string
}

// Decision is one of Allowed, *Denial, Edits and *Escalation.
type Decision interface{ decision() }

// Allowed says that the event may happen as it is.
type Allowed struct{}

// Denial says why an event must not happen.
type Denial struct {
	// Code is stable and machine-readable, lower-case with dashes.
	Code string
	// Detail is for the operator: everything.
	Detail string
	// Message is for the model: the least that lets it go on. Nil: the host's own message.
	Message *string
	// Violations is every rule that is broken, not only the first.
	Violations []Violation
}

// Violation is one rule that an event breaks.
type Violation struct {
	// Code is stable and machine-readable, lower-case with dashes.
	Code string
	// Pointer is where in the payload.
	Pointer string
	// Found is what was there, JSON; nil where the value is missing, or must not be repeated.
	Found *string
	// Allowed is what would have been accepted, JSON.
	Allowed *string
	// Rule is the rule or document that says so, as the policy's author names it.
	Rule *string
}

// Escalation says why a human must approve first.
type Escalation struct {
	// Code is stable and machine-readable, lower-case with dashes.
	Code string
	// Detail is for the operator and the approver: everything.
	Detail string
	// Message is for the model. Nil: the host's own message.
	Message *string
	// Approvers are role:<name>, team:<name> or user:<id>; none: whoever the host lets.
	Approvers []string
}

// Edits are changes of the payload. They apply in order, each to the result of the one before.
type Edits []Edit

// Edit is one change of the payload.
type Edit struct {
	// Pointer is what changes. A last token that an object does not have yet adds a member; "-" appends to a list.
	Pointer string
	// Value is the new value, JSON; nil removes what is there.
	Value *string
}

func (Allowed) decision()     {}
func (*Denial) decision()     {}
func (Edits) decision()       {}
func (*Escalation) decision() {}

// Allow lets the event happen as it is.
func Allow() *Verdict {
	return &Verdict{Decision: Allowed{}}
}

// Deny stops the event. The code is stable and machine-readable, lower-case with dashes; the detail is for the operator,
// and the model never sees it.
func Deny(code, detail string) *Verdict {
	return &Verdict{Decision: &Denial{Code: code, Detail: detail}}
}

// Modify lets the event happen with changes. The other policies, and this one, are asked about the result.
func Modify(edits Edits) *Verdict {
	return &Verdict{Decision: edits}
}

// Escalate lets the event happen once a human has approved it. The detail is for the operator and the approver.
func Escalate(code, detail string) *Verdict {
	return &Verdict{Decision: &Escalation{Code: code, Detail: detail}}
}

// WithMessage is what the model may be told of a denial or an escalation; an allowed event tells nothing.
func (v *Verdict) WithMessage(message string) *Verdict {
	switch decision := v.Decision.(type) {
	case *Denial:
		decision.Message = &message
	case *Escalation:
		decision.Message = &message
	}
	return v
}

// WithViolation adds a broken rule to a denial.
func (v *Verdict) WithViolation(violation Violation) *Verdict {
	if denial, denied := v.Decision.(*Denial); denied {
		denial.Violations = append(denial.Violations, violation)
	}
	return v
}

// WithApprover adds somebody who may approve an escalation.
func (v *Verdict) WithApprover(approver string) *Verdict {
	if escalation, escalated := v.Decision.(*Escalation); escalated {
		escalation.Approvers = append(escalation.Approvers, approver)
	}
	return v
}

// WithNote adds a remark for the audit log.
func (v *Verdict) WithNote(note string) *Verdict {
	v.Notes = append(v.Notes, note)
	return v
}

// Denial is why the event must not happen, where that is the decision; otherwise nil.
func (v *Verdict) Denial() *Denial {
	denial, _ := v.Decision.(*Denial)
	return denial
}

// Escalation is why a human must approve, where that is the decision; otherwise nil.
func (v *Verdict) Escalation() *Escalation {
	escalation, _ := v.Decision.(*Escalation)
	return escalation
}

// IsAllow tells whether the event may happen as it is.
func (v *Verdict) IsAllow() bool {
	_, allowed := v.Decision.(Allowed)
	return allowed
}

// IsDeny tells whether the event must not happen.
func (v *Verdict) IsDeny() bool {
	return v.Denial() != nil
}

// Set puts a value at a pointer. An error where the value has no JSON form.
func (e *Edits) Set(pointer string, value any) error {
	raw, err := JSON(value)
	if err == nil {
		*e = append(*e, Edit{pointer, &raw})
	}
	return err
}

// Remove removes what is at a pointer.
func (e *Edits) Remove(pointer string) {
	*e = append(*e, Edit{Pointer: pointer})
}

// JSON is the JSON text of a value, for what a violation found or would allow.
func JSON(value any) (string, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(buffer.Bytes(), "\n")), nil
}
