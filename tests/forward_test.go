package tests

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/eclipse/paho.golang/packets"
)

// plant is an app with a group of people, a user who tells them of alarms, and rules for that.
func plant(t *testing.T, rules ...map[string]any) *server {
	t.Helper()
	s := startServer(t)
	s.register(t, "ann", "bot", "eve", "pump")
	s.create(t, "/v1/groups", map[string]any{"id": "ops", "name": "ops", "owner": "ann", "members": []string{"bot"}})
	s.allowTopics(t, "plant/#", "dev/%u/#")
	s.settings(t, map[string]any{"topic_messages": rules})
	return s
}

// forwards gives what came of the rule with a name.
func (s *server) forwards(t *testing.T, name string) map[string]any {
	t.Helper()
	_, body := s.get(t, "/v1/topics/messages")
	rules, _ := body["rules"].([]any)
	for _, r := range rules {
		if r, _ := r.(map[string]any); r["name"] == name {
			return r
		}
	}
	t.Fatalf("there is no rule %s: %v", name, body)
	return nil
}

// TestForward_AnAlarmBecomesAMessage publishes what rules mean and what they do not, with each QoS.
func TestForward_AnAlarmBecomesAMessage(t *testing.T) {
	s := plant(t)
	if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"topic_messages": []any{map[string]any{"name": "raw", "filter": "dev/%u/raw", "to": "user/ann", "from": "%u"}}}}); status != 422 {
		t.Fatalf("a rule sends as one user: %d %v", status, body)
	}
	s.settings(t, map[string]any{"topic_messages": []map[string]any{
		{"name": "alarms", "filter": "plant/+/alarm", "to": "group/{{index .Levels 1}}", "from": "bot",
			"text": `{{.User}}: {{.Payload.celsius}} degrees{{if gt .Payload.celsius 99.5}}!{{end}}{{with index .Payload "note"}} ({{.}}){{end}}`},
		{"name": "raw", "filter": "dev/%u/raw", "to": "user/ann", "from": "pump", "type": "custom"},
		{"name": "hello", "filter": "plant/hello", "to": "user/ann", "from": "bot"},
	}})
	ann, pump := s.connect(t, "ann", how{}).listen(), s.power(t, "pump", gadgetOptions{})
	for qos := range byte(3) {
		pump.publish("plant/ops/alarm", fmt.Sprintf(`{"celsius":%d}`, 98+qos), qos)
		want := fmt.Sprintf("pump: %d degrees", 98+qos)
		if qos == 2 {
			want += "!"
		}
		m := ann.receive()
		if textOf(m.body) != want || m.body["from"] != "bot" || m.body["type"] != "txt" || m.topic != "im/default/group/ops" ||
			fmt.Sprint(m.body["ext"]) != "map[origin:map[device:pump topic:plant/ops/alarm]]" || m.body["seq"] == nil {
			t.Fatalf("ann hears %v on %s, not %q", m.body, m.topic, want)
		}
	}
	pump.publish("plant/ops/alarm", `{"celsius":1000000.0,"note":"hot & \"wet\""}`, 1)
	ann.hears(`pump: 1000000.0 degrees! (hot & "wet")`)
	pump.publish("plant/ops/state", `{"celsius":1}`, 1) // no rule means it
	pump.publish("plant/hello", "just text", 1)
	ann.hears("just text")
	for _, c := range []struct{ payload, want string }{
		{`{"a":[1,2.50]}`, `{"a":[1,2.5]}`}, {`[1]`, `{"payload":[1]}`}, {`on`, `{"text":"on"}`}, {"\xff\x00", `{"payload_base64":"/wA="}`},
	} {
		pump.publish("dev/pump/raw", c.payload, 1)
		m := ann.receive()
		if b, err := json.Marshal(m.body["body"]); err != nil || m.body["type"] != "custom" || m.body["from"] != "pump" || string(b) != c.want {
			t.Errorf("ann hears %v, not %s", m.body, c.want)
		}
	}
	if r := s.forwards(t, "alarms"); r["sent"] != 4.0 || r["refused"] != 0.0 {
		t.Error(r)
	}
	// Whoever hears the topic hears it as before; a rule that is taken away holds no more at once.
	pump.subscribe("plant/#", 1)
	s.settings(t, map[string]any{"topic_messages": []any{}})
	pump.publish("plant/ops/alarm", `{"celsius":1}`, 1)
	pump.hears("plant/ops/alarm", `{"celsius":1}`, 1)
	ann.send("group/ops", "quiet")
	if _, body := s.get(t, "/v1/conversations/group/ops/messages?from=ann"); strings.Contains(fmt.Sprint(body), "pump: 1 degrees") {
		t.Error(body)
	}
}

