package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// acked is what one client knows to be stored: by its own cid, the id and seq it was told.
type acked struct {
	mu   sync.Mutex
	seqs map[string]string
}

func (a *acked) add(cid, seq string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seqs[cid] = seq
}

// dialV5 connects a MQTT 5 client over TCP; it gives nil when the server is gone.
func dialV5(s *server, user, password, id string, got func(topic string, payload []byte)) *paho.Client {
	conn, err := net.DialTimeout("tcp", s.mqtt, 5*time.Second)
	if err != nil {
		return nil
	}
	c := paho.NewClient(paho.ClientConfig{Conn: conn, PacketTimeout: 10 * time.Second, OnPublishReceived: []func(paho.PublishReceived) (bool, error){
		func(p paho.PublishReceived) (bool, error) {
			got(p.Packet.Topic, p.Packet.Payload)
			return true, nil
		},
	}})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := c.Connect(ctx, &paho.Connect{ClientID: id, KeepAlive: 30, CleanStart: true, UsernameFlag: true, Username: user, PasswordFlag: true, Password: []byte(password)}); err != nil {
		return nil
	}
	return c
}

// ask sends a REST request with the app's key.
func (s *server) ask(t *testing.T, method, path string, body any) (int, map[string]any) {
	t.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(b)
	}
	r, err := http.NewRequest(method, "http://"+s.http+path, in)
	if err != nil {
		t.Fatal(err)
	}
	return s.do(t, r)
}

func (s *server) create(t *testing.T, path string, body any) (int, map[string]any) {
	t.Helper()
	return s.ask(t, http.MethodPost, path, body)
}

func (s *server) get(t *testing.T, path string) (int, map[string]any) {
	t.Helper()
	return s.ask(t, http.MethodGet, path, nil)
}

func (s *server) do(t *testing.T, r *http.Request) (int, map[string]any) {
	t.Helper()
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", "application/json")
	client := http.DefaultClient
	if s.tls != nil {
		r.URL.Scheme = "https"
		client = &http.Client{Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}}
	}
	a, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, decoded(t, b)
}

// decoded gives an answer's JSON; there may be none.
func decoded(t *testing.T, b []byte) (body map[string]any) {
	t.Helper()
	if len(b) > 0 {
		if err := json.Unmarshal(b, &body); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
	}
	return body
}

// TestCrash_WhatWasAcknowledgedIsThereOnce kills the server three times while ten clients write to one group, as fast as
// they can, and compares the history with what each client was told.
func TestCrash_WhatWasAcknowledgedIsThereOnce(t *testing.T) {
	s := startServer(t)
	members := s.group(t, 10)
	known := acked{seqs: map[string]string{}}
	for round := range 3 {
		enough := known.count() + 500
		stop := s.write(t, &known, members, round)
		waitFor(t, "500 more messages", func() bool { return known.count() >= enough })
		s.kill()
		stop()
		s.restart(t)
	}
	stored := s.history(t, "g")
	for cid, seq := range known.seqs {
		if got := stored[cid]; len(got) != 1 || seq != "" && got[0] != seq {
			t.Fatalf("%s was acknowledged as seq %s and is stored as %v", cid, seq, got)
		}
	}
	for cid, seqs := range stored {
		if len(seqs) > 1 {
			t.Fatalf("%s is stored %d times", cid, len(seqs))
		}
	}
	t.Logf("%d acknowledged, %d stored", len(known.seqs), len(stored))
}

// history reads a whole group: the seqs of each cid. It fails when seqs have gaps.
func (s *server) history(t *testing.T, group string) map[string][]string {
	t.Helper()
	found, next := map[string][]string{}, 1
	for {
		status, page := s.get(t, fmt.Sprintf("/v1/conversations/group/%s/messages?limit=100&after=%d", group, next-1))
		if status != 200 {
			t.Fatal(status, page)
		}
		for _, m := range page["messages"].([]any) {
			m := m.(map[string]any)
			if int(m["seq"].(float64)) != next {
				t.Fatalf("seq %v where %d was due", m["seq"], next)
			}
			if cid, ok := m["cid"].(string); ok {
				found[cid] = append(found[cid], fmt.Sprint(next))
			}
			next++
		}
		if page["more"] != true {
			return found
		}
	}
}
