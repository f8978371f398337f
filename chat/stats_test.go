package chat_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func (k *talk) stats() chat.Stats {
	k.t.Helper()
	st, err := k.Stats(context.Background(), theKey())
	k.must(err)
	return st
}

func TestStats_CountByDayAndKind(t *testing.T) {
	k := newTalk(t, "ann", "bob", "cat")
	k.now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	if st := k.stats(); st.Users != 3 || st.Groups != 0 || len(st.Days) != chat.StatsDays || st.Days[89].Day != "2026-11-21" || st.ActiveMonth != 0 {
		t.Fatalf("%+v", st)
	}
	_, err := k.CreateGroup(context.Background(), as("ann"), chat.NewGroup{ID: "g", Members: []chat.UserID{"bob"}})
	k.must(err)
	_, err = k.CreateRoom(context.Background(), theKey(), chat.NewRoom{ID: "r"})
	k.must(err)
	for i := range 1500 { // more than one command counts
		k.mustSay("ann", "user/bob", fmt.Sprint(i))
	}
	k.mustSay("bob", "group/g", "hello")
	k.mustSay("ann", "room/r", "hello")
	d := chat.PlainText(chat.UserAddress("bob"), []byte("not stored"))
	d.Store = new(bool)
	_, err = k.Send(context.Background(), as("cat"), d)
	k.must(err)
	today := chat.StatsDay{Day: "2026-11-21", Active: 2, MessageCounts: chat.MessageCounts{User: 1500, Group: 1, Room: 1}}
	if st := k.stats(); st.Days[89] != today || st.Messages != today.MessageCounts || st.ActiveToday != 2 || st.ActiveMonth != 2 {
		t.Errorf("%+v", st)
	}
	before := k.log.Hash()
	if st := k.stats(); st.Days[89] != today || k.log.Hash() != before {
		t.Errorf("nothing is counted twice: %+v", st)
	}
	k.now = k.now.Add(29 * 24 * time.Hour)
	k.mustSay("bob", "user/cat", "a month later")
	k.mustSay("cat", "user/bob", "so it is")
	st := k.stats()
	if st.Groups != 1 || st.Rooms != 1 || st.Days[60] != today || st.ActiveToday != 2 || st.ActiveMonth != 3 || st.Messages.User != 1502 {
		t.Errorf("%+v", st)
	}
	k.now = k.now.Add(24 * time.Hour)
	if st := k.stats(); st.ActiveToday != 0 || st.ActiveMonth != 2 || st.Days[88].Active != 2 || st.Days[59] != today {
		t.Errorf("ann was active thirty days ago: %+v", st)
	}
	k.keepFor(1)
	k.now = k.now.Add(48 * time.Hour)
	k.retain()
	if st := k.stats(); st.Messages.User != 1502 || st.Days[57].User != 1500 {
		t.Errorf("what was removed was sent all the same: %+v", st.Messages)
	}
	if _, err := k.Stats(context.Background(), as("ann")); chat.AsErrorCode(err) != chat.CodeForbidden {
		t.Error(err)
	}
}
