package main

import (
	"fmt"
	"iter"
	"portcullis"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The elements of a list of the payload, as pointers.
func elements(payload portcullis.Document, list string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for index := 0; ; index++ {
			if at := fmt.Sprintf("%s/%d", list, index); !payload.Has(at) || !yield(at) {
				return
			}
		}
	}
}

// The JSON text at a pointer; nil where there is none. Unlike by Get, null is a value.
func raw(payload portcullis.Document, pointer string) *string {
	if text, found := payload.Raw(pointer); found {
		return &text
	}
	return nil
}

func deny(payload portcullis.Document) (*portcullis.Verdict, error) {
	var texts struct {
		Code, Detail string
		Message      *string
	}
	if err := payload.Require("", &texts); err != nil {
		return nil, err
	}
	verdict := portcullis.Deny(texts.Code, texts.Detail)
	verdict.Denial().Message = texts.Message
	for at := range elements(payload, "/violations") {
		var violation struct {
			Code, Pointer string
			Rule          *string
		}
		if err := payload.Require(at, &violation); err != nil {
			return nil, err
		}
		verdict.WithViolation(portcullis.Violation{
			Code:    violation.Code,
			Pointer: violation.Pointer,
			Found:   raw(payload, at+"/found"),
			Allowed: raw(payload, at+"/allowed"),
			Rule:    violation.Rule,
		})
	}
	return verdict, nil
}

func escalate(payload portcullis.Document) (*portcullis.Verdict, error) {
	var escalation portcullis.Escalation
	err := payload.Require("", &escalation)
	return &portcullis.Verdict{Decision: &escalation}, err
}

func modify(payload portcullis.Document) (*portcullis.Verdict, error) {
	var edits portcullis.Edits
	for at := range elements(payload, "/edits") {
		pointer, err := payload.Text(at + "/pointer")
		if err != nil {
			return nil, err
		}
		edits = append(edits, portcullis.Edit{Pointer: pointer, Value: raw(payload, at+"/value")})
	}
	return portcullis.Modify(edits), nil
}

func many(payload portcullis.Document) (*portcullis.Verdict, error) {
	var what struct {
		Of    string
		Count int
	}
	if err := payload.Require("", &what); err != nil {
		return nil, err
	}
	count := strconv.Itoa(what.Count)
	denied, escalated, allowed := portcullis.Deny("many", count), portcullis.Escalate("many", count), portcullis.Allow()
	var edits portcullis.Edits
	for i := range what.Count {
		number := strconv.Itoa(i)
		rule := "r" + number
		if err := edits.Set("/n"+number, i); err != nil {
			return nil, err
		}
		denied.WithViolation(portcullis.Violation{Code: "v" + number, Pointer: "/" + number, Found: &number, Rule: &rule})
		escalated.WithApprover("user:" + number)
		allowed.WithNote(number)
	}
	err := edits.Set("/do", "allow")
	of := map[string]*portcullis.Verdict{
		"edits": portcullis.Modify(edits), "violations": denied, "approvers": escalated, "notes": allowed,
	}
	return of[what.Of], err
}

func tell(event *portcullis.Event) *portcullis.Verdict {
	subject := &event.Subject
	return &portcullis.Verdict{Decision: portcullis.Allowed{}, Notes: []string{
		"id=" + event.ID,
		"session=" + event.Session,
		"phase=" + event.Phase.String(),
		"subject.id=" + subject.ID,
		"subject.kind=" + subject.Kind.String(),
		"subject.roles=" + strings.Join(subject.Roles, ","),
		"subject.scopes=" + strings.Join(subject.Scopes, ","),
		"subject.via=" + strings.Join(subject.Via, ","),
		"subject.claims=" + subject.Claims.JSON(),
		"target=" + event.Target,
		"action=" + event.Action,
		"context=" + event.Context.JSON(),
		fmt.Sprintf("time=%d", event.TimeMs),
	}}
}

func look(event *portcullis.Event, payload portcullis.Document) (*portcullis.Verdict, error) {
	var looks []struct{ Part, Op, Pointer string }
	if err := payload.Require("/look", &looks); err != nil {
		return nil, err
	}
	parts := map[string]portcullis.Document{"payload": payload, "context": event.Context, "claims": event.Subject.Claims}
	verdict := portcullis.Allow()
	for _, look := range looks {
		part := parts[look.Part]
		switch look.Op {
		case "get":
			text, found := part.Raw(look.Pointer)
			if !found {
				text = "none"
			}
			verdict.WithNote(text)
		case "json":
			verdict.WithNote(part.JSON())
		case "size":
			verdict.WithNote(strconv.FormatUint(part.Size(), 10))
		case "characters":
			verdict.WithNote(strconv.Itoa(utf8.RuneCountInString(part.JSON())))
		}
	}
	return verdict, nil
}

func say(payload portcullis.Document) (*portcullis.Verdict, error) {
	levels := map[string]portcullis.Level{
		"trace": portcullis.LevelTrace, "debug": portcullis.LevelDebug, "info": portcullis.LevelInfo,
		"warn": portcullis.LevelWarn, "error": portcullis.LevelError,
	}
	var lines []struct{ Level, Message string }
	err := payload.Require("/lines", &lines)
	for _, line := range lines {
		portcullis.Logf(levels[line.Level], "%s", line.Message)
	}
	return portcullis.Allow(), err
}
