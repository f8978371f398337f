package chat

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// CommandTopic is a rule that publishes messages of type cmd on device topics, and takes the devices' answers
// [PROTOCOL 16.3].
type CommandTopic struct {
	Name     string `json:"name" maxLength:"64" example:"lamps" doc:"[A-Za-z0-9_.-]{1,64}"`
	To       string `json:"to" maxLength:"65" example:"lamp-*" doc:"To which users: an id, or the beginning of ids with * behind it"`
	Topic    string `json:"topic" maxLength:"2048" example:"dev/{{.To}}/do/{{.ID}}" doc:"The template of the device topic"`
	Payload  string `json:"payload,omitempty" maxLength:"2048" example:"{{.Body.do}}" doc:"The template of what is published; the message's body if absent"`
	Response string `json:"response,omitempty" maxLength:"2048" example:"{{.Topic}}/answer" doc:"The template of the topic on which the device answers, with the message's id in it; {{.Topic}}/answer/{{.ID}} if absent"`
	Timeout  int64  `json:"timeout,omitempty" minimum:"0" maximum:"86400" doc:"Seconds for which an answer is awaited; 0: none is"`
}

// Bounds of commands to devices.
const (
	MaxCommandTopics  = 100
	MaxCommandTimeout = 24 * 3600 // seconds
	MaxCommands       = 10_000    // of an app whose answers are awaited
	commandResponse   = "{{.Topic}}/answer/{{.ID}}"
)

// commandValues are what templates of a CommandTopic may use; the response may use the topic, too.
var commandValues = []string{"ID", "From", "To", "Body", "App"}

// commandRule is a CommandTopic that is ready to use.
type commandRule struct {
	CommandTopic
	topic, payload, response *form
}

func (t CommandTopic) ready(at string) (*commandRule, error) {
	r := &commandRule{CommandTopic: t}
	if r.Response == "" {
		r.Response = commandResponse
	}
	for _, p := range []struct {
		field, text string
		to          **form
		values      []string
	}{
		{"topic", r.Topic, &r.topic, commandValues}, {"payload", r.Payload, &r.payload, commandValues},
		{"response", r.Response, &r.response, append(slices.Clone(commandValues), "Topic")},
	} {
		var err error
		if *p.to, err = newForm(p.text, p.values...); err != nil {
			return nil, Errorf(CodeInvalid, "the template does not hold: %s", err).At(at + "." + p.field)
		}
	}
	return r, nil
}

func (t CommandTopic) check(at string) error {
	start, _ := strings.CutSuffix(t.To, "*")
	switch {
	case !ValidID(t.Name):
		return checkID(at+".name", t.Name)
	case t.To == "" || start != "" && !ValidID(start):
		return Errorf(CodeInvalid, "to is %q: write a user's id, or the beginning of ids with * behind it", clip(t.To)).At(at + ".to")
	case t.Timeout < 0 || t.Timeout > MaxCommandTimeout:
		return Errorf(CodeInvalid, "timeout is %d, allowed are 0 to %d", t.Timeout, MaxCommandTimeout).At(at + ".timeout")
	}
	r, err := t.ready(at)
	if err != nil {
		return err
	}
	if !r.response.uses("ID") && !(r.response.uses("Topic") && r.topic.uses("ID")) {
		return Errorf(CodeInvalid, "the topic of the answer needs {{.ID}}, by which it is known what is answered").At(at + ".response")
	}
	return nil
}

func (st Settings) checkCommandTopics() error {
	return checkRules("settings.command_topics", "for commands", MaxCommandTopics, st.CommandTopics)
}

func (t CommandTopic) name() string { return t.Name }

// means tells whether the rule is for messages to a user.
func (t *CommandTopic) means(to string) bool {
	start, any := strings.CutSuffix(t.To, "*")
	return t.To == to || any && strings.HasPrefix(to, start)
}

