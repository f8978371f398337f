package search_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestSearch_ChineseAndEnglish(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	w.say("ann", "user/bob", "今天天气很好，我们去公园吧")
	w.say("bob", "user/ann", "The weather is fine, see you at the Park")
	w.say("ann", "user/bob", "iPhone手机壳到了")
	w.send("bob", "user/ann", "file", `{"url":"http://example.com/x","name":"季度报告 Q3.pdf"}`)
	w.send("bob", "user/ann", "custom", `{"text":"weather of a program"}`)
	w.settle("default")
	for _, c := range []struct{ query, want string }{
		{"天气", "今天天气很好，我们去公园吧"},
		{"公园 天气", "今天天气很好，我们去公园吧"},
		{"园", "今天天气很好，我们去公园吧"},
		{"吧", "今天天气很好，我们去公园吧"},
		{"WEATHER park", "The weather is fine, see you at the Park"},
		{"weath*", "The weather is fine, see you at the Park"},
		{`"see you"`, "The weather is fine, see you at the Park"},
		{`"you see"`, ""},
		{"iphone", "iPhone手机壳到了"},
		{"手机壳", "iPhone手机壳到了"},
		{"手机到", ""},
		{"报告", "季度报告 Q3.pdf"},
		{"q3", "季度报告 Q3.pdf"},
		{"program", ""},
	} {
		for _, order := range []chat.SearchOrder{chat.NewestFirst, chat.BestFirst} {
			if got := w.find(as("ann"), chat.SearchQuery{Text: c.query, Order: order}); got != c.want {
				t.Errorf("%s, %s: %q, not %q", c.query, order, got, c.want)
			}
		}
	}
	page, err := w.engine.Search(t.Context(), as("ann"), chat.SearchQuery{Text: "天气"})
	if err != nil || page.Hits[0].Conversation.String() != "user/bob" || page.Hits[0].Fragment[1] != (chat.SearchExcerpt{Text: "天气", Hit: true}) {
		t.Fatalf("%+v, %v", page, err)
	}
}

func TestSearch_OnlyWhatOneMayRead(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob", "cat", "eve")
	ctx := t.Context()
	w.group("g", "ann", "bob")
	w.say("ann", "user/bob", "secret between two")
	w.say("ann", "group/g", "secret before cat came")
	if _, err := w.service.AddMembers(ctx, as("ann"), "g", []chat.UserID{"cat"}); err != nil {
		t.Fatal(err)
	}
	w.say("bob", "group/g", "secret with cat")
	w.settle("default")
	q := chat.SearchQuery{Text: "secret"}
	in := chat.SearchQuery{Text: "secret", Conversation: chat.GroupAddress("g")}
	for _, c := range []struct {
		who  chat.Caller
		q    chat.SearchQuery
		want string
	}{
		{as("bob"), q, "secret with cat|secret before cat came|secret between two"},
		{as("cat"), q, "secret with cat"},
		{as("cat"), in, "secret with cat"},
		{as("eve"), q, ""},
		{admin(), q, "secret with cat|secret before cat came|secret between two"},
		{admin(), in, "secret with cat|secret before cat came"},
		{admin(), chat.SearchQuery{Text: "secret", Conversation: chat.UserAddress("bob")}, "secret between two"},
		{chat.Caller{App: "default", Admin: true, User: "eve"}, q, ""},
		{as("eve"), chat.SearchQuery{Text: "secret", Conversation: chat.UserAddress("ann")}, ""},
	} {
		if got := w.find(c.who, c.q); got != c.want {
			t.Errorf("%+v %+v: %q, not %q", c.who, c.q, got, c.want)
		}
	}
	_, err := w.engine.Search(ctx, as("eve"), in)
	wantCode(t, err, chat.CodeNotMember)
	_, err = w.engine.Search(ctx, chat.Caller{App: "default"}, q)
	wantCode(t, err, chat.CodeUnauthenticated)

	if _, err := w.service.RemoveMembers(ctx, as("ann"), "g", []chat.UserID{"bob"}); err != nil {
		t.Fatal(err)
	}
	if got := w.find(as("bob"), q); got != "secret between two" {
		t.Errorf("removed from the group, bob finds %q", got)
	}
	_, err = w.engine.Search(ctx, as("bob"), in)
	wantCode(t, err, chat.CodeNotMember)
}

