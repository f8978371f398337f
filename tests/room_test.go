package tests

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/paho"
)

// enter subscribes to a chatroom, and waits to be in it: the SUBACK comes a moment before.
func (p *person) enter(room string) {
	p.t.Helper()
	if codes := p.subscribe("im/" + p.app + "/room/" + room + "/#"); codes[0] > 1 {
		p.t.Fatalf("%s may not enter: 0x%x", p.name, codes[0])
	}
	for end := time.Now().Add(patience); ; {
		members, _ := p.s.does(p.t, "GET", "/v1/rooms/"+room+"/members", nil)["members"].([]any)
		if slices.ContainsFunc(members, func(m any) bool { return m.(obj)["user"] == p.name }) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s does not come in", p.name)
		}
	}
}

// shouts sends a text with a priority and gives its seq, "" when it was dropped.
func (p *person) shouts(priority, text string) string {
	p.t.Helper()
	body, err := json.Marshal(obj{"body": obj{"text": text}, "priority": priority})
	if err != nil {
		p.t.Fatal(err)
	}
	reason, code, props := p.publish("im/default/room/live", string(body))
	if reason != 0 {
		p.t.Fatalf("%s is refused: 0x%x %s", p.name, reason, code)
	}
	return props.Get("seq")
}

// TestRoom_ALiveShow is an evening with a host, gifts that everyone must see, and more likes than the room takes.
func TestRoom_ALiveShow(t *testing.T) {
	s := startServer(t)
	s.register(t, "host", "mod", "fan", "guest", "troll")
	s.does(t, "PUT", "/v1/super-admins/host", nil)
	s.does(t, "PATCH", "/v1/app", obj{"settings": obj{"room_shed_rate": 5}})
	host := s.as(t, "host")
	host.does(t, "POST", "/v1/rooms", obj{"id": "live", "name": "Live", "recent": 3})
	s.as(t, "fan").refused(t, "forbidden", "POST", "/v1/rooms", obj{"id": "mine"})
	host.does(t, "PUT", "/v1/rooms/live/admins/mod", nil)

	online := map[string]*person{}
	arrive := func(names ...string) {
		for _, n := range names {
			online[n] = s.connect(t, n, how{})
			online[n].enter("live")
		}
	}
	arrive("host", "fan")
	if e := online["host"].hearsEvent("member.entered"); e["online"] != 2.0 {
		t.Fatal(e)
	}
	arrive("mod", "guest", "troll")
	members, _ := host.does(t, "GET", "/v1/rooms/live/members?limit=3", nil)["members"].([]any)
	if len(members) != 3 || members[2].(obj)["user"] != "host" || members[2].(obj)["role"] != "owner" {
		t.Fatal(members)
	}

	// The fan likes faster than the room takes; the guest's gifts all arrive.
	dropped, gifts := 0, 0
	for i := range 60 {
		if online["fan"].shouts("low", "like") == "" {
			dropped++
		}
		if i%3 == 0 {
			gifts++
			if online["guest"].shouts("high", fmt.Sprint("gift ", gifts)) == "" {
				t.Fatal("a gift was dropped")
			}
		}
	}
	for i := range gifts {
		online["mod"].comesToHear(fmt.Sprint("gift ", i+1))
	}
	shed, _ := host.does(t, "GET", "/v1/rooms/live", nil)["shed"].(obj)
	if dropped == 0 || shed["low"] != float64(dropped) || shed["normal"] != 0.0 {
		t.Fatalf("%d likes were dropped, the room says %v", dropped, shed)
	}
	if text := s.page(t, "/metrics"); !strings.Contains(text, fmt.Sprintf(`hongyan_chat_room_shed_messages_total{priority="low"} %d`, dropped)) {
		t.Fatal("the metrics do not tell")
	}
	s.does(t, "PATCH", "/v1/app", obj{"settings": obj{"room_shed_rate": 0}})

	// Seats are key-values: the first who takes one has it.
	seat := func(who string, more obj) obj {
		body := obj{"values": []obj{{"key": "seat-1", "value": who, "auto_delete": true}}}
		for k, v := range more {
			body[k] = v
		}
		return s.as(t, who).does(t, "POST", "/v1/rooms/live/values", body)
	}
	seat("fan", nil)
	if e := online["guest"].hearsEvent("values.set"); e["by"] != "fan" {
		t.Fatal(e)
	}
	if refused, _ := seat("guest", nil)["refused"].([]any); len(refused) != 1 || refused[0].(obj)["code"] != "key_taken" || refused[0].(obj)["owner"] != "fan" {
		t.Fatal(refused)
	}
	s.as(t, "guest").refused(t, "forbidden", "POST", "/v1/rooms/live/values", obj{"values": []obj{{"key": "seat-1", "value": "x"}}, "force": true})
	seat("mod", obj{"force": true})

	// The troll is muted by a tag, then banned; the room hears of it.
	mod := s.as(t, "mod")
	s.as(t, "troll").does(t, "PUT", "/v1/rooms/live/members/troll/tags", obj{"tags": []string{"noisy"}})
	mod.does(t, "PUT", "/v1/rooms/live/tags/noisy/mute", nil)
	online["troll"].isRefused("room/live", "muted")
	mod.does(t, "PUT", "/v1/rooms/live/bans/troll", nil)
	online["troll"].hearsEvent("members.banned")
	online["troll"].isRefused("room/live", "banned_from_room")
	if codes := online["troll"].subscribe("im/default/room/live/#"); codes[0] != 0x87 {
		t.Fatalf("the troll comes in again: 0x%x", codes[0])
	}
	mod.does(t, "PUT", "/v1/rooms/live/mute", nil)

	// The server crashes; all is as before, and the show goes on.
	s.kill()
	s.restart(t)
	host, mod = s.as(t, "host"), s.as(t, "mod")
	arrive("host", "mod", "fan", "guest")
	online["fan"].isRefused("room/live", "muted")
	values, _ := host.does(t, "GET", "/v1/rooms/live/values?keys=seat-1", nil)["values"].([]any)
	if len(values) != 1 || values[0].(obj)["owner"] != "mod" {
		t.Fatal(values)
	}
	mod.does(t, "DELETE", "/v1/rooms/live/mute", nil)
	online["fan"].hearsEvent("room.unmuted")
	online["fan"].send("room/live", "we are back")
	online["host"].comesToHear("we are back")

	// The app stops all writing for a moment.
	mod.refused(t, "forbidden", "PUT", "/v1/rooms/live/disabled", nil)
	s.does(t, "PUT", "/v1/rooms/live/disabled", nil)
	online["fan"].hearsEvent("room.disabled")
	online["host"].isRefused("room/live", "room_disabled")
	s.does(t, "DELETE", "/v1/rooms/live/disabled", nil)

	// Who unsubscribes leaves at once, and the seat with him.
	if _, err := online["mod"].client.Unsubscribe(t.Context(), &paho.Unsubscribe{Topics: []string{"im/default/room/live/#"}}); err != nil {
		t.Fatal(err)
	}
	if e := online["host"].hearsEvent("member.left"); e["users"].([]any)[0] != "mod" {
		t.Fatal(e)
	}
	if e := online["host"].hearsEvent("values.deleted"); e["keys"].([]any)[0] != "seat-1" {
		t.Fatal(e)
	}

	// A word to all rooms, stored in none; rooms are in nobody's list of conversations.
	s.does(t, "POST", "/v1/rooms", obj{"id": "other"})
	s.register(t, "stranger")
	stranger := s.connect(t, "stranger", how{})
	stranger.enter("other")
	before := host.does(t, "GET", "/v1/conversations/room/live/messages?limit=1", nil)["messages"].([]any)[0].(obj)["seq"]
	s.does(t, "POST", "/v1/rooms/broadcast", obj{"body": obj{"text": "good night"}})
	stranger.hears("good night")
	online["fan"].comesToHear("good night")
	if after := host.does(t, "GET", "/v1/conversations/room/live/messages?limit=1", nil)["messages"].([]any)[0].(obj)["seq"]; after != before {
		t.Fatalf("the broadcast was stored: %v, then %v", before, after)
	}
	if list, _ := s.as(t, "fan").does(t, "GET", "/v1/conversations", nil)["conversations"].([]any); len(list) != 0 {
		t.Fatal(list)
	}
	host.does(t, "DELETE", "/v1/rooms/live", nil)
	online["fan"].hearsEvent("room.dismissed")
}

