package chat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func (k *talk) export(q chat.ExportQuery) string {
	k.t.Helper()
	var b bytes.Buffer
	k.must(k.Export(theKey(), q, func(line []byte) error { b.Write(line); return nil }))
	return b.String()
}

// bring imports lines.
func (k *talk) bring(text string) chat.ImportResult {
	k.t.Helper()
	rest := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	r, err := k.Import(context.Background(), theKey(), func() ([]byte, error) {
		if len(rest) == 0 {
			return nil, nil
		}
		line := []byte(rest[0])
		rest = rest[1:]
		return line, nil
	})
	k.must(err)
	return r
}

// village makes an app with all that an export knows.
func village(t *testing.T) *talk {
	k, ctx := newTalk(t, "ann", "bob", "cat", "eve"), context.Background()
	nick := "Ann <&> 安"
	_, err := k.ChangeProfile(ctx, as("ann"), chat.ProfileChange{Nickname: &nick, Ext: json.RawMessage(`{"a":[1,2]}`)})
	k.must(err)
	k.must(k.SetPassword(ctx, as("ann"), "$argon2id$v=19$m=1,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", ""))
	_, err = k.CreateGroup(ctx, as("ann"), chat.NewGroup{ID: "g", Name: "Group", Members: []chat.UserID{"bob"}})
	k.must(err)
	_, err = k.ChangeMember(ctx, as("bob"), "g", "bob", chat.MemberChange{Nickname: &nick, Attributes: json.RawMessage(`{"level":3}`)})
	k.must(err)
	_, err = k.SetAdmin(ctx, as("ann"), "g", "bob", true)
	k.must(err)
	_, err = k.ChangeValues(ctx, as("bob"), "g", chat.ValuesChange{Set: map[string]string{"seat": "bob"}})
	k.must(err)
	_, err = k.CreateRoom(ctx, theKey(), chat.NewRoom{ID: "r", Name: "Room"})
	k.must(err)
	for i := range 40 {
		k.now = k.now.Add(time.Hour)
		_, err := k.say("ann", "user/bob", fmt.Sprint("<hello> & 你好 ", i), fmt.Sprint("c", i))
		k.must(err)
		k.mustSay("bob", "group/g", fmt.Sprint("group ", i))
	}
	_, err = k.Block(ctx, as("cat"), "ann")
	k.must(err)
	_, err = k.Ask(ctx, as("bob"), "cat", "let us be friends", false)
	k.must(err)
	_, err = k.Ask(ctx, as("bob"), "ann", "", false)
	k.must(err)
	_, err = k.Answer(ctx, as("ann"), "bob", true)
	k.must(err)
	_, err = k.ChangeContact(ctx, as("bob"), "ann", chat.ContactChange{Remark: new("my friend"), Ext: json.RawMessage(`{"color":"blue"}`)})
	k.must(err)
	k.mustSay("bob", "user/ann", "answer")
	k.mustSay("cat", "room/r", "in the room")
	_, err = k.AddMembers(ctx, as("ann"), "g", []chat.UserID{"cat"}) // sees nothing of what was before
	k.must(err)
	k.mustSay("cat", "group/g", "hello")
	_, err = k.BanFromGroup(ctx, as("ann"), "g", "eve")
	k.must(err)
	k.must(k.SetSuperAdmin(ctx, theKey(), "cat", true))
	_, err = k.SetRoomAdmin(ctx, theKey(), "r", "ann", true)
	k.must(err)
	_, err = k.MuteInRoom(ctx, theKey(), "r", "bob", time.Time{})
	k.must(err)
	_, err = k.SetRoomValues(ctx, as("ann"), "r", []chat.NewRoomValue{{Key: "price", Value: "9.90"}, {Key: "here", AutoDelete: true}}, false)
	k.must(err)
	_, err = k.SetDND(ctx, as("ann"), chat.DND{Mode: chat.DNDMentions, Window: &chat.DNDWindow{From: "22:00", To: "07:00", Zone: "Asia/Shanghai"}})
	k.must(err)
	_, err = k.SetConversationDND(ctx, as("ann"), chat.UserAddress("bob"), chat.DND{Mode: chat.DNDNone})
	k.must(err)
	_, err = k.MarkRead(ctx, as("bob"), chat.UserAddress("ann"), 30)
	k.must(err)
	_, err = k.MarkRead(ctx, as("ann"), chat.GroupAddress("g"), 0)
	k.must(err)
	return k
}