func TestSearch_AppsAreSealed(t *testing.T) {
	w := newWorld(t)
	w.app("shop")
	w.users("ann", "bob")
	w.say("ann", "user/bob", "only here")
	w.settle("default")
	w.settle("shop")
	if got := w.find(chat.Caller{App: "shop", Admin: true}, chat.SearchQuery{Text: "only"}); got != "" {
		t.Errorf("another app finds %q", got)
	}
	if err := w.service.RemoveApp(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	w.until("the index of a removed app is gone", func() bool {
		_, err := os.Stat(filepath.Join(w.dir, "search", "shop"))
		return os.IsNotExist(err)
	})
}

func TestSearch_FiltersAndPages(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob", "cat")
	began := w.now.Load()
	for i := range 25 {
		w.now.Add(24 * 3600 * 1000)
		from, to := chat.UserID("ann"), "user/bob"
		if i%5 == 0 {
			from, to = "cat", "user/ann"
		}
		w.say(from, to, fmt.Sprintf("number %d", i))
	}
	w.send("ann", "user/bob", "file", `{"url":"http://example.com/x","name":"number of a file"}`)
	w.settle("default")
	day := func(n int64) int64 { return began + n*24*3600*1000 }
	for _, c := range []struct {
		q    chat.SearchQuery
		want string
	}{
		{chat.SearchQuery{Sender: "cat"}, "number 20|number 15|number 10|number 5|number 0"},
		{chat.SearchQuery{Conversation: chat.UserAddress("cat"), Limit: 2}, "number 20|number 15"},
		{chat.SearchQuery{Type: "file"}, "number of a file"},
		{chat.SearchQuery{Since: day(3), Until: day(5)}, "number 3|number 2"},
		{chat.SearchQuery{Until: day(2)}, "number 0"},
		{chat.SearchQuery{Since: day(24), Type: "txt"}, "number 24|number 23"},
		{chat.SearchQuery{Since: day(400)}, ""},
	} {
		c.q.Text = "number"
		if got := w.find(as("ann"), c.q); got != c.want {
			t.Errorf("%+v: %q, not %q", c.q, got, c.want)
		}
	}
	for _, order := range []chat.SearchOrder{chat.NewestFirst, chat.BestFirst} {
		w.pages(order, 26)
	}
}

// pages reads all pages of a search and expects that each message comes once.
func (w *world) pages(order chat.SearchOrder, all int) {
	w.t.Helper()
	seen := map[string]bool{}
	q := chat.SearchQuery{Text: "number", Order: order, Limit: 4}
	for {
		page, err := w.engine.Search(context.Background(), as("ann"), q)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, h := range page.Hits {
			if seen[h.Message.ID] {
				w.t.Errorf("%s: %s comes twice", order, h.Message.Body)
			}
			seen[h.Message.ID] = true
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	if len(seen) != all {
		w.t.Errorf("%s: %d of %d", order, len(seen), all)
	}
}

func TestSearch_BadQueriesGetClearErrors(t *testing.T) {
	w := newWorld(t)
	w.users("ann")
	w.settle("default")
	for _, c := range []struct {
		q     chat.SearchQuery
		code  chat.Code
		field string
	}{
		{chat.SearchQuery{}, chat.CodeInvalid, "q"},
		{chat.SearchQuery{Text: "a", Limit: 51}, chat.CodeInvalid, "limit"},
		{chat.SearchQuery{Text: "a", Order: "loudest"}, chat.CodeInvalid, "order"},
		{chat.SearchQuery{Text: "a", Cursor: "x"}, chat.CodeInvalid, "cursor"},
		{chat.SearchQuery{Text: "a", Since: -1}, chat.CodeInvalid, "since"},
		{chat.SearchQuery{Text: "a", Since: 5, Until: 5}, chat.CodeInvalid, "until"},
		{chat.SearchQuery{Text: "a", Sender: "no one"}, chat.CodeBadID, "sender"},
		{chat.SearchQuery{Text: "a", Conversation: chat.UserAddress("zoe")}, chat.CodeNoUser, "id"},
		{chat.SearchQuery{Text: "a", Conversation: chat.GroupAddress("none")}, chat.CodeNoGroup, "group"},
	} {
		_, err := w.engine.Search(t.Context(), as("ann"), c.q)
		if e := chat.AsError(err); err == nil || e.Code != c.code || e.Field != c.field {
			t.Errorf("%+v: %v at %q", c.q, err, chat.AsError(err).Field)
		}
	}
}

// TestSearch_ManyGroups: of so many groups that hits are compared with them one by one.
func TestSearch_ManyGroups(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	for i := range 70 {
		id := chat.GroupID(fmt.Sprintf("g%02d", i))
		w.group(id, "ann")
		w.say("ann", "group/"+string(id), fmt.Sprintf("word %d", i))
	}
	w.group("other", "bob")
	w.say("bob", "group/other", "word elsewhere")
	w.say("bob", "user/ann", "word in private")
	w.settle("default")
	if got := w.find(as("ann"), chat.SearchQuery{Text: "word", Limit: 3}); got != "word in private|word 69|word 68" {
		t.Error(got)
	}
	if got := w.find(as("ann"), chat.SearchQuery{Text: "elsewhere"}); got != "" {
		t.Error(got)
	}
}

func TestIndex_GoesOnAfterARestart(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	w.say("ann", "user/bob", "before")
	w.settle("default")
	w.stop()
	w.say("ann", "user/bob", "meanwhile")
	w.start()
	w.settle("default")
	w.say("ann", "user/bob", "after")
	w.settle("default")
	for _, word := range []string{"before", "meanwhile", "after"} {
		if got := w.find(as("bob"), chat.SearchQuery{Text: word}); got != word {
			t.Errorf("%s: %q", word, got)
		}
	}
}

func TestIndex_IsBuiltAnew(t *testing.T) {
	for what, harm := range map[string]func(t *testing.T, dir string){
		"missing": func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) },
		"a bit flipped": func(t *testing.T, dir string) {
			name := segment(t, dir)
			b, err := os.ReadFile(name)
			must(t, err)
			b[len(b)/2] ^= 4
			must(t, os.WriteFile(name, b, 0o600))
		},
		"a file cut":  func(t *testing.T, dir string) { must(t, os.Truncate(segment(t, dir), 10)) },
		"a file gone": func(t *testing.T, dir string) { must(t, os.Remove(segment(t, dir))) },
		"no list of files": func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "default", "1", "root.bolt"), []byte(strings.Repeat("x", 9000)), 0o600))
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			w.users("ann", "bob")
			for range 5 {
				w.say("ann", "user/bob", "hello")
			}
			w.settle("default")
			dir := filepath.Join(w.dir, "search")
			w.engine.Flush("default")
			w.stop()
			harm(t, dir)
			w.start()
			w.settle("default")
			if got := w.find(as("bob"), chat.SearchQuery{Text: "hello"}); strings.Count(got, "hello") != 5 {
				t.Errorf("found %q", got)
			}
		})
	}
}

