package portcullis

import "unsafe"

// AnswerEvent answers an event as the host hands it over. It is for policy.Export.
func AnswerEvent(policy Policy, event unsafe.Pointer) unsafe.Pointer {
	verdict, err := Run(exported, policy, readEvent(event), Document{payload})
	var answer writer
	if err == nil {
		answer.u8(0)
		answer.align(4)
		writeVerdict(&answer, verdict)
		return answer.done()
	}
	answer.u8(1)
	answer.string(valid(err.Error()))
	answer.fill(52)
	return answer.done()
}

func readEvent(address unsafe.Pointer) *Event {
	from := reader{uintptr(address)}
	var event Event
	event.ID = from.string()
	event.Session = from.string()
	event.Phase = Phase(from.u8())
	from.align(4)
	event.Subject.ID = from.string()
	event.Subject.Kind = SubjectKind(from.u8())
	event.Subject.Roles = from.strings()
	event.Subject.Scopes = from.strings()
	from.string()
	event.Subject.Claims = Document{claims}
	event.Subject.Via = from.strings()
	event.Target = from.string()
	event.Action = from.string()
	from.string()
	event.Context = Document{context}
	event.TimeMs = from.u64()
	return &event
}

func writeVerdict(to *writer, verdict *Verdict) {
	start := len(to.bytes)
	switch decision := verdict.Decision.(type) {
	case Allowed:
		to.u8(0)
	case *Denial:
		to.u8(1)
		to.string(valid(decision.Code))
		to.string(valid(decision.Detail))
		to.option(decision.Message)
		writeList(to, decision.Violations, writeViolation)
	case Edits:
		to.u8(2)
		writeList(to, decision, func(to *writer, edit Edit) {
			to.string(valid(edit.Pointer))
			to.option(edit.Value)
		})
	case *Escalation:
		to.u8(3)
		to.string(valid(decision.Code))
		to.string(valid(decision.Detail))
		to.option(decision.Message)
		to.strings(decision.Approvers)
	}
	to.fill(start + 40)
	to.strings(verdict.Notes)
}

func writeViolation(to *writer, violation Violation) {
	to.string(valid(violation.Code))
	to.string(valid(violation.Pointer))
	to.option(violation.Found)
	to.option(violation.Allowed)
	to.option(violation.Rule)
}