func TestTransfer_GivesTheSameElsewhere(t *testing.T) {
	k, other := village(t), newTalk(t)
	out := k.export(chat.ExportQuery{Hashes: true})
	lines := strings.Count(out, "\n")
	r := other.bring(out)
	if r.Refused > 0 || r.Lines != lines || r.New["message"] != 89 {
		t.Fatalf("%d lines: %+v", lines, r)
	}
	if again := other.export(chat.ExportQuery{Hashes: true}); again != out {
		t.Fatalf("another export:\n%s\n%s", out, again)
	}
	for _, u := range []chat.UserID{"ann", "bob", "cat"} {
		a, err := k.Conversations(as(u), "", 0)
		k.must(err)
		b, err := other.Conversations(as(u), "", 0)
		k.must(err)
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if string(x) != string(y) {
			t.Errorf("%s sees\n%s\nand elsewhere\n%s", u, x, y)
		}
	}
	before := other.log.Hash()
	if r := other.bring(out); r.Same != lines || r.Refused > 0 || other.log.Hash() != before {
		t.Errorf("the same again: %+v", r)
	}
	if r := k.bring(out); r.Same != lines {
		t.Errorf("into where it came from: %+v", r)
	}
	other.now = k.now
	first, err := k.say("ann", "user/bob", "<hello> & 你好 39", "c39")
	k.must(err)
	if r, err := other.say("ann", "user/bob", "<hello> & 你好 39", "c39"); err != nil || r != first {
		t.Errorf("a cid means the same message here, too: %+v %v, first %+v", r, err, first)
	}
	if r, err := other.say("bob", "user/ann", "on", ""); err != nil || r.Seq != 42 {
		t.Errorf("seqs go on: %+v %v", r, err)
	}
	if strings.Contains(k.export(chat.ExportQuery{}), "argon2id") {
		t.Error("hashes come only when they are asked for")
	}
}

func TestTransfer_OfAPart(t *testing.T) {
	k, other := village(t), newTalk(t, "ann", "bob")
	q := chat.ExportQuery{Kinds: []string{"messages"}, Conversation: "user/ann~bob", Since: k.now.Add(-5 * time.Hour).UnixMilli()}
	part := k.export(q)
	if !strings.HasPrefix(part, `{"kind":"conversation","conversation":"user/ann~bob","first_seq":35}`) {
		t.Fatalf("it begins with %.200s", part)
	}
	if r := other.bring(part); r.Refused > 0 || r.New["message"] != 7 {
		t.Fatalf("%+v", r)
	}
	page, err := other.History(as("bob"), chat.UserAddress("ann"), chat.HistoryQuery{})
	if err != nil || page.FirstSeq != 35 || page.LastSeq != 41 || len(page.Messages) != 7 {
		t.Errorf("%+v %v", page, err)
	}
	// What is missing before cannot be brought later, and what has a hole is refused.
	q.Since = 0
	if r := other.bring(k.export(q)); r.Refused > 0 || r.New["message"] > 0 {
		t.Errorf("%+v", r)
	}
	lines := strings.SplitAfter(k.export(q), "\n")
	fresh := newTalk(t, "ann", "bob")
	r := fresh.bring(lines[0] + lines[1] + lines[3])
	if r.New["message"] != 2 || r.Refused != 1 || r.Errors[0].Line != 3 || r.Errors[0].Field != "message.seq" || !strings.Contains(r.Errors[0].Message, "leaves a gap: 3 is the next") {
		t.Errorf("%+v", r)
	}
	if r = fresh.bring(`{"kind":"conversation","conversation":"user/ann~bob","first_seq":9}`); r.Refused != 1 || r.Errors[0].Field != "first_seq" {
		t.Errorf("%+v", r)
	}
}

