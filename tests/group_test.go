package tests

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// as gives the server as a user asks it by REST, with a token of its own.
func (s *server) as(t *testing.T, user string) *server {
	t.Helper()
	status, body := s.create(t, "/v1/token", map[string]any{"user": user, "password": "secret-" + user})
	token, ok := body["token"].(string)
	if !ok {
		t.Fatal(status, body)
	}
	mine := *s
	mine.key = token
	return &mine
}

// does expects a request to succeed.
func (s *server) does(t *testing.T, method, path string, body any) map[string]any {
	t.Helper()
	status, answer := s.ask(t, method, path, body)
	if status >= 300 {
		t.Fatalf("%s %s: %d %v", method, path, status, answer)
	}
	return answer
}

// refused expects a request to be refused with a code.
func (s *server) refused(t *testing.T, code, method, path string, body any) {
	t.Helper()
	if status, answer := s.ask(t, method, path, body); status < 400 || answer["code"] != code {
		t.Fatalf("%s %s: %d %v, not %s", method, path, status, answer, code)
	}
}

// isRefused expects a publish to be refused with a code.
func (p *person) isRefused(to, code string) (until string) {
	p.t.Helper()
	reason, got, props := p.publish("im/"+p.app+"/"+to, "hello")
	if got != code || reason < 0x80 {
		p.t.Fatalf("%s to %s: 0x%x %q, not %s", p.name, to, reason, got, code)
	}
	return props.Get("until")
}

type obj = map[string]any