// TestForward_IsLimitedAndCounted floods a rule, and has messages refused for each reason.
func TestForward_IsLimitedAndCounted(t *testing.T) {
	s := plant(t,
		map[string]any{"name": "flood", "filter": "plant/flood", "to": "group/ops", "from": "bot", "rate": 3},
		map[string]any{"name": "stranger", "filter": "plant/stranger", "to": "group/ops", "from": "eve"},
		map[string]any{"name": "nobody", "filter": "plant/nobody", "to": "group/ops", "from": "nobody"},
		map[string]any{"name": "nowhere", "filter": "plant/+/to", "to": "group/{{index .Levels 1}}", "from": "bot"},
		map[string]any{"name": "missing", "filter": "plant/missing", "to": "group/ops", "from": "bot", "text": "{{.Payload.x}}"})
	ann, pump := s.connect(t, "ann", how{}).listen(), s.power(t, "pump", gadgetOptions{})
	pump.subscribe("plant/flood", 1)
	for i := range 20 {
		if code := pump.publish("plant/flood", fmt.Sprint(i), 1); code != 0 {
			t.Fatalf("0x%x", code)
		}
		pump.hears("plant/flood", fmt.Sprint(i), 1) // who subscribed hears all
	}
	for i := range 3 {
		ann.hears(fmt.Sprint(i))
	}
	if r := s.forwards(t, "flood"); r["sent"] != 3.0 || r["limited"] != 17.0 {
		t.Error(r)
	}
	for _, c := range []struct{ topic, payload, name, why string }{
		{"plant/stranger", "x", "stranger", "not_member"}, {"plant/nobody", "x", "nobody", "no_such_user"}, {"plant/none/to", "x", "nowhere", "no_such_group"},
		{"plant/a b/to", "x", "nowhere", "no address"}, {"plant/missing", "{}", "missing", `no entry for key "x"`}, {"plant/missing", "x", "missing", "nil pointer"},
	} {
		if code := pump.publish(c.topic, c.payload, 1); code != 0x10 {
			t.Errorf("%s: 0x%x", c.topic, code)
		}
		if r := s.forwards(t, c.name); !strings.Contains(fmt.Sprint(r["last_error"]), c.why) || r["sent"] != 0.0 {
			t.Errorf("%s: %v", c.topic, r)
		}
	}
	_, body := s.create(t, "/v1/topics/messages/explain", map[string]any{"topic": "plant/missing", "payload": `{"x":"y"}`, "user": "pump"})
	if fmt.Sprint(body["messages"]) != "[map[body:map[text:y] name:missing to:group/ops type:txt]]" {
		t.Error(body)
	}
	_, body = s.create(t, "/v1/topics/messages/explain", map[string]any{"topic": "plant/missing", "payload": `{}`})
	if !strings.Contains(fmt.Sprint(body["messages"]), "no entry") {
		t.Error(body)
	}
	if status, body := s.as(t, "ann").get(t, "/v1/topics/messages"); status != 403 {
		t.Error(status, body)
	}
}

