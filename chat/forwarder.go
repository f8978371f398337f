package chat

import "encoding/json"

// Forwarder is what a [Live] may know beside: what came of the rules that make messages of publishes.
type Forwarder interface {
	// Forwards lists an app's rules with what came of them since the start.
	Forwards(AppName) []ForwardCount
}

// ForwardCount is a rule that makes messages of publishes, with what came of it since the server started.
type ForwardCount struct {
	TopicMessage
	Sent      uint64 `json:"sent" doc:"Messages that were sent, since the server started"`
	Limited   uint64 `json:"limited" doc:"Publishes beyond the rule's rate, of which no message was made"`
	Refused   uint64 `json:"refused" doc:"Publishes of which no message could be made, or whose message was refused"`
	LastError string `json:"last_error,omitempty" doc:"Why one was refused last"`
}

// Forwards lists the app's rules that make messages of publishes, with what came of them.
func (s *Service) Forwards(c Caller) ([]ForwardCount, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	f, ok := s.live.(Forwarder)
	if !ok {
		return nil, Errorf(CodeNotFound, "this server does not count what rules make of publishes")
	}
	return f.Forwards(c.App), nil
}

// ForwardQuestion asks what an app's rules make of a publish.
type ForwardQuestion struct {
	Topic   string `json:"topic" example:"plant/7/alarm"`
	Payload string `json:"payload"`
	User    UserID `json:"user,omitempty" doc:"Who publishes"`
	Client  string `json:"client,omitempty" doc:"The client id"`
}

// ForwardAnswer is what one rule makes of a publish.
type ForwardAnswer struct {
	Name  string          `json:"name"`
	To    string          `json:"to,omitempty"`
	Type  string          `json:"type,omitempty"`
	Body  json.RawMessage `json:"body,omitempty"`
	Error string          `json:"error,omitempty" doc:"Why it makes no message"`
}

// ExplainForwards tells what the rules that mean a topic make of a publish there. Only the app's key may ask.
func (s *Service) ExplainForwards(c Caller, q ForwardQuestion) ([]ForwardAnswer, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	if err := CheckDeviceTopic(q.Topic); err != nil {
		return nil, err
	}
	a, err := s.App(string(c.App))
	if err != nil {
		return nil, err
	}
	p := Published{Topic: q.Topic, Payload: []byte(q.Payload), Caller: Caller{App: c.App, User: q.User}, Client: q.Client}
	found := []ForwardAnswer{}
	for _, f := range a.Settings.TopicForwards() {
		if !f.Means(p) {
			continue
		}
		answer := ForwardAnswer{Name: f.Name}
		if d, err := f.Draft(p); err != nil {
			answer.Error = err.Error()
		} else {
			answer.To, answer.Type, answer.Body = d.To.String(), d.Type, d.Body
			if err := d.check(); err != nil {
				answer.Error = err.Error()
			}
		}
		found = append(found, answer)
	}
	return found, nil
}
