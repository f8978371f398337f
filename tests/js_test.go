package tests

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestJS_TwoUsersChatByMQTTjs runs tests/js/chat.mjs: a client that is not ours, over WebSocket.
func TestJS_TwoUsersChatByMQTTjs(t *testing.T) {
	if _, err := os.Stat(filepath.Join("js", "node_modules", "mqtt", "package.json")); err != nil {
		t.Fatal("tests/js/node_modules is missing: run `make deps`, which runs `npm ci --prefix tests/js`")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing: run `make deps`")
	}
	s := startForDocs(t)
	s.post(t, "/v1/users", `{"users":[{"user":"ann","password":"ann-secret"},{"user":"bob","password":"bob-secret"}]}`)
	for version, name := range map[string]string{"4": "MQTT 3.1.1", "5": "MQTT 5"} {
		t.Run(name, func(t *testing.T) {
			script := exec.Command(node, "chat.mjs", "ws://"+s.http+"/mqtt", s.token(t, "ann"), s.token(t, "bob"), version)
			script.Dir = "js"
			if out, err := script.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

func (s *docsServer) token(t *testing.T, user string) string {
	t.Helper()
	var a struct{ Token string }
	if err := json.Unmarshal([]byte(s.post(t, "/v1/token", fmt.Sprintf(`{"user":%q,"password":"%s-secret"}`, user, user))), &a); err != nil {
		t.Fatal(err)
	}
	return a.Token
}