func TestImport_RefusesWithTheNumberOfTheLine(t *testing.T) {
	k := village(t)
	message := func(with string) string {
		m := map[string]any{"id": "x", "from": "ann", "to": "user/bob", "seq": 42, "ts": k.now.UnixMilli(), "type": "txt", "body": map[string]any{"text": "x"}}
		var change map[string]any
		k.must(json.Unmarshal([]byte(with), &change))
		for name, v := range change {
			m[name] = v
		}
		b, err := json.Marshal(map[string]any{"kind": "message", "conversation": "user/ann~bob", "message": m})
		k.must(err)
		return string(b)
	}
	for _, c := range []struct{ line, code, field string }{
		{`no json`, "invalid", ""},
		{`{"kind":"unicorn"}`, "invalid", "kind"},
		{`{"kind":"user","user":"a b"}`, "bad_id", "user"},
		{`{"kind":"user","user":"dan","password_hash":"plain"}`, "invalid", "password_hash"},
		{`{"kind":"user","user":7}`, "invalid", ""},
		{`{"kind":"contact","of":"ann","user":"ann"}`, "invalid", "user"},
		{`{"kind":"contact","of":"nobody","user":"ann","since":1}`, "no_such_user", "of"},
		{`{"kind":"contact","of":"ann","user":"bob","since":-1}`, "invalid", "since"},
		{`{"kind":"group","id":"h","owner":"nobody"}`, "no_such_user", "owner"},
		{`{"kind":"group","id":"h","owner":"ann","join":"maybe"}`, "invalid", "join"},
		{`{"kind":"member","group":"nope","user":"ann"}`, "no_such_group", "group"},
		{`{"kind":"member","group":"g","user":"dan"}`, "no_such_user", "user"},
		{`{"kind":"member","group":"g","user":"dan","role":"king"}`, "invalid", "role"},
		{`{"kind":"room","id":""}`, "bad_id", "id"},
		{`{"kind":"group_ban","group":"nope","user":"ann"}`, "no_such_group", "group"},
		{`{"kind":"group_ban","group":"g","user":"bob"}`, "already_exists", "user"},
		{`{"kind":"group_ban","group":"g","user":"a b"}`, "bad_id", "user"},
		{`{"kind":"super_admin","user":"nobody"}`, "no_such_user", "user"},
		{`{"kind":"room_user","room":"nope","user":"ann","admin":true}`, "no_such_room", "room"},
		{`{"kind":"room_user","room":"r","user":"cat","banned":-1}`, "invalid", "muted_until"},
		{`{"kind":"room_value","room":"r","key":""}`, "invalid", "key"},
		{`{"kind":"room_value","room":"r","key":"k","value":"` + strings.Repeat("x", chat.MaxRoomValue+1) + `"}`, "too_large", "value"},
		{`{"kind":"dnd","user":"nobody","mode":"none"}`, "no_such_user", "user"},
		{`{"kind":"dnd","user":"ann","mode":"loud"}`, "invalid", "mode"},
		{`{"kind":"dnd","user":"ann","conversation":"group/nope","mode":"none"}`, "no_such_group", "id"},
		{`{"kind":"conversation","conversation":"user/bob~ann","first_seq":1}`, "bad_address", "conversation"},
		{`{"kind":"view","conversation":"user/ann~bob","user":"ann","read_seq":99}`, "invalid", "read_seq"},
		{`{"kind":"view","conversation":"user/ann~bob","user":"cat","read_seq":1}`, "not_found", "user"},
		{`{"kind":"message","conversation":"user/ann~bob"}`, "bad_payload", "message"},
		{message(`{"seq":43}`), "invalid", "message.seq"},
		{message(`{"seq":41}`), "already_exists", "message.seq"},
		{message(`{"seq":0}`), "invalid", "message.seq"},
		{message(`{"ts":5}`), "invalid", "message.ts"},
		{message(`{"from":"cat"}`), "invalid", "message.to"},
		{message(`{"to":"user/"}`), "bad_address", "message.to"},
		{message(`{"id":"a/b"}`), "bad_id", "message.id"},
		{message(`{"body":"text"}`), "bad_payload", "message"},
		{message(`{"body":{"text":"` + strings.Repeat("x", chat.MaxMessage+2000) + `"}}`), "too_large", "message"},
		{`{"kind":"user","user":"` + strings.Repeat("x", chat.MaxImportLine) + `"}`, "too_large", ""},
	} {
		before := k.log.Hash()
		r := k.bring("\n" + c.line)
		if r.Refused != 1 || r.Lines != 2 || r.Errors[0].Line != 2 || string(r.Errors[0].Code) != c.code || r.Errors[0].Field != c.field {
			t.Errorf("%.100s: %+v", c.line, r)
		}
		if k.log.Hash() != before {
			t.Errorf("%.100s changed something", c.line)
		}
	}
	if r := k.bring(strings.Repeat("no\n", 300)); !r.Stopped || r.Refused != chat.MaxImportErrors || len(r.Errors) != chat.MaxImportErrors {
		t.Errorf("%+v", r)
	}
	if _, err := k.Import(context.Background(), as("ann"), nil); chat.AsErrorCode(err) != chat.CodeForbidden {
		t.Errorf("a user imports: %v", err)
	}
	if err := k.Export(as("ann"), chat.ExportQuery{}, nil); chat.AsErrorCode(err) != chat.CodeForbidden {
		t.Errorf("a user exports: %v", err)
	}
	for _, q := range []chat.ExportQuery{{Kinds: []string{"gold"}}, {Conversation: "user/ann"}} {
		if err := k.Export(theKey(), q, nil); err == nil {
			t.Errorf("%+v", q)
		}
	}
}

func TestImport_PushesNobody(t *testing.T) {
	k, other := newTalk(t, "ann", "bob"), newTalk(t)
	k.mustSay("ann", "user/bob", "an hour ago")
	other.bring(k.export(chat.ExportQuery{}))
	for _, c := range []struct {
		in   *talk
		told bool
	}{{k, true}, {other, false}} {
		c.in.now = k.now.Add(time.Hour)
		p, _, err := c.in.Push("default", chat.PushQuery{Conv: "user/ann~bob", Seq: 1, Most: 10, Online: func(chat.UserID) bool { return false }})
		if err != nil || (p != nil) != c.told {
			t.Errorf("told %v: %+v, %v", c.told, p, err)
		}
	}
	other.mustSay("ann", "user/bob", "now")
	if p, _, err := other.Push("default", chat.PushQuery{Conv: "user/ann~bob", Seq: 2, Most: 10, Online: func(chat.UserID) bool { return false }}); err != nil || p == nil || p.Users[0].Unread != 2 {
		t.Errorf("a new message: %+v, %v", p, err)
	}
}
