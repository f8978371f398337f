package tests

import (
	"strings"
	"testing"
)

// TestThread_ALife follows a thread from its making to its end, over a crash of the server.
func TestThread_ALife(t *testing.T) {
	s := startServer(t)
	names := []string{"ann", "bob", "cat", "dan"}
	s.register(t, names...)
	online, rest := map[string]*person{}, map[string]*server{}
	arrive := func() {
		for _, n := range names {
			online[n], rest[n] = s.connect(t, n, how{}).listen(), s.as(t, n)
		}
	}
	arrive()
	rest["ann"].does(t, "POST", "/v1/groups", obj{"id": "g", "name": "Climbers", "members": []string{"bob", "cat"}})
	online["bob"].hearsEvent("group.joined")
	online["bob"].send("group/g", "where do we climb?")
	online["cat"].comesToHear("where do we climb?")

	// Bob makes a thread of his message. All in the group hear of it, dan outside does not.
	thread := rest["bob"].does(t, "POST", "/v1/groups/g/threads", obj{"seq": 2, "name": "Which hall?"})
	id, _ := thread["id"].(string)
	for _, n := range []string{"ann", "cat"} {
		e := online[n].hearsEvent("thread.created")
		if e["by"] != "bob" || e["thread"].(obj)["id"] != id || e["message"].(obj)["thread"].(obj)["name"] != "Which hall?" {
			t.Fatalf("%s hears %v", n, e)
		}
	}
	rest["cat"].refused(t, "already_exists", "POST", "/v1/groups/g/threads", obj{"seq": 2, "name": "again"})
	rest["dan"].refused(t, "not_member", "GET", "/v1/threads/"+id, nil)
	rest["dan"].refused(t, "not_member", "POST", "/v1/threads/"+id+"/join", nil)

	// What is said in it is for who has joined; the group sees that something was said.
	online["bob"].send("group/"+id, "the old one?")
	if e := online["ann"].hearsEvent("thread.updated"); e["thread"].(obj)["messages"] != 1.0 || e["thread"].(obj)["last"].(obj)["from"] != "bob" {
		t.Fatal(e)
	}
	online["cat"].isRefused("group/"+id, "not_member")
	if joined := rest["cat"].does(t, "POST", "/v1/threads/"+id+"/join", nil); joined["members"] != 2.0 || joined["joined"] != true {
		t.Fatal(joined)
	}
	online["cat"].hearsEvent("thread.joined")
	wantTexts(t, rest["cat"], "group/"+id, "the old one?")
	online["cat"].send("group/"+id, "the new one!")
	online["bob"].comesToHear("the new one!")
	rest["bob"].refused(t, "forbidden", "DELETE", "/v1/threads/"+id+"/members/cat", nil)

	// The server crashes. All of it is as before.
	cursor := rest["ann"].does(t, "GET", "/v1/sync", nil)["cursor"].(string)
	s.kill()
	s.restart(t)
	arrive()
	wantTexts(t, rest["cat"], "group/"+id, "the old one?", "the new one!")
	online["bob"].send("group/"+id, "still there")
	online["cat"].hears("still there")
	root := rest["ann"].does(t, "GET", "/v1/conversations/group/g/messages/2", nil)["thread"].(obj)
	if root["members"] != 2.0 || root["messages"] != 3.0 || root["last"].(obj)["body"].(obj)["text"] != "still there" {
		t.Fatal(root)
	}
	if mine, _ := rest["cat"].does(t, "GET", "/v1/threads", nil)["threads"].([]any); len(mine) != 1 || mine[0].(obj)["id"] != id {
		t.Fatal(mine)
	}
	if groups, _ := rest["cat"].does(t, "GET", "/v1/groups", nil)["groups"].([]any); len(groups) != 1 {
		t.Fatal("a thread is among the groups", groups)
	}
	last, _ := rest["ann"].does(t, "POST", "/v1/threads/last", obj{"threads": []string{id}})["threads"].([]any)
	if len(last) != 1 || last[0].(obj)["last"].(obj)["from"] != "bob" {
		t.Fatal(last)
	}

	// Ann, who owns the group, renames it; cat is removed from the group, and is out of the thread in the same moment.
	rest["ann"].does(t, "PATCH", "/v1/threads/"+id, obj{"name": "The old hall"})
	if e := online["ann"].hearsEvent("thread.renamed"); e["by"] != "ann" || e["message"].(obj)["thread"].(obj)["name"] != "The old hall" {
		t.Fatal(e)
	}
	rest["ann"].does(t, "DELETE", "/v1/groups/g/members/cat", nil)
	online["cat"].hearsEvent("group.left")
	online["bob"].send("group/"+id, "without cat")
	online["cat"].isRefused("group/"+id, "not_member")
	rest["cat"].refused(t, "not_member", "GET", "/v1/conversations/group/"+id+"/messages", nil)
	online["dan"].send("user/cat", "hello")
	online["cat"].hears("hello") // and nothing of the thread before
	if all, _ := rest["cat"].does(t, "GET", "/v1/conversations", nil)["conversations"].([]any); len(all) != 1 {
		t.Fatal(all)
	}
	if changed := changedOf(rest["ann"].does(t, "GET", "/v1/sync?cursor="+cursor, nil), "group/g"); len(changed) != 1 || changed[0].(obj)["thread"].(obj)["name"] != "The old hall" {
		t.Fatalf("ann's other devices learn %v", changed)
	}

	// Bob ends it; the message has no thread. Another one goes with the group.
	rest["bob"].does(t, "DELETE", "/v1/threads/"+id, nil)
	if e := online["ann"].hearsEvent("thread.dismissed"); e["thread"].(obj)["id"] != id || e["message"].(obj)["thread"] != nil {
		t.Fatal(e)
	}
	online["bob"].isRefused("group/"+id, "no_such_group")
	other, _ := rest["bob"].does(t, "POST", "/v1/groups/g/threads", obj{"seq": 2, "name": "once more"})["id"].(string)
	rest["ann"].does(t, "DELETE", "/v1/groups/g", nil)
	rest["bob"].refused(t, "no_such_thread", "GET", "/v1/threads/"+other, nil)
	online["bob"].isRefused("group/"+other, "no_such_group")
}