func segment(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "default", "*", "*.zap"))
	if err != nil || len(files) == 0 {
		t.Fatal("no segment on disk", err)
	}
	return files[0]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestIndex_RebuildAnswersMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	for i := range 3000 {
		w.say("ann", "user/bob", fmt.Sprintf("hello %d", i))
	}
	w.settle("default")
	state, err := w.engine.Rebuild("default")
	if err != nil || state.State != "rebuilding" {
		t.Fatalf("%+v, %v", state, err)
	}
	w.until("the index is built anew", func() bool {
		if got := w.find(as("bob"), chat.SearchQuery{Text: "hello", Limit: 1}); got != "hello 2999" {
			t.Fatalf("found %q", got)
		}
		state, err := w.engine.State("default")
		return err == nil && state.State == "ready"
	})
	w.settle("default")
	if state, err = w.engine.State("default"); err != nil || state.Messages != 3000 {
		t.Fatalf("%+v, %v", state, err)
	}
	w.until("the old index is gone", func() bool {
		entries, err := os.ReadDir(filepath.Join(w.dir, "search", "default"))
		return err == nil && len(entries) == 1 && entries[0].Name() == "2"
	})
}

// TestSearch_ChangedMessages: the state decides at once, before the index knows, and the index follows.
func TestSearch_ChangedMessages(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	ctx, toBob := t.Context(), chat.UserAddress("bob")
	recalled := w.say("ann", "user/bob", "a regretted word 后悔")
	edited := w.say("ann", "user/bob", "a mistaken word")
	erased := w.say("ann", "user/bob", "a boring word")
	w.settle("default")
	_, err := w.service.Recall(ctx, as("ann"), toBob, recalled.Seq, "")
	must(t, err)
	_, err = w.service.Edit(ctx, as("ann"), toBob, edited.Seq, []byte(`{"text":"a corrected word"}`), nil)
	must(t, err)
	must(t, w.service.Erase(ctx, as("bob"), chat.UserAddress("ann"), []uint64{erased.Seq}, 0, false))
	for _, c := range []struct {
		who         chat.Caller
		query, want string
	}{
		{as("bob"), "regretted", ""}, {as("ann"), "后悔", ""}, {admin(), "regretted", ""},
		{as("bob"), "mistaken", ""}, {as("bob"), "boring", ""}, {as("ann"), "boring", "a boring word"},
	} {
		if got := w.find(c.who, chat.SearchQuery{Text: c.query}); got != c.want {
			t.Errorf("%s: %q, not %q", c.query, got, c.want)
		}
	}
	w.settle("default")
	if got := w.find(as("bob"), chat.SearchQuery{Text: "corrected"}); got != "a corrected word" {
		t.Errorf("edited: %q", got)
	}
	if state, err := w.engine.State("default"); err != nil || state.Messages != 2 {
		t.Errorf("the recalled one is still in the index: %+v, %v", state, err)
	}
}

func TestIndex_ForgetsWhatExpired(t *testing.T) {
	w := newWorld(t)
	w.users("ann", "bob")
	w.say("ann", "user/bob", "old words")
	w.now.Add(3 * 24 * 3600 * 1000)
	w.say("ann", "user/bob", "new words")
	w.settle("default")
	app, err := w.service.App("default")
	must(t, err)
	app.Settings.RetentionDays = 1
	_, err = w.service.ChangeApp(t.Context(), "default", chat.AppChange{Settings: &app.Settings})
	must(t, err)
	must(t, w.service.Retain(t.Context()))
	if got := w.find(admin(), chat.SearchQuery{Text: "words"}); got != "new words" {
		t.Errorf("found %q", got)
	}
	w.until("the index forgets it too", func() bool {
		state, err := w.engine.State("default")
		return err == nil && state.Messages == 1
	})
}

func TestSearch_WithoutAnIndexSaysSo(t *testing.T) {
	w := newWorld(t)
	w.users("ann")
	w.settle("default")
	w.stop()
	_, err := w.engine.Search(t.Context(), as("ann"), chat.SearchQuery{Text: "hello"})
	wantCode(t, err, chat.CodeIndexBuilding)
}
