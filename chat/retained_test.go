package chat_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// publishRetained publishes a retained message; its refusal is the answer.
func (k *talk) publishRetained(app chat.AppName, m chat.RetainedMessage) (err error) {
	k.t.Helper()
	if e := k.SubmitRetained(app, m, func(o *chat.Outcome) { err = o.Err }); e != nil {
		k.t.Fatal(e)
	}
	return err
}

func (k *talk) mustRetain(topic, payload string, qos byte) {
	k.t.Helper()
	if err := k.publishRetained("default", chat.RetainedMessage{Topic: topic, Payload: []byte(payload), QoS: qos, From: "ann", Client: "c"}); err != nil {
		k.t.Fatal(err)
	}
}

// found lists what a filter means, read in pages of most.
func (k *talk) found(filter string, most int) (topics []string) {
	k.t.Helper()
	for after := ""; ; {
		page, next, err := k.RetainedFor("default", filter, after, most)
		if err != nil || len(page) > most {
			k.t.Fatal(len(page), err)
		}
		for _, m := range page {
			topics = append(topics, m.Topic)
		}
		if after = next; after == "" {
			return topics
		}
	}
}

// use is what the app is said to retain, compared with what is there.
func (k *talk) use() chat.RetainedUse {
	k.t.Helper()
	all, _, use, err := k.Retained(theKey(), "#", "", 1000)
	if err != nil {
		k.t.Fatal(err)
	}
	var real chat.RetainedUse
	for _, m := range all {
		real.Count++
		real.Bytes += uint64(len(m.Topic) + len(m.Payload) + len(m.Properties))
	}
	if use != real {
		k.t.Fatalf("counted are %+v, there are %+v", use, real)
	}
	return use
}

