package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// versions are those of MQTT that MQTT.js speaks, by the number it knows them by.
var versions = map[string]string{"4": "MQTT 3.1.1", "5": "MQTT 5"}

// TestJS_TwoUsersChat runs tests/js/chat.mjs: a client that is not ours, MQTT.js, over WebSocket.
func TestJS_TwoUsersChat(t *testing.T) {
	s := startForScripts(t)
	for version, name := range versions {
		t.Run(name, func(t *testing.T) {
			runScript(t, "chat.mjs", "ws://"+s.http+"/mqtt", s.token(t, "ann"), s.token(t, "bob"), version)
		})
	}
}

// TestJS_GroupsRoomsSignalsWills runs tests/js/features.mjs: what else a plain MQTT client can count on.
func TestJS_GroupsRoomsSignalsWills(t *testing.T) {
	s := startForScripts(t)
	for version, name := range versions {
		t.Run(name, func(t *testing.T) {
			runScript(t, "features.mjs", "ws://"+s.http+"/mqtt", s.key, s.token(t, "ann"), s.token(t, "bob"), version)
		})
	}
}

func runScript(t *testing.T, script string, args ...string) {
	t.Helper()
	node := exec.Command("node", append([]string{script}, args...)...)
	node.Dir = "js"
	if out, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// startForScripts starts a server with the users ann and bob.
func startForScripts(t *testing.T) *server {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("node is missing: run `make deps`")
	}
	if _, err := os.Stat(filepath.Join("js", "node_modules", "mqtt", "package.json")); err != nil {
		t.Fatal("tests/js/node_modules is missing: run `make deps`, which runs `npm ci --prefix tests/js`")
	}
	s := startServer(t)
	s.post(t, "/v1/users", `{"users":[{"user":"ann","password":"ann-secret"},{"user":"bob","password":"bob-secret"}]}`)
	return s
}

func (s *server) token(t *testing.T, user string) string {
	t.Helper()
	var a struct{ Token string }
	if err := json.Unmarshal([]byte(s.post(t, "/v1/token", fmt.Sprintf(`{"user":%q,"password":"%s-secret"}`, user, user))), &a); err != nil {
		t.Fatal(err)
	}
	return a.Token
}
