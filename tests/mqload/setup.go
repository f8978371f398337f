package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
)

var (
	rest   = flag.String("rest", "http://127.0.0.1:8080", "setup: the server's REST address")
	appKey = flag.String("key", "", "setup: the app's key")
	groups = flag.String("groups", "g=1001", "setup: groups and how many of the users are in each, with commas between them")
)

// setup makes the users u0, u1 ..., writes a token of each to -passfile, and makes groups of the first ones and the
// chatroom r. They may write as fast as they can.
func setup() error {
	unlimited := map[string]int{"rate_user": 0, "rate_group": 0}
	if err := send(http.MethodPatch, "/v1/app", map[string]any{"settings": unlimited}, nil); err != nil {
		return err
	}
	var tokens strings.Builder
	var users []string
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
			users = append(users, u["user"])
		}
	}
	if err := os.WriteFile(*passFile, []byte(tokens.String()), 0o600); err != nil {
		return err
	}
	for group := range strings.SplitSeq(*groups, ",") {
		id, size, _ := strings.Cut(group, "=")
		n, err := strconv.Atoi(size)
		if err != nil {
			return fmt.Errorf("-groups %s: %w", group, err)
		}
		if err := makeGroup(id, users[:n]); err != nil {
			return err
		}
	}
	return post("/v1/rooms", map[string]any{"id": "r", "name": "load", "owner": "u0"}, nil)
}

// makeGroup makes a group of u0, and adds the others as many at a time as the server takes.
func makeGroup(id string, users []string) error {
	const most = 1000
	if err := post("/v1/groups", map[string]any{"id": id, "name": "load", "owner": "u0"}, nil); err != nil {
		return err
	}
	for members := range slices.Chunk(users[1:], most) {
		if err := post("/v1/groups/"+id+"/members", map[string]any{"members": members}, nil); err != nil {
			return err
		}
	}
	return nil
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
