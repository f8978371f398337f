package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

var (
	rest    = flag.String("rest", "http://127.0.0.1:8080", "setup: the server's REST address")
	appKey  = flag.String("key", "", "setup: the app's key")
	members = flag.Int("members", 1001, "setup: how many of the users are in the group g")
)

// setup makes the users u0, u1 ..., writes a token of each to -passfile, and makes the group g of the first ones. They
// may write as fast as they can.
func setup() error {
	unlimited := map[string]int{"rate_user": 0, "rate_group": 0}
	if err := send(http.MethodPatch, "/v1/app", map[string]any{"settings": unlimited}, nil); err != nil {
		return err
	}
	var tokens strings.Builder
	var group []string
	for i := 0; i < *n; i += 100 {
		var batch []map[string]string
		for k := i; k < min(i+100, *n); k++ {
			batch = append(batch, map[string]string{"user": fmt.Sprintf("u%d", k)})
		}
		if err := post("/v1/users", map[string]any{"users": batch}, nil); err != nil {
			return err
		}
		for _, u := range batch {
			var t struct {
				Token string `json:"token"`
			}
			if err := post("/v1/token", map[string]any{"user": u["user"], "ttl": 86400}, &t); err != nil {
				return err
			}
			fmt.Fprintln(&tokens, t.Token)
			if len(group) < *members {
				group = append(group, u["user"])
			}
		}
	}
	if err := os.WriteFile(*passFile, []byte(tokens.String()), 0o600); err != nil {
		return err
	}
	return post("/v1/groups", map[string]any{"id": "g", "name": "load", "owner": "u0", "members": group}, nil)
}

func post(path string, body, answer any) error { return send(http.MethodPost, path, body, answer) }

func send(method, path string, body, answer any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, *rest+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+*appKey)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, resp.Status, got)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(got, answer)
}
