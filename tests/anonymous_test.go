package tests

import "testing"

// TestLogin_WithoutCredentials opens a server to lamps that know no password, as one account, and closes it again.
func TestLogin_WithoutCredentials(t *testing.T) {
	s := startServer(t)
	s.register(t, "lamps", "ann")
	refused := func(when string) {
		t.Helper()
		p, err := s.tryConnect(t, "lamp-1", how{nameless: true})
		if err == nil || p == nil || p.ack == nil || p.ack.ReasonCode != 0x86 {
			t.Fatalf("%s: a client without credentials is let in, or told otherwise than that they are wrong: %v", when, err)
		}
	}
	refused("by default")

	s.settings(t, map[string]any{"anonymous_user": "nobody"})
	refused("as an account that is not there")
	if status, _ := s.ask(t, "PATCH", "/v1/app", map[string]any{"settings": map[string]any{"anonymous_user": "a b"}}); status != 422 {
		t.Errorf("a name that is none: %d", status)
	}

	s.settings(t, map[string]any{"anonymous_user": "lamps"})
	one := s.connect(t, "lamp-1", how{nameless: true})
	two := s.connect(t, "lamp-2", how{nameless: true})
	if codes := two.subscribe("dev/lamps/#", "im/default/user/ann/#"); codes[0] != 1 || codes[1] < 0x80 {
		t.Errorf("a lamp may hear what it is told, and not what is for ann: % x", codes)
	}
	one.publish("dev/lamps/one", `{"on":true}`)
	if m := two.receive(); m.topic != "dev/lamps/one" {
		t.Errorf("%+v", m)
	}
	if p, err := s.tryConnect(t, "lamps", how{password: "wrong"}); err == nil || p.ack.ReasonCode != 0x86 {
		t.Errorf("credentials that are wrong are none: %v", err)
	}
	ann := s.connect(t, "ann", how{})

	s.settings(t, map[string]any{"anonymous_user": ""})
	for _, lamp := range []*person{one, two} {
		lamp.isCut(0x98)
	}
	refused("once the setting is gone")
	if code, _, _ := ann.publish("dev/ann/still", `{}`); code >= 0x80 {
		t.Errorf("ann is ended too: 0x%x", code)
	}
}
