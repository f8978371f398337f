package tests

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// The demo is a page for trying out: who has not asked for it does not show it to the world.
func TestDemo_IsThereWhenAskedFor(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
	}{
		{"--dev", 200},
		{"--dev --demo off", 404},
		{"--dev=false", 404},
		{"--dev=false --demo on", 200},
	} {
		t.Run(c.args, func(t *testing.T) {
			s := &server{data: t.TempDir(), args: strings.Fields(c.args)}
			s.restart(t)
			for _, path := range []string{"/demo", "/demo/app.js", "/demo/state.json"} {
				answer, err := http.Get("http://" + s.http + path)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				if err != nil {
					t.Fatal(err)
				}
				if answer.StatusCode != c.status {
					t.Errorf("%s answers %d, want %d", path, answer.StatusCode, c.status)
				}
				if kind := answer.Header.Get("Content-Type"); c.status == 404 && kind != "application/problem+json" {
					t.Errorf("%s is refused with %q: %s", path, kind, body)
				}
			}
		})
	}
}

// Who opens the demo of a server finds a chatroom there; a server whose demo nobody opens is as it was.
func TestDemo_HasAChatroomForItsVisitors(t *testing.T) {
	s := startServer(t)
	rooms := func() []any { return s.must(t, "GET", "/v1/rooms", nil)["rooms"].([]any) }
	if before := rooms(); len(before) != 0 {
		t.Fatalf("before anyone opened the demo there is %v", before)
	}
	for range 2 {
		state := s.must(t, "GET", "/demo/state.json", nil)
		if state["registration"] != true || state["rooms"] != false || state["recall_window"] != 120.0 {
			t.Errorf("the state is %v", state)
		}
	}
	if after := rooms(); len(after) != 1 || after[0].(map[string]any)["id"] != "lobby" {
		t.Errorf("visitors find %v, want the lobby", after)
	}
}
