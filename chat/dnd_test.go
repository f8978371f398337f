package chat_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestQuiet_Windows(t *testing.T) {
	window := func(from, to, zone string) chat.DND {
		return chat.DND{Mode: chat.DNDAll, Window: &chat.DNDWindow{From: from, To: to, Zone: zone}}
	}
	night, noon := window("22:00", "07:00", "Asia/Shanghai"), window("12:00", "13:30", "Asia/Shanghai")
	for _, tt := range []struct {
		name  string
		d     chat.DND
		at    string
		quiet bool
	}{
		{"before the evening", night, "2026-03-01T21:59:59+08:00", false},
		{"as it begins", night, "2026-03-01T22:00:00+08:00", true},
		{"at midnight", night, "2026-03-02T00:00:00+08:00", true},
		{"its last moment", night, "2026-03-02T06:59:59+08:00", true},
		{"as it ends", night, "2026-03-02T07:00:00+08:00", false},
		{"the same moment, told by another clock", night, "2026-03-01T15:00:00Z", true},
		{"22:00 elsewhere", night, "2026-03-01T22:00:00-08:00", false},
		{"within a day, before", noon, "2026-03-01T11:59:59+08:00", false},
		{"within a day", noon, "2026-03-01T12:00:00+08:00", true},
		{"within a day, the last minute", noon, "2026-03-01T13:29:59+08:00", true},
		{"within a day, after", noon, "2026-03-01T13:30:00+08:00", false},
		{"to midnight", window("23:00", "00:00", "UTC"), "2026-03-01T23:59:59Z", true},
		{"and not beyond", window("23:00", "00:00", "UTC"), "2026-03-02T00:00:00Z", false},
		{"half an hour's zone", window("22:00", "07:00", "Asia/Kolkata"), "2026-03-01T16:30:00Z", true},
		{"half an hour's zone, before", window("22:00", "07:00", "Asia/Kolkata"), "2026-03-01T16:29:59Z", false},
		{"across the date line", window("22:00", "07:00", "Pacific/Kiritimati"), "2026-03-01T08:00:00Z", true},

		// Berlin sets its clock from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
		{"winter", window("22:00", "07:00", "Europe/Berlin"), "2026-03-28T21:00:00Z", true},
		{"summer begins: 7:00 comes an hour sooner", window("22:00", "07:00", "Europe/Berlin"), "2026-03-29T05:00:00Z", false},
		{"summer: 22:00 too", window("22:00", "07:00", "Europe/Berlin"), "2026-03-29T20:00:00Z", true},
		{"summer begins: before", window("22:00", "07:00", "Europe/Berlin"), "2026-03-29T04:59:59Z", true},
		{"an hour that is left out", window("02:00", "03:00", "Europe/Berlin"), "2026-03-29T01:00:00Z", false},
		{"a window that begins in it", window("02:30", "04:00", "Europe/Berlin"), "2026-03-29T01:00:00Z", true},
		{"winter begins: the hour that comes twice, once", window("02:00", "03:00", "Europe/Berlin"), "2026-10-25T00:30:00Z", true},
		{"and again", window("02:00", "03:00", "Europe/Berlin"), "2026-10-25T01:30:00Z", true},
		{"and is over", window("02:00", "03:00", "Europe/Berlin"), "2026-10-25T02:00:00Z", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			when := moment(t, tt.at)
			for _, mentioned := range []bool{false, true} {
				if got := chat.Quiet(tt.d, chat.DND{}, mentioned, when); got != tt.quiet {
					t.Errorf("for all conversations: %v", got)
				}
				if got := chat.Quiet(chat.DND{}, tt.d, mentioned, when); got != tt.quiet {
					t.Errorf("for one: %v", got)
				}
			}
		})
	}
}

