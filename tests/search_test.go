package tests

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"
)

// finds gives the texts that a search by a user finds, with | between them; the empty user is the app's key.
func (s *server) finds(t *testing.T, user, words, more string) string {
	t.Helper()
	path := "/v1/search?q=" + url.QueryEscape(words) + more
	if user != "" {
		path += "&from=" + user
	}
	status, body := s.get(t, path)
	if status != http.StatusOK {
		return fmt.Sprint(body["code"])
	}
	var all []string
	hits, _ := body["hits"].([]any)
	for _, h := range hits {
		hit, _ := h.(map[string]any)
		m, _ := hit["message"].(map[string]any)
		all = append(all, textOf(m))
	}
	return strings.Join(all, "|")
}

// willFind waits until a search finds just that: the index follows the messages.
func (s *server) willFind(t *testing.T, user, words, want string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	got := ""
	for late := time.After(patience); ; {
		if got = s.finds(t, user, words, ""); got == want {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%s searches %q and finds %q, not %q", user, words, got, want)
		}
	}
}

// nextMillisecond returns in another one: what is sent then is newer, not of the same age.
func nextMillisecond() {
	for now := time.Now().UnixMilli(); time.Now().UnixMilli() == now; {
		runtime.Gosched()
	}
}

func TestSearch_FindsOnesOwnMessagesInEveryLanguage(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob", "cat", "eve")
	if status, body := s.create(t, "/v1/groups", map[string]any{"id": "g", "name": "g", "owner": "ann", "members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	ann, bob := s.connect(t, "ann", how{}), s.connect(t, "bob", how{})
	ann.send("user/bob", "明天下午三点开会")
	nextMillisecond()
	bob.send("user/ann", "The meeting is at three, 开会")
	nextMillisecond()
	ann.send("group/g", "Meeting notes for everyone")
	s.willFind(t, "bob", "meeting", "Meeting notes for everyone|The meeting is at three, 开会")
	for _, c := range []struct{ user, words, more, want string }{
		{"ann", "开会", "", "The meeting is at three, 开会|明天下午三点开会"},
		{"ann", "下午 开会", "", "明天下午三点开会"},
		{"ann", "会", "&limit=1", "The meeting is at three, 开会"},
		{"ann", "meet*", "&conversation=group/g", "Meeting notes for everyone"},
		{"ann", "meeting", "&sender=bob", "The meeting is at three, 开会"},
		{"ann", "meeting", "&order=best&type=txt", "Meeting notes for everyone|The meeting is at three, 开会"},
		{"ann", "meeting", "&until=1000", ""},
		{"cat", "meeting", "", ""},
		{"eve", "meeting", "&conversation=group/g", "not_member"},
		{"eve", "会议", "&conversation=user/ann", ""},
		{"", "meeting", "", "Meeting notes for everyone|The meeting is at three, 开会"},
		{"", "三点", "&conversation=user/bob", "明天下午三点开会"},
		{"ann", "", "", "invalid"},
		{"ann", "…", "", "invalid"},
		{"ann", `"meeting`, "", "invalid"},
		{"ann", "meeting", "&limit=0", "invalid"},
		{"ann", "meeting", "&cursor=nonsense", "invalid"},
		{"ann", "meeting", "&type=cmd", "invalid"},
		{"ann", "meeting", "&conversation=planet/mars", "bad_address"},
		{"nobody", "meeting", "", ""},
	} {
		if got := s.finds(t, c.user, c.words, c.more); got != c.want {
			t.Errorf("%s searches %s%s: %q, not %q", c.user, c.words, c.more, got, c.want)
		}
	}
	if status, body := s.create(t, "/v1/groups/g/members/remove?from=ann", map[string]any{"members": []string{"bob"}}); status >= 300 {
		t.Fatal(status, body)
	}
	if got := s.finds(t, "bob", "notes", ""); got != "" {
		t.Errorf("removed from the group, bob finds %q", got)
	}
}

func TestSearch_SurvivesACrash(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{})
	for i := range 50 {
		ann.send("user/bob", fmt.Sprintf("message before the crash %d", i))
	}
	s.willFind(t, "bob", `"crash 49"`, "message before the crash 49")
	ann.send("user/bob", "the last word 遗言")
	s.kill()
	s.restart(t)
	s.willFind(t, "bob", "遗言", "the last word 遗言")
	seen := map[string]bool{}
	for _, text := range strings.Split(s.finds(t, "bob", "crash", "&limit=50"), "|") {
		if seen[text] {
			t.Errorf("%q comes twice", text)
		}
		seen[text] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d of 50 are found", len(seen))
	}
	s.connect(t, "ann", how{}).send("user/bob", "afterwards")
	s.willFind(t, "bob", "afterwards", "afterwards")
}

func TestSearch_RecalledTextIsGone(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	ann := s.connect(t, "ann", how{})
	seq := ann.send("user/bob", "a secret 秘密")
	ann.send("user/bob", "no secret")
	s.willFind(t, "bob", "secret", "no secret|a secret 秘密")
	if status, body := s.create(t, "/v1/conversations/user/bob/messages/"+seq+"/recall?from=ann", nil); status != http.StatusOK {
		t.Fatal(status, body)
	}
	for _, who := range []string{"ann", "bob", ""} {
		if got := s.finds(t, who, "secret", "") + s.finds(t, who, "秘密", ""); got != "no secret" {
			t.Errorf("%q still finds %q", who, got)
		}
	}
	s.kill()
	s.restart(t)
	s.willFind(t, "bob", "secret", "no secret")
	if status, body := s.create(t, "/v1/search/index", nil); status != http.StatusAccepted {
		t.Fatal(status, body)
	}
	s.willFind(t, "bob", "秘密", "")
}

func TestSearch_IsBuiltAnewOnDemand(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann", "bob")
	s.connect(t, "ann", how{}).send("user/bob", "hello")
	s.willFind(t, "bob", "hello", "hello")
	status, body := s.create(t, "/v1/search/index", nil)
	if status != http.StatusAccepted || body["state"] != "rebuilding" {
		t.Fatal(status, body)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); body["state"] != "ready"; {
		if got := s.finds(t, "bob", "hello", ""); got != "hello" {
			t.Fatalf("meanwhile bob finds %q", got)
		}
		select {
		case <-tick.C:
			_, body = s.get(t, "/v1/search/index")
		case <-late:
			t.Fatalf("still %v", body)
		}
	}
	if body["messages"] != 1.0 {
		t.Errorf("%v", body)
	}
}

func TestSearch_Off(t *testing.T) {
	s := startServer(t)
	s.stop()
	s.args = []string{"--search", "off"}
	s.restart(t)
	if got := s.finds(t, "", "hello", ""); got != "search_off" {
		t.Errorf("search: %q", got)
	}
	if status, body := s.create(t, "/v1/search/index", nil); status != http.StatusNotFound || body["code"] != "search_off" {
		t.Errorf("rebuild: %d %v", status, body)
	}
}