func TestRetained_StoredReplacedDeleted(t *testing.T) {
	k := newTalk(t, "ann")
	k.mustRetain("a/b", "one", 1)
	k.mustRetain("a/b", "two, longer", 2)
	k.mustRetain("a", "up", 0)
	page, next, err := k.RetainedFor("default", "a/b", "", 10)
	if err != nil || next != "" || len(page) != 1 || string(page[0].Payload) != "two, longer" || page[0].QoS != 2 || page[0].From != "ann" || page[0].Client != "c" || page[0].At != k.now.UnixMilli() {
		t.Fatalf("%+v %q %v", page, next, err)
	}
	if u := k.use(); u.Count != 2 {
		t.Fatal(u)
	}
	k.mustRetain("a/b", "", 1)
	k.mustRetain("a/b", "", 1) // nothing is there
	if got := k.found("#", 10); !slices.Equal(got, []string{"a"}) {
		t.Fatal(got)
	}
	k.use()
	if _, err := k.RetainedOn(theKey(), "a/b"); chat.AsErrorCode(err) != chat.CodeNotFound {
		t.Fatal(err)
	}
	if n, err := k.DropRetained(ctx, theKey(), "#"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if u := k.use(); u != (chat.RetainedUse{}) {
		t.Fatal(u)
	}
	if _, _, _, err := k.Retained(as("ann"), "#", "", 0); chat.AsErrorCode(err) != chat.CodeForbidden {
		t.Fatal(err)
	}
}

func TestRetained_RunsOut(t *testing.T) {
	k := newTalk(t, "ann")
	put := func(topic string, after time.Duration) {
		k.t.Helper()
		m := chat.RetainedMessage{Topic: topic, Payload: []byte("x"), From: "ann"}
		if after > 0 {
			m.Expires = k.now.Add(after).UnixMilli()
		}
		if err := k.publishRetained("default", m); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 600 { // more than one command removes
		put(fmt.Sprint("many/", i), time.Minute)
	}
	put("longer", time.Minute)
	put("longer", time.Hour)
	put("for/ever", time.Minute)
	put("for/ever", 0)
	put("gone", time.Minute)
	put("short", time.Hour)
	put("short", time.Minute)
	k.mustRetain("gone", "", 0)
	k.now = k.now.Add(time.Minute)
	if got := k.found("#", 1000); !slices.Equal(got, []string{"for/ever", "longer"}) {
		t.Fatalf("what has run out is there before it is purged: %v", got)
	}
	if err := k.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if u := k.use(); u.Count != 2 {
		t.Fatal(u)
	}
	k.now = k.now.Add(time.Hour)
	if err := k.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if left := append(k.log.Keys("default/retained/"), k.log.Keys("default/retainedend/")...); len(left) != 1 {
		t.Fatal(left)
	}
}

func TestRetained_AnAppHasItsLimits(t *testing.T) {
	k := newTalk(t, "ann")
	set := func(count int, bytes int64) {
		t.Helper()
		st := chat.DefaultSettings()
		st.RetainedMessages, st.RetainedBytes = count, bytes
		if _, err := k.ChangeApp(context.Background(), "default", chat.AppChange{Settings: &st}); err != nil {
			t.Fatal(err)
		}
	}
	put := func(topic, payload string, code chat.Code) {
		t.Helper()
		err := k.publishRetained("default", chat.RetainedMessage{Topic: topic, Payload: []byte(payload), From: "ann"})
		if refusal(err) != code || err != nil && chat.AsError(err).Reason() != 0x97 {
			t.Fatalf("%s: %v, not %q", topic, err, code)
		}
		k.use()
	}
	set(2, 100)
	put("a", "1", "")
	put("b", "1", "")
	put("c", "1", chat.CodeRetainedFull)
	put("b", "2", "")
	put("b", "", "")
	put("c", strings.Repeat("x", 96), "")
	put("c", strings.Repeat("x", 98), chat.CodeRetainedFull)
	put("a", "333", chat.CodeRetainedFull)
	set(1, 10)
	put("c", strings.Repeat("x", 95), "") // less than before
	put("d", "1", chat.CodeRetainedFull)
	set(0, 0)
	put("a", "", "")
	put("c", "", "")
	put("a", "1", chat.CodeRetainedFull)
	for i, bad := range []struct {
		count int
		bytes int64
	}{{-1, 0}, {chat.MaxRetained + 1, 0}, {0, -1}, {0, chat.MaxRetainedBytes + 1}} {
		st := chat.DefaultSettings()
		st.RetainedMessages, st.RetainedBytes = bad.count, bad.bytes
		if _, err := k.ChangeApp(ctx, "default", chat.AppChange{Settings: &st}); chat.AsErrorCode(err) != chat.CodeInvalid {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestRetained_MatchesLikeAPlainComparison compares walks with a comparison of each topic by itself, and repeats the
// commands on another machine.
func TestRetained_MatchesLikeAPlainComparison(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	some := func(levels ...string) string {
		var parts []string
		for range 1 + r.IntN(4) {
			parts = append(parts, levels[r.IntN(len(levels))])
		}
		return strings.Join(parts, "/")
	}
	k := newTalk(t, "ann")
	held := map[string]bool{}
	for n := range 1500 {
		if topic := some("a", "b", "ab", "a!", "", "ü", "b\x01"); topic != "" {
			if held[topic] = r.IntN(3) > 0; held[topic] {
				k.mustRetain(topic, "x", 0)
			} else {
				k.mustRetain(topic, "", 0)
			}
		}
		if n%3 > 0 {
			continue
		}
		filter := some("a", "b", "ab", "", "+", "+")
		if r.IntN(3) == 0 {
			filter = strings.TrimPrefix(filter+"/#", "/")
		}
		if filter == "" {
			continue
		}
		var want []string
		for topic, there := range held {
			if there && chat.FilterCovers(filter, topic) {
				want = append(want, topic)
			}
		}
		got := k.found(filter, 1+r.IntN(20))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %q, not %q", filter, got, want)
		}
	}
	k.use()
	again := chattest.NewColdLog()
	for _, c := range k.log.Applied() {
		b, err := c.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var read chat.Command
		if err := read.UnmarshalJSON(b); err != nil {
			t.Fatal(err)
		}
		if err := again.Propose(&chat.Proposal{Command: read}); err != nil {
			t.Fatal(err)
		}
	}
	if again.Hash() != k.log.Hash() {
		t.Fatal("the same commands give another state")
	}
}

// FuzzRetained: whatever topic and filter, a walk finds what a plain comparison does.
func FuzzRetained(f *testing.F) {
	for _, seed := range []string{"a/b|a/+", "a|a/#", "/|+/+", "$a/b|#", "$a|+", "a//b|a/+/b", "ab/c|a/#", "a!/c|a/c", "\x01|#"} {
		topic, filter, _ := strings.Cut(seed, "|")
		f.Add(topic, filter)
	}
	f.Fuzz(func(t *testing.T, topic, filter string) {
		if strings.HasPrefix(topic, "im/") || chat.CheckDeviceFilter(filter) != nil || strings.HasPrefix(filter, "$share/") || topic == "" || strings.ContainsAny(topic, "\x00+#") || len(topic) > chat.MaxTopic {
			return
		}
		k := newTalk(t, "ann")
		topics := []string{topic, topic + "/x", "a", "a/b", "a/b/c", "b"}
		for _, topic := range topics {
			k.mustRetain(topic, "x", 0)
		}
		slices.Sort(topics)
		var want []string
		for _, topic := range slices.Compact(topics) {
			if chat.FilterCovers(filter, topic) && (topic[0] != '$' || filter[0] == '$') {
				want = append(want, topic)
			}
		}
		got := k.found(filter, 2)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, not %q", filter, got, want)
		}
	})
}
