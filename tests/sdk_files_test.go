package tests

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// site is a server as who copies files from it sees it.
type site struct {
	url string
	web *http.Client
}

// bring asks, with a key unless that is empty, and gives what a success answers.
func (s site) bring(t *testing.T, method, path, key string, body any) []byte {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(method, s.url+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := s.web.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %v %.500s", method, path, answer.StatusCode, err, got)
	}
	return got
}

// download copies every file of the server into a folder, as for the app shop.
func (s site) download(t *testing.T, folder string) (paths []string) {
	t.Helper()
	var list struct{ Files []struct{ Path string } }
	if err := json.Unmarshal(s.bring(t, http.MethodGet, "/sdk/files.json", "", nil), &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Files {
		at := filepath.Join(folder, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, s.bring(t, http.MethodGet, "/sdk/"+f.Path+"?app=shop", "", nil), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, f.Path)
	}
	if len(paths) < 12 {
		t.Fatal("files are missing:", paths)
	}
	return paths
}

type scriptUser struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Sig      string `json:"sig"`
}

// TestSDKFiles_OldCodeChatsByCopyingOneFile: files are copied from the server, and sdk/test/baked/chat.cjs lets old code of
// two vendors and new code chat with them. None of them says where the server is.
func TestSDKFiles_OldCodeChatsByCopyingOneFile(t *testing.T) {
	needSDK(t)
	for name, open := range map[string]func(*testing.T) (*server, site, []string){
		"in the clear": func(t *testing.T) (*server, site, []string) {
			s := startServer(t)
			return s, site{"http://" + s.http, http.DefaultClient}, nil
		},
		"with TLS": func(t *testing.T) (*server, site, []string) {
			s, p := startSecure(t)
			web := &http.Client{Transport: &http.Transport{TLSClientConfig: p.trust(t, "server.pem")}}
			t.Cleanup(web.CloseIdleConnections)
			return s, site{"https://" + s.http, web}, []string{"NODE_EXTRA_CA_CERTS=" + p.path("server.pem")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, site, env := open(t)
			var shop struct{ Key string }
			if err := json.Unmarshal(site.bring(t, http.MethodPost, "/v1/apps", s.keys(t).ServerKey, map[string]any{"name": "shop"}), &shop); err != nil {
				t.Fatal(err)
			}
			users := []scriptUser{{Name: "ann", Password: "ann-secret"}, {Name: "bob", Password: "bob-secret"}, {Name: "cat", Password: "cat-secret"}}
			for i, u := range users {
				site.bring(t, http.MethodPost, "/v1/users", shop.Key, map[string]any{"user": u.Name, "password": u.Password})
				var sig struct{ UserSig string }
				if err := json.Unmarshal(site.bring(t, http.MethodPost, "/v1/usersig", shop.Key, map[string]any{"user": u.Name}), &sig); err != nil {
					t.Fatal(err)
				}
				users[i].Sig = sig.UserSig
			}
			folder := t.TempDir()
			arg, err := json.Marshal(map[string]any{"folder": folder, "files": site.download(t, folder), "users": users})
			if err != nil {
				t.Fatal(err)
			}
			node := exec.Command("node", "test/baked/chat.cjs", string(arg))
			node.Dir = filepath.Join("..", "sdk")
			node.Env = append(os.Environ(), env...)
			if out, err := node.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}