// TestRoom_ManyRaceForOneKey lets everyone set the same keys at once: one gets each, and all others learn who.
func TestRoom_ManyRaceForOneKey(t *testing.T) {
	s := startServer(t)
	names := []string{"ann", "bob", "cat", "dan", "eve", "fay"}
	s.register(t, names...)
	s.does(t, "POST", "/v1/rooms", obj{"id": "live"})
	rest := map[string]*server{}
	for _, n := range names {
		s.connect(t, n, how{}).enter("live")
		rest[n] = s.as(t, n)
	}
	for round := range 10 {
		key := fmt.Sprint("seat-", round)
		answers := make([]obj, len(names))
		var all sync.WaitGroup
		for i, n := range names {
			all.Go(func() {
				_, answers[i] = rest[n].ask(t, "POST", "/v1/rooms/live/values", obj{"values": []obj{{"key": key, "value": n}}})
			})
		}
		all.Wait()
		winner := ""
		for i, n := range names {
			if done, _ := answers[i]["done"].([]any); len(done) == 1 {
				if winner != "" {
					t.Fatalf("%s and %s both have %s", winner, n, key)
				}
				winner = n
			}
		}
		for i, n := range names {
			refused, _ := answers[i]["refused"].([]any)
			if n != winner && (len(refused) != 1 || refused[0].(obj)["code"] != "key_taken" || refused[0].(obj)["owner"] != winner) {
				t.Fatalf("%s has %s, and %s is told %v", winner, key, n, answers[i])
			}
		}
		values, _ := rest["ann"].does(t, "GET", "/v1/rooms/live/values?keys="+key, nil)["values"].([]any)
		if len(values) != 1 || values[0].(obj)["value"] != winner || values[0].(obj)["owner"] != winner {
			t.Fatalf("%s won, the room says %v", winner, values)
		}
	}
}

// page gives a page of the server as text.
func (s *server) page(t *testing.T, path string) string {
	t.Helper()
	client, url := http.DefaultClient, "http://"+s.http+path
	if s.tls != nil {
		client, url = &http.Client{Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}}, "https://"+s.http+path
	}
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
