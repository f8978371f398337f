package chat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// TopicMessage is a rule that makes chat messages of what is published on device topics [PROTOCOL 16.1].
type TopicMessage struct {
	Name   string `json:"name" maxLength:"64" example:"alarms" doc:"By which the rule is counted, [A-Za-z0-9_.-]{1,64}"`
	Filter string `json:"filter" maxLength:"1024" example:"plant/+/alarm" doc:"Which device topics, an MQTT filter; %u is who publishes, %c the client id, %a the app"`
	To     string `json:"to" maxLength:"2048" example:"group/{{index .Levels 1}}" doc:"To whom: the template of an address user/ID, group/ID or room/ID"`
	From   UserID `json:"from" example:"alarm-bot" doc:"The user who sends the message, and who has to be allowed to"`
	Type   string `json:"type,omitempty" enum:"txt,custom" doc:"txt, or custom with the payload as its body; txt if absent"`
	Text   string `json:"text,omitempty" maxLength:"2048" example:"{{.Topic}}: {{.Payload.celsius}} degrees" doc:"The template of a txt's text; the payload if absent"`
	Rate   int    `json:"rate,omitempty" minimum:"0" maximum:"6000" doc:"Messages a minute; more are dropped and counted; 0: 60"`
}

// Bounds of the rules between device topics and conversations.
const (
	MaxTopicMessages    = 100
	MaxTopicMessageRate = 6000 // messages a minute
	topicMessageRate    = 60   // of a rule that does not say
)

// topicValues are what templates of a TopicMessage may use.
var topicValues = []string{"Topic", "Levels", "Payload", "Text", "User", "Client", "App"}

// Published is what was published on a device topic, and by whom.
type Published struct {
	Topic   string
	Payload []byte
	Caller  Caller
	Client  string // the client id
}

// TopicForward is a TopicMessage that is ready to use.
type TopicForward struct {
	TopicMessage
	to, text *form
}

// ready reads the rule's templates; at names it in errors.
func (m TopicMessage) ready(at string) (*TopicForward, error) {
	f := &TopicForward{TopicMessage: m}
	var err error
	if f.to, err = newForm(m.To, topicValues...); err != nil {
		return nil, Errorf(CodeInvalid, "the template does not hold: %s", err).At(at + ".to")
	}
	if f.text, err = newForm(m.Text, topicValues...); err != nil {
		return nil, Errorf(CodeInvalid, "the template does not hold: %s", err).At(at + ".text")
	}
	if f.Rate == 0 {
		f.Rate = topicMessageRate
	}
	return f, nil
}

func (m TopicMessage) check(at string) error {
	if err := checkTopicFilter(m.Filter, at+".filter"); err != nil {
		return err
	}
	switch {
	case !ValidID(m.Name):
		return checkID(at+".name", m.Name)
	case !ValidID(string(m.From)):
		return checkID(at+".from", string(m.From))
	case m.Type != "" && m.Type != "txt" && m.Type != "custom":
		return Errorf(CodeInvalid, "type is %q, allowed are txt and custom", clip(m.Type)).At(at + ".type")
	case m.Type == "custom" && m.Text != "":
		return Errorf(CodeInvalid, "the body of a custom is the payload: leave text out").At(at + ".text")
	case m.Rate < 0 || m.Rate > MaxTopicMessageRate:
		return Errorf(CodeInvalid, "rate is %d, allowed are 0 to %d", m.Rate, MaxTopicMessageRate).At(at + ".rate")
	case !strings.Contains(m.To, "{{") && !strings.Contains(m.To, "%"):
		if _, err := ParseAddress(m.To); err != nil {
			return Errorf(CodeInvalid, "%s", err).At(at + ".to")
		}
	}
	_, err := m.ready(at)
	return err
}

// checkTopicFilter refuses what is no filter of a rule.
func checkTopicFilter(filter, at string) error {
	switch {
	case len(filter) > MaxTopicFilter:
		return Errorf(CodeTooLarge, "a rule's filter has %d bytes at most", MaxTopicFilter).At(at)
	case strings.HasPrefix(filter, "$share/"):
		return Errorf(CodeInvalid, "a rule names topics: leave $share out").At(at)
	}
	if e := checkDeviceTopic(filter, ActionSubscribe, MaxTopic, MaxTopicLevels); e != nil {
		return Errorf(CodeInvalid, "%s", e.Message).At(at)
	}
	return nil
}