func TestQuiet_ModesAndUntil(t *testing.T) {
	now := moment(t, "2026-03-01T12:00:00Z")
	mode := func(m chat.DNDMode) chat.DND { return chat.DND{Mode: m} }
	until := func(d time.Duration) chat.DND { return chat.DND{Until: now.Add(d).UnixMilli()} }
	for _, tt := range []struct {
		name      string
		all, one  chat.DND
		plain     bool // is a message that mentions nobody quiet?
		mentioned bool
	}{
		{"nothing set", chat.DND{}, chat.DND{}, false, false},
		{"all", mode(chat.DNDAll), chat.DND{}, false, false},
		{"mentions", mode(chat.DNDMentions), chat.DND{}, true, false},
		{"none", mode(chat.DNDNone), chat.DND{}, true, true},
		{"the conversation's goes before: louder", mode(chat.DNDNone), mode(chat.DNDAll), false, false},
		{"the conversation's goes before: mentions", mode(chat.DNDNone), mode(chat.DNDMentions), true, false},
		{"the conversation's goes before: silent", mode(chat.DNDAll), mode(chat.DNDNone), true, true},
		{"a time before its end", until(time.Millisecond), chat.DND{}, true, true},
		{"a time at its end", until(0), chat.DND{}, false, false},
		{"of the conversation", chat.DND{}, until(time.Hour), true, true},
		{"of all, in a conversation that is loud", until(time.Hour), mode(chat.DNDAll), true, true},
		{"over, and a mode", until(-time.Hour), mode(chat.DNDMentions), true, false},
		{"a zone that is gone", chat.DND{Window: &chat.DNDWindow{From: "00:00", To: "23:59", Zone: "Mars/Base"}}, chat.DND{}, false, false},
	} {
		if got := chat.Quiet(tt.all, tt.one, false, now); got != tt.plain {
			t.Errorf("%s: %v", tt.name, got)
		}
		if got := chat.Quiet(tt.all, tt.one, true, now); got != tt.mentioned {
			t.Errorf("%s, mentioned: %v", tt.name, got)
		}
	}
}

func TestDND_IsKeptAndToldToTheOwnDevices(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx, ann := t.Context(), b.as("ann")
	_, err := b.CreateGroup(ctx, ann, chat.NewGroup{ID: "g", Name: "g"})
	b.must(err)
	b.ear.heard = nil
	if d, err := b.DND(ann); err != nil || d.Mode != chat.DNDAll {
		t.Fatal(d, err)
	}
	night := &chat.DNDWindow{From: "22:00", To: "07:00", Zone: "Asia/Shanghai"}
	for range 2 { // the second time changes nothing
		_, err = b.SetDND(ctx, ann, chat.DND{Mode: chat.DNDMentions, Window: night})
		b.must(err)
	}
	b.hears(`ann: {"event":"dnd.changed","mode":"mentions","window":{"from":"22:00","to":"07:00","zone":"Asia/Shanghai"}}`)
	g, bob := chat.GroupAddress("g"), chat.UserAddress("bob")
	_, err = b.SetConversationDND(ctx, ann, g, chat.DND{Mode: chat.DNDNone})
	b.must(err)
	_, err = b.SetConversationDND(ctx, ann, bob, chat.DND{Mode: chat.DNDAll, Until: b.now.UnixMilli() + 1000})
	b.must(err)
	b.hears(`ann: {"conversation":"group/g","event":"dnd.changed","mode":"none"}`, `ann: {"conversation":"user/bob","event":"dnd.changed","mode":"all","until":1700000001000}`)
	for _, q := range []struct {
		conv      chat.Conversation
		mentioned bool
		at        time.Time
		want      bool
	}{
		{"group/g", true, b.now, true},
		{chat.Between("ann", "bob"), false, b.now, true},
		{chat.Between("ann", "bob"), false, b.now.Add(time.Second), true}, // 06:13 in Shanghai
		{chat.Between("ann", "bob"), false, b.now.Add(2 * time.Hour), false},
		{chat.Between("ann", "cat"), false, b.now.Add(2 * time.Hour), true},
		{chat.Between("ann", "cat"), true, b.now.Add(2 * time.Hour), false},
	} {
		if got, err := b.Quiet("default", "ann", q.conv, q.mentioned, q.at); err != nil || got != q.want {
			t.Errorf("%+v: %v %v", q, got, err)
		}
	}
	list, next, err := b.ConversationDNDs(ann, "", 1)
	if err != nil || len(list) != 1 || list[0].With != g || next == "" {
		t.Fatal(list, next, err)
	}
	if list, next, err = b.ConversationDNDs(ann, next, 1); err != nil || len(list) != 1 || list[0].With != bob || next != "" {
		t.Fatal(list, next, err)
	}
	for range 2 {
		_, err = b.SetConversationDND(ctx, ann, g, chat.DND{})
		b.must(err)
	}
	b.hears(`ann: {"conversation":"group/g","event":"dnd.changed"}`)
	if d, err := b.ConversationDND(ann, g); err != nil || d != (chat.DND{}) {
		t.Fatal(d, err)
	}
	again := chattest.NewColdLog()
	for _, c := range b.log.Applied() {
		kept, err := json.Marshal(c)
		b.must(err)
		p := &chat.Proposal{}
		b.must(json.Unmarshal(kept, &p.Command))
		b.must(again.Propose(p))
	}
	if again.Hash() != b.log.Hash() {
		t.Fatal("the same commands give another state")
	}
}

