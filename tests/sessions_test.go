package tests

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// session is what REST tells of a session.
func (s *server) session(t *testing.T, user, client string) map[string]any {
	t.Helper()
	return s.must(t, "GET", "/v1/admin/sessions/"+user+"/"+url.PathEscape(client), nil)
}

// sessions lists a user's sessions in pages of two: client ids, those of clients that are away in brackets.
func (s *server) sessions(t *testing.T, user string) string {
	t.Helper()
	var all []string
	for cursor, more := "", true; more; {
		page := s.must(t, "GET", "/v1/admin/sessions/"+user+"?limit=2&cursor="+url.QueryEscape(cursor), nil)
		for _, one := range page["sessions"].([]any) {
			one := one.(map[string]any)
			name := one["client"].(string)
			if one["connected"] != true {
				name = "(" + name + ")"
			}
			all = append(all, name)
		}
		cursor, more = page["next"].(string)
	}
	return strings.Join(all, " ")
}

// TestSessions_LookedAt: who has the app's key sees how a user's sessions are, after a restart too.
func TestSessions_LookedAt(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	began := time.Now().UnixMilli()
	lamp := s.power(t, "ann", gadgetOptions{client: "lamp/1", keep: 600})
	lamp.subscribe("dev/ann/#", 2, func(p *packets.Subscribe) {
		p.Subscriptions[0].NoLocal, p.Subscriptions[0].RetainAsPublished = true, true
		id := 7
		p.Properties.SubscriptionIdentifier = &id
	})
	lamp.subscribe("im/default/user/ann", 1)
	s.connect(t, "ann", how{device: "web"})
	s.connectRaw(t, "ann", 4)
	pen := s.power(t, "ann", gadgetOptions{client: "pen"})
	pen.publish("dev/ann/x", "on", 1)
	lamp.receive() // and does not acknowledge it
	if got := s.sessions(t, "ann"); !strings.HasPrefix(got, "ann-") || !strings.HasSuffix(got, " lamp/1 pen web") {
		t.Fatal(got)
	}
	one := s.session(t, "ann", "lamp/1")
	if one["connected"] != true || one["persistent"] != true || one["expiry"] != 600.0 || one["version"] != 5.0 || one["in_flight"] != 1.0 || one["waiting"] != 0.0 || one["dropped"] != 0.0 ||
		!strings.HasPrefix(one["address"].(string), "127.0.0.1") || one["since"].(float64) < float64(began) || one["away_since"] != nil {
		t.Errorf("connected: %v", one)
	}
	const subs = "[map[filter:dev/ann/# identifier:7 no_local:true qos:2 retain_as_published:true] map[filter:im/default/user/ann qos:1]]"
	if got := fmt.Sprint(one["subscriptions"]); got != subs {
		t.Errorf("subscriptions: %s", got)
	}
	_ = lamp.conn.Close()
	s.comesToLeave(t, "ann", "lamp/1")
	pen.publish("dev/ann/x", "off", 1)
	away := func() {
		t.Helper()
		one := s.session(t, "ann", "lamp/1")
		if one["connected"] != false || one["away_since"].(float64) < float64(began) || one["expires"].(float64) < float64(began+500_000) || fmt.Sprint(one["subscriptions"]) != subs || one["version"] != 5.0 || one["since"] == nil {
			t.Errorf("away: %v", one)
		}
	}
	waitFor(t, "kept session", func() bool { return s.session(t, "ann", "lamp/1")["away_since"] != nil })
	away()
	if one := s.session(t, "ann", "lamp/1"); one["in_flight"].(float64)+one["waiting"].(float64) != 2 {
		t.Errorf("there are for it: %v", one)
	}
	s.kill()
	s.restart(t)
	away()
	if got := s.sessions(t, "ann"); got != "(lamp/1)" {
		t.Error(got)
	}
	s.refused(t, "not_found", "GET", "/v1/admin/sessions/bob/lamp%2F1", nil)
	s.refused(t, "no_such_user", "GET", "/v1/admin/sessions/nobody", nil)
	s.as(t, "ann").refused(t, "forbidden", "GET", "/v1/admin/sessions/ann", nil)
}

// TestSessions_Dropped: a session is ended for good, of a client that is connected and of one that is away: what was kept
// for it is gone, and its will is published.
func TestSessions_Dropped(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	drop := func(client string) {
		t.Helper()
		if status, body := s.ask(t, http.MethodDelete, "/v1/admin/sessions/ann/"+client, nil); status != 204 {
			t.Fatal(status, body)
		}
	}
	pen := s.power(t, "ann", gadgetOptions{client: "pen"})
	for _, away := range []bool{false, true} {
		o := gadgetOptions{client: "lamp", keep: 600, resume: true, will: willTo("im/default/user/bob", fmt.Sprint("away ", away), 600)}
		lamp := s.power(t, "ann", o)
		if lamp.present {
			t.Fatal("it has a session already")
		}
		lamp.subscribe("dev/ann/#", 1)
		if away {
			_ = lamp.conn.Close()
			s.comesToLeave(t, "ann", "lamp")
			pen.publish("dev/ann/x", "for nobody", 1)
		}
		drop("lamp")
		if !away {
			if d := await[*packets.Disconnect](lamp); d.ReasonCode != 0x98 {
				t.Errorf("it is told 0x%x", d.ReasonCode)
			}
			s.willBeTold(t, "ann", "bob", "away false")
			continue
		}
		s.willBeTold(t, "ann", "bob", "away false", "away true")
	}
	waitFor(t, "end of the session", func() bool { return s.sessions(t, "ann") == "pen" })
	if back := s.power(t, "ann", gadgetOptions{client: "lamp", keep: 600, resume: true}); back.present {
		t.Error("the session is there again")
	} else {
		back.subscribe("dev/ann/#", 1)
		back.hearsNothing()
	}
	s.refused(t, "not_found", "DELETE", "/v1/admin/sessions/ann/nothing", nil)
}
