package portcullis

import (
	"slices"
	"time"
)

// Event is one thing to be decided. Its payload is handed to Evaluate beside it.
type Event struct {
	// ID is the event's unique identity.
	ID string
	// Session is the session that the event belongs to.
	Session string
	// Phase is the moment in the agent's life.
	Phase Phase
	// Subject is who acts.
	Subject Subject
	// Target is the resource acted on, tool:<app>/<operation>.
	Target string
	// Action is the short business name that policies speak of; where nothing else was said, the tool's name.
	Action string
	// Context is what else the host knows about the event.
	Context Document
	// TimeMs is when the event happened, in milliseconds since 1970. It is the only clock that a plugin has: time.Now
	// stands still.
	TimeMs uint64
}

// Time is when the event happened.
func (e *Event) Time() time.Time {
	return time.UnixMilli(int64(e.TimeMs)).UTC()
}

// Subject is who acts. The host has verified everything in here; nothing of it comes from the model.
type Subject struct {
	// ID is a stable identity, unique for the host's operator.
	ID string
	// Kind is what kind of thing it is.
	Kind SubjectKind
	// Roles that the subject holds, as the host's identity provider spells them.
	Roles []string
	// Scopes that were granted to this session.
	Scopes []string
	// Claims that were verified.
	Claims Document
	// Via is the chain that the subject acts through, outermost first: user, then app, then agents.
	Via []string
}

// HasRole tells whether the subject holds exactly this role.
func (s *Subject) HasRole(role string) bool {
	return slices.Contains(s.Roles, role)
}

// HasScope tells whether exactly this scope was granted.
func (s *Subject) HasScope(scope string) bool {
	return slices.Contains(s.Scopes, scope)
}

// SubjectKind is what kind of thing acts.
type SubjectKind uint8

const (
	// SubjectUser is a person.
	SubjectUser SubjectKind = iota
	// SubjectService is a program that acts for itself.
	SubjectService
	// SubjectAgent is a language-model agent.
	SubjectAgent
)

// String is the kind's name in the contract.
func (k SubjectKind) String() string {
	return name([]string{"user", "service", "agent"}, uint8(k))
}

// Phase is the moment in an agent's life at which an event is decided.
type Phase uint8

const (
	// PhaseModelRequest: a request is about to be sent to a model.
	PhaseModelRequest Phase = iota
	// PhaseModelResponse: a model has answered, and nobody has seen the answer yet.
	PhaseModelResponse
	// PhaseToolDefinition: a tool is about to be offered to a model.
	PhaseToolDefinition
	// PhaseToolCall: a tool is about to run with these arguments.
	PhaseToolCall
	// PhaseToolResult: a tool has answered, and the model has not seen the answer yet.
	PhaseToolResult
	// PhaseAgentSpawn: an agent is about to start another agent.
	PhaseAgentSpawn
	// PhaseAgentDelegate: an agent is about to hand its work over to another agent.
	PhaseAgentDelegate
	// PhaseAgentPlan: an agent has made a plan and is about to follow it.
	PhaseAgentPlan
	// PhaseMemoryWrite: something is about to be written to an agent's memory.
	PhaseMemoryWrite
	// PhaseMemoryRead: something was read from an agent's memory, and the model has not seen it yet.
	PhaseMemoryRead
)

var phases = []string{
	"model-request", "model-response", "tool-definition", "tool-call", "tool-result",
	"agent-spawn", "agent-delegate", "agent-plan", "memory-write", "memory-read",
}

// String is the phase's name in the contract.
func (p Phase) String() string {
	return name(phases, uint8(p))
}

func name(names []string, index uint8) string {
	if int(index) < len(names) {
		return names[index]
	}
	return "unknown"
}
