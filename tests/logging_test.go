package tests

import (
	"strings"
	"testing"
)

// Somebody looks at a server that seems slow, without stopping it.
func TestLogging_IsChangedWhileTheServerRuns(t *testing.T) {
	s := startServer(t)
	s.key = s.keys(t).ServerKey
	change := func(body obj, level string, slow float64) {
		t.Helper()
		if now := s.does(t, "PATCH", "/v1/admin/logging", body); now["level"] != level || now["slow_ms"] != slow {
			t.Fatalf("it is now %v", now)
		}
	}
	if now := s.does(t, "GET", "/v1/admin/logging", nil); now["level"] != "info" || now["slow_ms"] != 1000. {
		t.Errorf("at first %v", now)
	}
	s.does(t, "GET", "/v1/apps", nil)
	change(obj{"level": "debug"}, "debug", 1000)
	s.does(t, "GET", "/v1/apps", nil)
	change(obj{"level": "warn", "slow_ms": 1}, "warn", 1)
	s.does(t, "POST", "/v1/apps", obj{"name": "shop"}) // waits for the disk
	s.register(t, "ann")
	s.does(t, "POST", "/v1/token", obj{"user": "ann", "password": "secret-ann"})
	change(obj{"slow_ms": 0}, "warn", 0)
	s.refused(t, "invalid", "PATCH", "/v1/admin/logging", obj{"level": "loud"})
	s.refused(t, "invalid", "PATCH", "/v1/admin/logging", obj{"slow_ms": -1})
	s.key = s.keys(t).App.Key
	s.refused(t, "forbidden", "PATCH", "/v1/admin/logging", obj{"level": "debug"})
	s.stop()

	log := s.said.String()
	for _, part := range []string{`msg=request operation=listApps`, `msg="slow request" operation=createToken`, `msg="the log was changed" level=debug was=info`} {
		if strings.Count(log, part) != 1 {
			t.Errorf("not once: %s", part)
		}
	}
	if t.Failed() {
		t.Log(log)
	}
}