func (st Settings) checkTopicMessages() error {
	return checkRules("settings.topic_messages", "that make messages", MaxTopicMessages, st.TopicMessages)
}

func (m TopicMessage) name() string { return m.Name }

// checkRules checks each rule of a setting, that there are not too many, and that no two have one name.
func checkRules[R interface {
	check(at string) error
	name() string
}](field, kind string, most int, rules []R) error {
	if len(rules) > most {
		return Errorf(CodeTooMany, "an app may have %d rules %s", most, kind).At(field)
	}
	for i, r := range rules {
		at := field + "." + itoa(uint64(i))
		if err := r.check(at); err != nil {
			return err
		}
		if slices.ContainsFunc(rules[:i], func(o R) bool { return o.name() == r.name() }) {
			return Errorf(CodeInvalid, "two rules are called %q", r.name()).At(at + ".name")
		}
	}
	return nil
}

// TopicForwards gives the app's rules that make messages, ready to use.
func (st Settings) TopicForwards() []*TopicForward {
	var all []*TopicForward
	for i, m := range st.TopicMessages {
		if f, err := m.ready(itoa(uint64(i))); err == nil { // it was checked when it was set
			all = append(all, f)
		}
	}
	return all
}

// Means tells whether the rule is for a publish.
func (f *TopicForward) Means(p Published) bool {
	filter, ok := fillIn(f.Filter, p.Caller, p.Client)
	return ok && FilterCovers(filter, p.Topic)
}

// origin stands in ext of a message that was made of a publish.
type topicOrigin struct {
	Topic string `json:"topic"`
	User  UserID `json:"device,omitempty"` // who published
}

// Draft makes the message of a publish. The error is for who wrote the rule.
func (f *TopicForward) Draft(p Published) (Draft, error) {
	values := struct {
		Topic             string
		Levels            []string
		Payload           any // nil: it is no JSON
		Text              string
		User, Client, App string
	}{Topic: p.Topic, Levels: strings.Split(p.Topic, "/"), User: string(p.Caller.User), Client: p.Client, App: string(p.Caller.App)}
	if utf8.Valid(p.Payload) {
		values.Text = string(p.Payload)
	}
	values.Payload = jsonValue(p.Payload)
	to, err := f.to.fill(values)
	if err != nil {
		return Draft{}, fmt.Errorf("to: %w", err)
	}
	d := Draft{Type: f.Type}
	if d.To, err = ParseAddress(to); err != nil {
		return Draft{}, fmt.Errorf("to: %w", err)
	}
	if d.Ext, err = json.Marshal(map[string]topicOrigin{"origin": {p.Topic, p.Caller.User}}); err != nil {
		return Draft{}, err
	}
	if f.Type == "custom" {
		d.Body, err = payloadObject(p.Payload)
		return d, err
	}
	text := values.Text
	if f.Text != "" {
		if text, err = f.text.fill(values); err != nil {
			return Draft{}, fmt.Errorf("text: %w", err)
		}
	} else if !utf8.Valid(p.Payload) {
		return Draft{}, fmt.Errorf("text: the payload is no text in UTF-8")
	}
	if text == "" {
		return Draft{}, fmt.Errorf("text: it is empty")
	}
	d.Type, d.Body = "txt", PlainText(d.To, []byte(text)).Body
	return d, nil
}

// jsonValue reads JSON, with numbers as they are written; nil when it is none.
func jsonValue(b []byte) any {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return nil
	}
	return v
}

// Payload is what a device published, in JSON: as it came when it is JSON, else as text, else in base64.
type Payload struct {
	JSON   json.RawMessage `json:"payload,omitempty"`
	Text   *string         `json:"text,omitempty"`
	Base64 []byte          `json:"payload_base64,omitempty"`
}

func payloadOf(b []byte) Payload {
	switch {
	case utf8.Valid(b) && json.Valid(b):
		return Payload{JSON: b}
	case utf8.Valid(b):
		text := string(b)
		return Payload{Text: &text}
	}
	return Payload{Base64: b}
}

// payloadObject gives a payload as the body of a message: as it is when it is a JSON object.
func payloadObject(b []byte) (json.RawMessage, error) {
	if n := base64.StdEncoding.EncodedLen(len(b)); n > MaxMessage {
		return nil, tooLarge(n)
	}
	if isObject(b) && utf8.Valid(b) && json.Valid(b) {
		return b, nil
	}
	return json.Marshal(payloadOf(b))
}