// TestGroup_ALife follows a group from its making to its end, over a crash of the server.
func TestGroup_ALife(t *testing.T) {
	s := startServer(t)
	names := []string{"ann", "bob", "cat", "dan", "eve"}
	s.register(t, names...)
	online, rest := map[string]*person{}, map[string]*server{}
	arrive := func() {
		for _, n := range names {
			online[n], rest[n] = s.connect(t, n, how{}).listen(), s.as(t, n)
		}
	}
	arrive()

	// Ann makes a group with bob. Eve finds it, and asks to be let in.
	rest["ann"].does(t, "POST", "/v1/groups", obj{"id": "g", "name": "Climbers", "public": true, "members": []string{"bob"}})
	if e := online["bob"].hearsEvent("group.joined"); e["why"] != "group.created" || e["by"] != "ann" {
		t.Errorf("bob hears %v", e)
	}
	found := rest["eve"].does(t, "GET", "/v1/public-groups?name=climb", nil)
	if groups, _ := found["groups"].([]any); len(groups) != 1 || groups[0].(obj)["id"] != "g" {
		t.Fatalf("eve finds %v", found)
	}
	online["eve"].isRefused("group/g", "not_member")
	if state := rest["eve"].does(t, "POST", "/v1/groups/g/join", obj{"text": "I climb"}); state["state"] != "pending" {
		t.Fatal(state)
	}
	if e := online["ann"].hearsEvent("join.requested"); e["user"] != "eve" || e["text"] != "I climb" {
		t.Fatal(e)
	}
	rest["ann"].does(t, "POST", "/v1/groups/g/requests/eve/accept", nil)
	online["eve"].hearsEvent("join.accepted")
	online["bob"].hearsEvent("members.added")
	online["eve"].send("group/g", "here I am")
	online["bob"].hears("here I am")

	// Bob becomes an admin, members may invite, and eve invites cat, who is asked.
	rest["ann"].does(t, "PUT", "/v1/groups/g/admins/bob", nil)
	online["eve"].hearsEvent("admins.added")
	rest["bob"].does(t, "PATCH", "/v1/groups/g", obj{"member_invites": true, "invite_consent": true, "announcement": "Saturday, 9 o'clock"})
	online["eve"].hearsEvent("group.changed")
	rest["eve"].does(t, "POST", "/v1/groups/g/members", obj{"members": []string{"cat"}})
	if e := online["cat"].hearsEvent("group.invited"); e["by"] != "eve" || e["name"] != "Climbers" {
		t.Fatal(e)
	}
	rest["cat"].does(t, "POST", "/v1/invites/g/accept", nil)
	online["eve"].hearsEvent("invite.accepted")
	online["ann"].hearsEvent("member.joined")

	// Cat shares a file, which dan, who is outside and asks to join, cannot load.
	file := rest["cat"].putFile(t, "a map")
	rest["cat"].does(t, "POST", "/v1/groups/g/files", obj{"file": file, "name": "map"})
	online["ann"].hearsEvent("file.shared")
	rest["bob"].does(t, "GET", "/v1/files/"+file, nil)
	rest["dan"].refused(t, "no_such_file", "GET", "/v1/files/"+file, nil)
	cursor := rest["dan"].does(t, "GET", "/v1/sync", nil)["cursor"].(string)
	rest["dan"].does(t, "POST", "/v1/groups/g/join", nil)
	rest["cat"].does(t, "PATCH", "/v1/groups/g/members/cat", obj{"nickname": "Kitty", "attributes": obj{"level": 3}})

	// Eve keeps a score, once bob lets members do so.
	rest["eve"].refused(t, "forbidden", "PATCH", "/v1/groups/g/values", obj{"set": obj{"routes": "7"}})
	rest["bob"].does(t, "PATCH", "/v1/groups/g", obj{"member_values": true})
	rest["eve"].does(t, "PATCH", "/v1/groups/g/values", obj{"set": obj{"routes": "7"}})
	if e := online["cat"].hearsEvent("values.changed"); e["values"].(obj)["set"].(obj)["routes"] != "7" {
		t.Errorf("cat hears %v", e)
	}

	// Bob mutes eve for an hour, then all but cat.
	muted := rest["bob"].does(t, "PUT", "/v1/groups/g/members/eve/mute", obj{"seconds": 3600})
	online["eve"].hearsEvent("members.muted")
	until, _ := muted["muted_until"].(float64)
	if got := online["eve"].isRefused("group/g", "muted"); got != strconv.FormatInt(int64(until), 10) || int64(until) <= time.Now().UnixMilli() {
		t.Fatalf("eve is told until %q, bob %v", got, muted)
	}
	rest["bob"].does(t, "PUT", "/v1/groups/g/mute", nil)
	rest["bob"].does(t, "PUT", "/v1/groups/g/allowlist/cat", nil)
	rest["ann"].refused(t, "forbidden", "PUT", "/v1/groups/g/disabled", nil)

	// The server crashes. All of it is as before.
	s.kill()
	s.restart(t)
	arrive()
	online["eve"].isRefused("group/g", "muted")
	online["cat"].send("group/g", "allowed")
	online["eve"].hears("allowed")
	online["bob"].send("group/g", "by an admin")
	rest["bob"].does(t, "GET", "/v1/files/"+file, nil)
	if m := rest["bob"].does(t, "GET", "/v1/groups/g/members/cat", nil); m["nickname"] != "Kitty" || m["attributes"].(obj)["level"] != 3.0 || m["allowed"] != true {
		t.Fatal(m)
	}
	if g := rest["cat"].does(t, "GET", "/v1/groups/g", nil); g["values"].(obj)["routes"] != "7" || g["member_values"] != true {
		t.Fatal(g)
	}
	if waiting, _ := rest["bob"].does(t, "GET", "/v1/groups/g/requests", nil)["requests"].([]any); len(waiting) != 1 || waiting[0].(obj)["user"] != "dan" {
		t.Fatal(waiting)
	}
	if events, _ := rest["dan"].does(t, "GET", "/v1/sync?cursor="+cursor, nil)["events"].([]any); len(events) != 1 || events[0].(obj)["event"] != "join.requested" {
		t.Fatalf("dan's other devices learn %v", events)
	}
	rest["bob"].does(t, "POST", "/v1/groups/g/requests/dan/decline", obj{"text": "no place"})
	if e := online["dan"].hearsEvent("join.declined"); e["by"] != "bob" || e["text"] != "no place" {
		t.Fatal(e)
	}

	// The mutes end; eve is banned and does not come back before the ban is lifted.
	rest["ann"].does(t, "DELETE", "/v1/groups/g/mute", nil)
	rest["bob"].does(t, "DELETE", "/v1/groups/g/members/eve/mute", nil)
	online["eve"].send("group/g", "at last")
	online["cat"].comesToHear("at last")
	rest["bob"].does(t, "PUT", "/v1/groups/g/bans/eve", nil)
	if e := online["eve"].hearsEvent("group.left"); e["why"] != "members.banned" || e["by"] != "bob" {
		t.Errorf("eve hears %v", e)
	}
	online["eve"].isRefused("group/g", "not_member")
	rest["eve"].refused(t, "banned_from_group", "POST", "/v1/groups/g/join", nil)
	rest["bob"].does(t, "DELETE", "/v1/groups/g/bans/eve", nil)

	// The app disables the group, and enables it.
	s.does(t, "PUT", "/v1/groups/g/disabled", nil)
	online["cat"].hearsEvent("group.disabled")
	online["ann"].isRefused("group/g", "group_disabled")
	s.does(t, "DELETE", "/v1/groups/g/disabled", nil)
	online["ann"].send("group/g", "farewell")
	online["cat"].comesToHear("farewell")

	// Ann hands it over and leaves; bob ends it.
	rest["ann"].refused(t, "owner_must_stay", "POST", "/v1/groups/g/leave", nil)
	rest["ann"].does(t, "POST", "/v1/groups/g/owner", obj{"owner": "bob"})
	rest["ann"].does(t, "POST", "/v1/groups/g/leave", nil)
	online["ann"].isRefused("group/g", "not_member")
	wantEvents(t, s, "group.created members.added admins.added group.changed member.joined file.shared member.changed group.changed values.changed members.muted group.muted "+
		"allowlist.added group.unmuted members.unmuted members.banned members.unbanned group.disabled group.enabled owner.changed member.left")
	rest["bob"].does(t, "DELETE", "/v1/groups/g", nil)
	online["cat"].hearsEvent("group.dismissed")
	online["cat"].isRefused("group/g", "no_such_group")
	if groups, _ := rest["dan"].does(t, "GET", "/v1/public-groups", nil)["groups"].([]any); len(groups) != 0 {
		t.Fatal(groups)
	}
}

// comesToHear skips to a text.
func (p *person) comesToHear(text string) {
	p.t.Helper()
	for textOf(p.receive().body) != text {
	}
}

// wantEvents reads the history of the group g: seqs without gaps, and these changes in their order.
func wantEvents(t *testing.T, s *server, want string) {
	t.Helper()
	messages, _ := s.does(t, "GET", "/v1/conversations/group/g/messages?after=0&limit=100", nil)["messages"].([]any)
	var events []string
	for i, m := range messages {
		message := m.(obj)
		if message["seq"] != float64(i+1) {
			t.Fatalf("message %d has seq %v", i+1, message["seq"])
		}
		if message["type"] == "event" {
			events = append(events, message["body"].(obj)["event"].(string))
		}
	}
	if !slices.Equal(events, strings.Fields(want)) {
		t.Fatalf("the history tells %v", events)
	}
}

func (s *server) putFile(t *testing.T, content string) (id string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPut, "http://"+s.http+"/v1/files", bytes.NewReader([]byte(content)))
	if err != nil {
		t.Fatal(err)
	}
	status, body := s.do(t, r)
	id, ok := body["id"].(string)
	if status != 201 || !ok {
		t.Fatal(status, body)
	}
	return id
}