// TestForward_BadRulesAreRefused sets rules that are wrong; the error names the place.
func TestForward_BadRulesAreRefused(t *testing.T) {
	s := startServer(t)
	for _, c := range []struct{ field, value, at, says string }{
		{"name", "a b", "0.name", "cannot be an id"},
		{"filter", "a/#/b", "0.filter", "no filter"},
		{"filter", "im/#", "0.filter", "below im"},
		{"filter", "$share/x/y", "0.filter", "$share"},
		{"to", "planet/mars", "0.to", "no address"},
		{"to", "group/{{.Planet}}", "0.to", "no value .Planet"},
		{"text", "{{range .Levels}}x{{end}}", "0.text", "no loops"},
		{"text", `{{define "x"}}y{{end}}`, "0.text", "define"},
		{"text", `{{template "x"}}`, "0.text", ""},
		{"text", `{{printf "%999999999d" 1}}`, "0.text", "no function"},
		{"text", `{{call .Text}}`, "0.text", "no function"},
		{"text", `{{.Text`, "0.text", "unclosed"},
		{"text", strings.Repeat("{{.Text}}", 65), "0.text", "64 actions"},
		{"text", strings.Repeat("x", 2049), "0.text", ""},
		{"type", "cmd", "0.type", ""},
		{"from", "", "0.from", ""},
	} {
		rule := map[string]any{"name": "a", "filter": "plant/#", "to": "group/ops", "from": "bot"}
		rule[c.field] = c.value
		status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"topic_messages": []any{rule}}})
		field := strings.NewReplacer("[", ".", "]", "").Replace(fmt.Sprint(body["field"]))
		if status < 400 || status > 422 || !strings.HasSuffix(field, c.at) || !strings.Contains(fmt.Sprint(body["detail"], body["message"]), c.says) {
			t.Errorf("%s %.40q: %d %v", c.field, c.value, status, body)
		}
	}
	one := map[string]any{"name": "a", "filter": "plant/#", "to": "group/ops", "from": "bot"}
	if status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"topic_messages": []any{one, one}}}); status != 422 || body["field"] != "settings.topic_messages.1.name" {
		t.Error(status, body)
	}
	for _, c := range []struct{ field, value, at string }{
		{"to", "", "0.to"}, {"to", "a*b", "0.to"}, {"topic", "{{.Nothing}}", "0.topic"}, {"response", "dev/answer", "0.response"}, {"response", "{{.Topic}}/x", "0.response"},
	} {
		rule := map[string]any{"name": "a", "to": "lamp-*", "topic": "dev/{{.To}}/do", "timeout": 1}
		rule[c.field] = c.value
		status, body := s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"command_topics": []any{rule}}})
		if status != 422 || !strings.HasSuffix(fmt.Sprint(body["field"]), c.at) {
			t.Errorf("%s %q: %d %v", c.field, c.value, status, body)
		}
	}
}

// TestForward_AWillIsToldToo tells people that a device has gone.
func TestForward_AWillIsToldToo(t *testing.T) {
	s := plant(t, map[string]any{"name": "gone", "filter": "plant/+/gone", "to": "group/ops", "from": "bot", "text": "%u is gone"})
	ann := s.connect(t, "ann", how{}).listen()
	pump := s.power(t, "pump", gadgetOptions{will: func(c *packets.Connect) {
		c.WillFlag, c.WillTopic, c.WillMessage, c.WillProperties = true, "plant/pump/gone", []byte("x"), &packets.Properties{}
	}})
	_ = pump.conn.Close()
	ann.hears("pump is gone")
}

// lamps is an app whose users command lamps.
func lamps(t *testing.T, timeout int) *server {
	t.Helper()
	s := startServer(t)
	s.register(t, "ann", "lamp-7", "radio")
	s.settings(t, map[string]any{"command_topics": []map[string]any{
		{"name": "lamps", "to": "lamp-*", "topic": "dev/{{.To}}/do/{{.ID}}", "payload": "{{.Body.do}}", "response": "{{.Topic}}/answer", "timeout": timeout},
		{"name": "radios", "to": "radio", "topic": "dev/radio/do"},
	}})
	return s
}

// command sends a cmd that must be accepted, and gives the message's id.
func (p *person) command(to, body string) string {
	p.t.Helper()
	reason, code, props := p.publish("im/default/user/"+to, `{"type":"cmd","body":`+body+`}`)
	if reason != 0 {
		p.t.Fatalf("0x%x %s", reason, code)
	}
	return props.Get("id")
}