func TestDND_BadInputChangesNothing(t *testing.T) {
	b := newBook(t, "ann", "bob")
	ctx := t.Context()
	_, err := b.CreateGroup(ctx, b.as("bob"), chat.NewGroup{ID: "g", Name: "g"})
	b.must(err)
	window := func(from, to, zone string) chat.DND {
		return chat.DND{Window: &chat.DNDWindow{From: from, To: to, Zone: zone}}
	}
	for name, tt := range map[string]struct {
		code  chat.Code
		field string
		with  string // "": all conversations
		d     chat.DND
	}{
		"mode":             {chat.CodeInvalid, "mode", "", chat.DND{Mode: "loud"}},
		"until":            {chat.CodeInvalid, "until", "", chat.DND{Until: b.now.UnixMilli()}},
		"until, negative":  {chat.CodeInvalid, "until", "user/bob", chat.DND{Until: -1}},
		"24:00":            {chat.CodeInvalid, "window.to", "", window("22:00", "24:00", "UTC")},
		"one digit":        {chat.CodeInvalid, "window.from", "", window("7:00", "22:00", "UTC")},
		"seconds":          {chat.CodeInvalid, "window.from", "", window("07:00:00", "22:00", "UTC")},
		"60 minutes":       {chat.CodeInvalid, "window.from", "", window("07:60", "22:00", "UTC")},
		"no end":           {chat.CodeInvalid, "window.to", "", window("07:00", "", "UTC")},
		"ends as it began": {chat.CodeInvalid, "window.to", "user/bob", window("07:00", "07:00", "UTC")},
		"no zone":          {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "")},
		"the server's":     {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "Local")},
		"unknown zone":     {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "Asia/Springfield")},
		"an offset":        {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "+08:00")},
		"a path":           {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "../etc/passwd")},
		"a doubled path":   {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", "Asia//Shanghai")},
		"a long name":      {chat.CodeInvalid, "window.zone", "", window("22:00", "07:00", strings.Repeat("x", 1000))},
		"no such user":     {chat.CodeNoUser, "id", "user/zoe", chat.DND{Mode: chat.DNDNone}},
		"no such group":    {chat.CodeNoGroup, "id", "group/none", chat.DND{Mode: chat.DNDNone}},
		"no member":        {chat.CodeNotMember, "id", "group/g", chat.DND{Mode: chat.DNDNone}},
		"a chatroom":       {chat.CodeInvalid, "kind", "room/r", chat.DND{Mode: chat.DNDNone}},
	} {
		t.Run(name, func(t *testing.T) {
			b.refused(tt.code, tt.field, func() error {
				if tt.with == "" {
					_, err := b.SetDND(ctx, b.as("ann"), tt.d)
					return err
				}
				with, err := chat.ParseAddress(tt.with)
				b.must(err)
				_, err = b.SetConversationDND(ctx, b.as("ann"), with, tt.d)
				return err
			})
		})
	}
	b.refused(chat.CodeInvalid, "from", func() error { _, err := b.SetDND(ctx, b.key(), chat.DND{}); return err })
	b.refused(chat.CodeNoUser, "from", func() error { _, err := b.SetDND(ctx, b.keyAs("zoe"), chat.DND{}); return err })
}