// DeviceCommand is a cmd on its way to a device topic.
type DeviceCommand struct {
	ID       string `json:"id"` // of the message
	From     UserID `json:"from"`
	To       UserID `json:"to"`
	Topic    string `json:"topic"`
	Payload  []byte `json:"payload"`
	Response string `json:"response,omitempty"` // on which the device answers; empty: no answer is awaited
	Ends     int64  `json:"ends,omitempty"`     // ms: when it is awaited no more
	Timeout  int64  `json:"timeout,omitempty"`  // ms from the command's time on
}

func (d *DeviceCommand) size() int {
	if d == nil {
		return 0
	}
	return 2*len(d.Payload) + 2*len(d.Topic) + 2*len(d.Response) + 512
}

// command makes what is to be published of a message. The error is a refusal of the message.
func (r *commandRule) command(app AppName, m *sendMessage) (*DeviceCommand, error) {
	values := struct {
		ID, From, To, Topic, App string
		Body                     any
	}{ID: m.ID, From: string(m.From), To: m.To.ID, App: string(app), Body: jsonValue(m.Body)}
	refused := func(what string, err error) error {
		return Errorf(CodeBadPayload, "the app's rule %q makes no %s of this cmd: %s", r.Name, what, err).At("body")
	}
	topic, err := r.topic.fill(values)
	if err == nil {
		err = CheckDeviceTopic(topic)
	}
	if err != nil {
		return nil, refused("topic", err)
	}
	values.Topic = topic
	d := &DeviceCommand{ID: m.ID, From: m.From, To: UserID(m.To.ID), Topic: topic, Payload: m.Body}
	if r.CommandTopic.Payload != "" {
		payload, err := r.payload.fill(values)
		if err != nil {
			return nil, refused("payload", err)
		}
		d.Payload = []byte(payload)
	}
	if r.Timeout == 0 {
		return d, nil
	}
	if d.Response, err = r.response.fill(values); err == nil {
		err = CheckDeviceTopic(d.Response)
	}
	if err == nil && !strings.Contains(d.Response, m.ID) {
		err = Errorf(CodeInvalid, "the message's id is not in %q", clip(d.Response))
	}
	if err != nil {
		return nil, refused("topic of the answer", err)
	}
	d.Timeout = r.Timeout * 1000
	return d, nil
}

// deviceCommand finds the app's rule for a cmd and makes of it what is to be published; nil when there is none.
func (s *Service) deviceCommand(c Caller, m *sendMessage) (*DeviceCommand, error) {
	rules, err := s.commands.of(s, c.App)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		if r.means(m.To.ID) {
			return r.command(c.App, m)
		}
	}
	return nil, nil
}

// commandRules keeps the rules of apps ready, as long as the apps are as they were.
type commandRules struct {
	mu   sync.Mutex
	apps map[AppName]readyCommands
}

type readyCommands struct {
	stored []byte // the app that they were read from
	rules  []*commandRule
}

func (k *commandRules) of(s *Service, app AppName) ([]*commandRule, error) {
	k.mu.Lock()
	known := k.apps[app]
	k.mu.Unlock()
	err := s.log.View(func(r Reader) error {
		now, err := r.Get(appKey(app))
		if err != nil || now != nil && bytes.Equal(now, known.stored) {
			return err
		}
		a, err := getApp(r, app)
		if err != nil {
			return err
		}
		known = readyCommands{stored: slices.Clone(now)}
		for i, t := range a.Settings.CommandTopics {
			if rule, err := t.ready(itoa(uint64(i))); err == nil { // it was checked when it was set
				known.rules = append(known.rules, rule)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.apps == nil {
		k.apps = make(map[AppName]readyCommands)
	}
	k.apps[app] = known
	return known.rules, nil
}

// ExplainCommand tells what the app's rules publish of a cmd; nil: nothing. Only the app's key may ask.
func (s *Service) ExplainCommand(c Caller, from, to UserID, body json.RawMessage) (*DeviceCommand, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	d := Draft{To: UserAddress(to), Type: "cmd", Body: body}
	if err := d.check(); err != nil {
		return nil, err
	}
	return s.deviceCommand(c, &sendMessage{ID: s.newID(), From: from, To: d.To, Body: body})
}