// TestThread_InAnAppWithoutCase makes a thread where ids are known in small letters only, and finds it however it is spelled.
func TestThread_InAnAppWithoutCase(t *testing.T) {
	s := startServer(t)
	s.does(t, "PATCH", "/v1/app", obj{"settings": obj{"fold_ids": true}})
	s.register(t, "ann", "bob")
	ann := s.as(t, "ann")
	ann.does(t, "POST", "/v1/groups", obj{"id": "Team", "name": "Team", "members": []string{"Bob"}})
	ann.does(t, "POST", "/v1/messages", obj{"to": "group/TEAM", "body": obj{"text": "hello"}})
	id, _ := ann.does(t, "POST", "/v1/groups/Team/threads", obj{"seq": 2, "name": "T"})["id"].(string)
	if id != strings.ToLower(id) {
		t.Fatal(id)
	}
	s.as(t, "bob").does(t, "POST", "/v1/threads/"+strings.ToUpper(id)+"/join", nil)
	ann.does(t, "POST", "/v1/messages", obj{"to": "group/" + strings.ToUpper(id), "body": obj{"text": "in it"}})
	if th := ann.does(t, "GET", "/v1/threads/"+id, nil); th["messages"] != 1.0 || th["members"] != 2.0 {
		t.Fatal(th)
	}
}

// wantTexts reads the texts of a conversation.
func wantTexts(t *testing.T, s *server, with string, want ...string) {
	t.Helper()
	messages, _ := s.does(t, "GET", "/v1/conversations/"+with+"/messages?type=txt", nil)["messages"].([]any)
	if len(messages) != len(want) {
		t.Fatalf("%d messages in %s, not %d", len(messages), with, len(want))
	}
	for i, m := range messages {
		if got := textOf(m.(obj)); got != want[i] {
			t.Fatalf("message %d is %q, not %q", i+1, got, want[i])
		}
	}
}

// changedOf gives the changed messages of one conversation in an answer of sync.
func changedOf(page obj, with string) []any {
	conversations, _ := page["conversations"].([]any)
	for _, c := range conversations {
		if c.(obj)["conversation"] == with {
			changed, _ := c.(obj)["changed"].([]any)
			return changed
		}
	}
	return nil
}