func TestCommand_TheDeviceAnswers(t *testing.T) {
	s := lamps(t, 60)
	ann, lamp := s.connect(t, "ann", how{}).listen(), s.power(t, "lamp-7", gadgetOptions{})
	lamp.subscribe("dev/lamp-7/do/+", 2)
	for _, payload := range []string{`{"is":"on"}`, `is on`, "\xff"} {
		id := ann.command("lamp-7", `{"do":"on"}`)
		p := lamp.hears("dev/lamp-7/do/"+id, "on", 1)
		if p.Properties.ResponseTopic != "dev/lamp-7/do/"+id+"/answer" || string(p.Properties.CorrelationData) != id || len(p.Properties.User) != 2 || p.Properties.User[0].Value != "ann" {
			t.Fatalf("%+v", p.Properties)
		}
		lamp.publish(p.Properties.ResponseTopic, "of another question", 1, func(p *packets.Publish) { p.Properties.CorrelationData = []byte("x") })
		lamp.publish(p.Properties.ResponseTopic, payload, 1, func(a *packets.Publish) { a.Properties.CorrelationData = p.Properties.CorrelationData })
		e := ann.hearsEvent("command.answered")
		got := fmt.Sprintf("%v%v%v", e["payload"], e["text"], e["payload_base64"])
		if e["id"] != id || e["to"] != "lamp-7" || e["by"] != "lamp-7" || e["topic"] != p.Topic || !map[string]bool{"map[is:on]<nil><nil>": true, "<nil>is on<nil>": true, "<nil><nil>/w==": true}[got] {
			t.Fatalf("%v: %s", e, got)
		}
		lamp.publish(p.Properties.ResponseTopic, "once more", 1) // nobody waits for it
	}
	// A device of MQTT 3.1.1 finds the id in the topic.
	old := s.connectRaw(t, "lamp-7", 4)
	old.write(packet(0x82, []byte{0, 1}, text("dev/lamp-7/do/+"), []byte{1}))
	old.read()
	id := ann.command("lamp-7", `{"do":"off"}`)
	lamp.hears("dev/lamp-7/do/"+id, "off", 1)
	first, b := old.read()
	if strings.Contains(string(b), "im/default/user") { // the message itself
		old.take(first, b)
		first, b = old.read()
	}
	if first != 0x32 || !strings.Contains(string(b), "dev/lamp-7/do/"+id) || !strings.HasSuffix(string(b), "off") {
		t.Fatalf("%x %q", first, b)
	}
	old.write(packet(0x32, text("dev/lamp-7/do/"+id+"/answer"), []byte{0, 2}, []byte("3.1.1")))
	if e := ann.hearsEvent("command.answered"); e["id"] != id || e["text"] != "3.1.1" {
		t.Fatal(e)
	}
	// One of which the rule makes no topic or payload is refused; who has no rule is only told.
	if reason, code, props := ann.publish("im/default/user/lamp-7", `{"type":"cmd","body":{}}`); reason != 0x99 || code != "bad_payload" {
		t.Errorf("0x%x %s %v", reason, code, props)
	}
	radio := s.power(t, "radio", gadgetOptions{})
	radio.subscribe("dev/radio/#", 1)
	ann.command("radio", `{"volume":11}`)
	if p := radio.hears("dev/radio/do", `{"volume":11}`, 1); p.Properties.ResponseTopic != "" {
		t.Errorf("%+v", p.Properties)
	}
	ann.command("ann", `{"x":1}`)
	lamp.hearsNothing()
	status, body := s.create(t, "/v1/topics/commands/explain", map[string]any{"from": "ann", "to": "lamp-9", "body": map[string]any{"do": "on"}})
	if status != 200 || body["published"] != true || body["payload"] != "on" || body["timeout"] != 60.0 {
		t.Error(status, body)
	}
}

// TestCommand_NobodyAnswers tells the sender after the time, live and later.
func TestCommand_NobodyAnswers(t *testing.T) {
	s := lamps(t, 1)
	ann := s.connect(t, "ann", how{}).listen()
	_, before := s.get(t, "/v1/sync?from=ann")
	since := fmt.Sprint("/v1/sync?from=ann&cursor=", before["cursor"])
	id := ann.command("lamp-7", `{"do":"on"}`)
	if e := ann.hearsEvent("command.unanswered"); e["id"] != id || e["to"] != "lamp-7" || e["topic"] != "dev/lamp-7/do/"+id {
		t.Fatal(e)
	}
	if _, body := s.get(t, since); !strings.Contains(fmt.Sprint(body["events"]), id) {
		t.Error(body)
	}
}

// TestCommand_OutlivesAKill has commands answered, and not answered, after the server was killed.
func TestCommand_OutlivesAKill(t *testing.T) {
	s := lamps(t, 60)
	ann := s.connect(t, "ann", how{})
	_, before := s.get(t, "/v1/sync?from=ann")
	since := fmt.Sprint("/v1/sync?from=ann&cursor=", before["cursor"])
	answered := ann.command("lamp-7", `{"do":"on"}`)
	s.settings(t, map[string]any{"command_topics": []map[string]any{{"name": "soon", "to": "lamp-*", "topic": "dev/{{.To}}/do", "timeout": 1}}})
	late := ann.command("lamp-7", `{"do":"off"}`)
	s.kill()
	s.restart(t)
	ann, lamp := s.connect(t, "ann", how{}).listen(), s.power(t, "lamp-7", gadgetOptions{})
	lamp.publish("dev/lamp-7/do/"+answered+"/answer", `"done"`, 2)
	if e := ann.hearsEvent("command.answered"); e["id"] != answered || e["payload"] != "done" {
		t.Fatal(e)
	}
	waitFor(t, "the end of the other", func() bool {
		_, body := s.get(t, since)
		return strings.Contains(fmt.Sprint(body["events"]), "command.unanswered id:"+late)
	})
}
