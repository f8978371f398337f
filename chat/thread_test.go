package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// hangs makes a thread of a new message of the group g.
func (k *talk) hangs(u chat.UserID, name string) chat.Thread {
	k.t.Helper()
	r, err := k.say(u, "group/g", "about "+name, "")
	k.must(err)
	t, err := k.CreateThread(context.Background(), as(u), "g", chat.NewThread{Seq: r.Seq, Name: name})
	k.must(err)
	return t
}

func (k *talk) joins(u chat.UserID, t chat.Thread) {
	k.t.Helper()
	_, err := k.JoinThread(context.Background(), as(u), t.ID)
	k.must(err)
}

// root is the message from which a thread hangs.
func (k *talk) root(t chat.Thread) chat.Message {
	k.t.Helper()
	m, err := k.Message(theKey(), chat.GroupAddress(t.Group), t.Seq)
	k.must(err)
	return m
}

func TestThread_HangsFromAMessage(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	th := k.hangs("mem", "climbing")
	if th.Owner != "mem" || th.Members != 1 || !th.Joined || th.Messages != 0 || th.Last != nil || th.Group != "g" || th.Message != k.root(th).ID {
		t.Fatalf("%+v", th)
	}
	to := "group/" + string(th.ID)
	k.mustSay("mem", to, "one")
	_, err := k.say("mem2", to, "not in it", "")
	k.wants("who has not joined writes", err, chat.CodeNotMember)
	k.joins("mem2", th)
	k.joins("mem2", th) // is in it already
	k.mustSay("mem2", to, "two")

	page, err := k.History(as("mem2"), chat.GroupAddress(th.ID), chat.HistoryQuery{Type: "txt"})
	k.must(err)
	if len(page.Messages) != 2 {
		t.Errorf("who joins later reads %d messages of 2", len(page.Messages))
	}
	over := k.root(th).Thread
	if over == nil || over.Messages != 2 || over.Members != 2 || over.Last == nil || string(over.Last.Body) != `{"text":"two"}` {
		t.Fatalf("the message shows %+v", over)
	}
	_, err = k.Recall(ctx, as("own"), chat.GroupAddress(th.ID), over.Last.Seq, "") // the group's owner, who is not in it
	k.wants("a manager who is not in the thread recalls", err, chat.CodeNotMember)
	k.joins("adm", th)
	_, err = k.Recall(ctx, as("adm"), chat.GroupAddress(th.ID), over.Last.Seq, "")
	k.must(err)
	if last := k.root(th).Thread.Last; last == nil || string(last.Body) != `{"text":"one"}` {
		t.Errorf("the last message after a recall: %+v", last)
	}
	if groups, _, err := k.MyGroups(as("mem"), "", 0); err != nil || len(groups) != 1 {
		t.Errorf("my groups: %+v, %v", groups, err)
	}
	v, err := k.Conversation(as("mem"), chat.GroupAddress(th.ID))
	k.must(err)
	if v.Thread == nil || *v.Thread != th.ThreadOf {
		t.Errorf("the conversation's thread: %+v", v.Thread)
	}

	// The message is recalled, the thread stays; then it is dismissed, and the message has none.
	_, err = k.Recall(ctx, as("mem"), chat.GroupAddress("g"), th.Seq, "")
	k.must(err)
	if m := k.root(th); m.Type != chat.TypeRecalled || m.Thread == nil || m.Thread.Members != 3 {
		t.Errorf("recalled: %+v", m)
	}
	k.must(k.DismissThread(ctx, as("mem"), th.ID))
	if m := k.root(th); m.Thread != nil {
		t.Errorf("a dismissed thread hangs on: %+v", m.Thread)
	}
	_, err = k.say("mem", to, "late", "")
	k.wants("write to a dismissed thread", err, chat.CodeNoGroup)
}

func TestThread_WhoMayDoWhat(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	th := k.hangs("mem", "climbing")
	k.joins("mem2", th)
	k.joins("adm", th)
	for _, one := range []struct {
		what string
		code chat.Code
		try  func(u chat.UserID) error
		may  string
	}{
		{"reads it", chat.CodeNotMember, func(u chat.UserID) error { _, err := k.Thread(as(u), th.ID); return err }, "own adm mem mem2 adm2"},
		{"lists the group's", chat.CodeNotMember, func(u chat.UserID) error { _, _, err := k.Threads(as(u), "g", "", 0); return err }, "own adm mem mem2 adm2"},
		{"lists who is in it", chat.CodeNotMember, func(u chat.UserID) error { _, _, err := k.ThreadMembers(as(u), th.ID, "", 0); return err }, "own adm mem mem2 adm2"},
		{"joins", chat.CodeNotMember, func(u chat.UserID) error { _, err := k.JoinThread(ctx, as(u), th.ID); return err }, "mem mem2 adm"},
		{"writes", chat.CodeNotMember, func(u chat.UserID) error { _, err := k.say(u, "group/"+string(th.ID), "x", ""); return err }, "mem mem2 adm"},
		{"renames", chat.CodeForbidden, func(u chat.UserID) error { _, err := k.RenameThread(ctx, as(u), th.ID, "by "+string(u)); return err }, "own adm adm2 mem"},
		{"removes", chat.CodeForbidden, func(u chat.UserID) error {
			err := k.RemoveFromThread(ctx, as(u), th.ID, "mem2")
			if err == nil {
				k.joins("mem2", th)
			}
			return err
		}, "own adm adm2 mem2"}, // mem2 leaves by that
		{"removes an admin", chat.CodeForbidden, func(u chat.UserID) error {
			err := k.RemoveFromThread(ctx, as(u), th.ID, "adm")
			if err == nil {
				k.joins("adm", th)
			}
			return err
		}, "own adm"}, // adm leaves by that
	} {
		for _, u := range []chat.UserID{"own", "adm", "adm2", "mem", "mem2", "out"} {
			if one.what == "joins" || one.what == "writes" {
				if u == "own" || u == "adm2" {
					continue // they may join, and are not in it
				}
			}
			code := one.code
			if u == "out" {
				code = chat.CodeNotMember
			}
			if slices.Contains(strings.Fields(one.may), string(u)) {
				code = ""
			}
			k.wants(fmt.Sprint(u, " ", one.what), one.try(u), code)
		}
	}
	if _, err := k.Thread(chat.Caller{App: "default", Admin: true}, th.ID); err != nil {
		t.Error("the app's key", err)
	}
	// What manages groups does not know threads.
	_, err := k.Group(as("mem"), th.ID)
	k.wants("read as a group", err, chat.CodeNoGroup)
	_, err = k.AddMembers(ctx, theKey(), th.ID, []chat.UserID{"out"})
	k.wants("add an outsider", err, chat.CodeNoGroup)
	k.wants("dismiss as a group", k.DismissGroup(ctx, theKey(), th.ID), chat.CodeNoGroup)
	_, err = k.TransferGroup(ctx, theKey(), th.ID, "mem2")
	k.wants("transfer", err, chat.CodeNoGroup)
	_, err = k.CreateThread(ctx, as("mem"), th.ID, chat.NewThread{Seq: 1, Name: "deeper"})
	k.wants("a thread of a thread", err, chat.CodeNoGroup)
}

func TestThread_MuteAndDisableOfTheGroupHold(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	th := k.hangs("mem", "climbing")
	k.joins("mem2", th)
	to := "group/" + string(th.ID)
	_, err := k.MuteMember(ctx, as("adm"), "g", "mem", k.now.Add(time.Hour))
	k.must(err)
	_, err = k.say("mem", to, "x", "")
	k.wants("who is muted in the group writes", err, chat.CodeMuted)
	k.mustSay("mem2", to, "fine")
	_, err = k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: 1, Name: "x"})
	k.wants("of an event", err, chat.CodeNoMessage)
	r := k.sends("mem2", "group/g", "root", chat.SendOptions{})
	_, err = k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: r.Seq, Name: "x"})
	k.wants("who is muted makes one", err, chat.CodeMuted)
	_, err = k.MuteGroup(ctx, as("adm"), "g", true)
	k.must(err)
	_, err = k.say("mem2", to, "x", "")
	k.wants("all are muted", err, chat.CodeMuted)
	_, err = k.MuteGroup(ctx, as("adm"), "g", false)
	k.must(err)
	_, err = k.DisableGroup(ctx, theKey(), "g", true)
	k.must(err)
	_, err = k.say("mem2", to, "x", "")
	k.wants("the group is disabled", err, chat.CodeGroupDisabled)
}

func TestThread_BadInputChangesNothing(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	th := k.hangs("mem", "climbing")
	r := k.sends("mem", "group/g", "root", chat.SendOptions{})
	alone := k.sends("mem", "group/g", "for own", chat.SendOptions{Only: []chat.UserID{"own"}})
	before := k.log.Hash()
	for what, try := range map[string]struct {
		code chat.Code
		do   func() error
	}{
		"no name": {chat.CodeInvalid, func() error {
			_, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: r.Seq, Name: " "})
			return err
		}},
		"a long name": {chat.CodeTooLarge, func() error {
			_, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: r.Seq, Name: strings.Repeat("雁", 65)})
			return err
		}},
		"no such message": {chat.CodeNoMessage, func() error {
			_, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: 99, Name: "x"})
			return err
		}},
		"for others alone": {chat.CodeNoMessage, func() error {
			_, err := k.CreateThread(ctx, as("mem2"), "g", chat.NewThread{Seq: alone.Seq, Name: "x"})
			return err
		}},
		"for some alone": {chat.CodeInvalid, func() error {
			_, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: alone.Seq, Name: "x"})
			return err
		}},
		"a second one": {chat.CodeExists, func() error {
			_, err := k.CreateThread(ctx, as("mem2"), "g", chat.NewThread{Seq: th.Seq, Name: "x"})
			return err
		}},
		"an outsider": {chat.CodeNotMember, func() error {
			_, err := k.CreateThread(ctx, as("out"), "g", chat.NewThread{Seq: r.Seq, Name: "x"})
			return err
		}},
		"the key for one": {chat.CodeNotMember, func() error {
			_, err := k.CreateThread(ctx, chat.Caller{App: "default", User: "out", Admin: true}, "g", chat.NewThread{Seq: r.Seq, Name: "x"})
			return err
		}},
		"no such group": {chat.CodeNoGroup, func() error {
			_, err := k.CreateThread(ctx, as("mem"), "none", chat.NewThread{Seq: 1, Name: "x"})
			return err
		}},
		"no such thread":          {chat.CodeNoThread, func() error { _, err := k.JoinThread(ctx, as("mem"), "none"); return err }},
		"a group is none":         {chat.CodeNoThread, func() error { _, err := k.JoinThread(ctx, as("mem"), "g"); return err }},
		"leave":                   {chat.CodeNotMember, func() error { return k.LeaveThread(ctx, as("mem2"), th.ID) }},
		"remove who is not in it": {chat.CodeNotMember, func() error { return k.RemoveFromThread(ctx, as("own"), th.ID, "mem2") }},
		"last of too many":        {chat.CodeTooMany, func() error { _, err := k.LastOfThreads(as("mem"), make([]chat.GroupID, 21)); return err }},
		"a wrong cursor":          {chat.CodeInvalid, func() error { _, _, err := k.Threads(as("mem"), "g", "a/b", 0); return err }},
		"a wrong limit":           {chat.CodeInvalid, func() error { _, _, err := k.MyThreads(as("mem"), "", "", 1000); return err }},
	} {
		k.wants(what, try.do(), try.code)
	}
	if k.log.Hash() != before {
		t.Error("a refused call changed something")
	}
	longest := strings.Repeat("雁", chat.MaxThreadName)
	if _, err := k.RenameThread(ctx, as("mem"), th.ID, longest); err != nil || k.root(th).Thread.Name != longest {
		t.Error(err)
	}
}

func TestThread_WhoLeavesTheGroupLeavesItsThreads(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	k.made("other", "mem", "own")
	one, two := k.hangs("mem", "one"), k.hangs("mem2", "two")
	r := k.sends("mem", "group/other", "root", chat.SendOptions{})
	else_, err := k.CreateThread(ctx, as("mem"), "other", chat.NewThread{Seq: r.Seq, Name: "elsewhere"})
	k.must(err)
	k.joins("mem", two)
	k.joins("mem2", one)
	_, err = k.RemoveMembers(ctx, as("own"), "g", []chat.UserID{"mem"})
	k.must(err)
	for _, th := range []chat.Thread{one, two} {
		_, err := k.say("mem", "group/"+string(th.ID), "x", "")
		k.wants("who was removed writes to "+th.Name, err, chat.CodeNotMember)
		_, err = k.History(as("mem"), chat.GroupAddress(th.ID), chat.HistoryQuery{})
		k.wants("who was removed reads "+th.Name, err, chat.CodeNotMember)
		if now, err := k.Thread(as("own"), th.ID); err != nil || now.Members != 1 {
			t.Errorf("%+v, %v", now, err)
		}
	}
	_, err = k.RenameThread(ctx, as("mem"), one.ID, "mine")
	k.wants("who made it and was removed renames", err, chat.CodeNotMember)
	k.mustSay("mem", "group/"+string(else_.ID), "still here")
	mine, _, err := k.MyThreads(as("mem"), "", "", 0)
	if err != nil || len(mine) != 1 || mine[0].ID != else_.ID {
		t.Errorf("mem is in %+v, %v", mine, err)
	}
	_, err = k.AddMembers(ctx, as("own"), "g", []chat.UserID{"mem"})
	k.must(err)
	_, err = k.say("mem", "group/"+string(one.ID), "x", "")
	k.wants("who comes back to the group", err, chat.CodeNotMember)
	k.joins("mem", one)
	k.mustSay("mem", "group/"+string(one.ID), "here again")

	_, err = k.BanFromGroup(ctx, as("adm"), "g", "mem")
	k.must(err)
	_, err = k.say("mem", "group/"+string(one.ID), "x", "")
	k.wants("who is banned", err, chat.CodeNotMember)

	// The group goes, and its threads with it: at once, and their records with a purge.
	k.must(k.DismissGroup(ctx, as("own"), "g"))
	_, err = k.say("mem2", "group/"+string(two.ID), "x", "")
	k.wants("the group is dismissed", err, chat.CodeNoGroup)
	_, err = k.Thread(theKey(), two.ID)
	k.wants("read a thread of a dismissed group", err, chat.CodeNoThread)
	all, err := k.Conversations(as("mem2"), "", 0)
	k.must(err)
	if len(all.Conversations) != 0 {
		t.Errorf("mem2 is left with %+v", all.Conversations)
	}
	k.must(k.DeleteUser(ctx, chat.Caller{App: "default", User: "mem2", Admin: true}))
	k.must(k.Purge(context.Background()))
	k.must(k.log.View(func(r chat.Reader) error {
		for _, class := range []string{"dismissed/", "thread/g/", "member/" + string(one.ID), "member/" + string(two.ID), "inthread/mem2/", "group/" + string(two.ID)} {
			k.must(r.Scan([]byte("default/"+class), nil, false, func(key, _ []byte) bool { t.Errorf("%s is left", key); return true }))
		}
		return nil
	}))
	if st, err := k.Thread(as("mem"), else_.ID); err != nil || st.Members != 1 {
		t.Errorf("the other group's: %+v, %v", st, err)
	}
}

func TestThread_ListsAndLimits(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	var made []chat.GroupID
	for i := range chat.MaxThreadsPerUser {
		made = append(made, k.hangs("mem", fmt.Sprint("t", i)).ID)
	}
	r := k.sends("mem", "group/g", "root", chat.SendOptions{})
	_, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: r.Seq, Name: "one more"})
	k.wants("one more", err, chat.CodeTooMany)
	var listed, mine []chat.GroupID
	for next := ""; ; {
		page, more, err := k.Threads(as("mem2"), "g", next, 100)
		k.must(err)
		for _, th := range page {
			listed = append(listed, th.ID)
		}
		if next = more; next == "" {
			break
		}
	}
	for next := ""; ; {
		page, more, err := k.MyThreads(as("mem"), "g", next, 70)
		k.must(err)
		for _, th := range page {
			mine = append(mine, th.ID)
		}
		if next = more; next == "" {
			break
		}
	}
	slices.Reverse(listed)
	if !slices.Equal(listed, made) || !slices.Equal(mine, made) {
		t.Errorf("made %d, listed %d, mine %d", len(made), len(listed), len(mine))
	}
	other := k.hangs("mem2", "other")
	k.mustSay("mem2", "group/"+string(other.ID), "last words")
	last, err := k.LastOfThreads(as("mem2"), []chat.GroupID{made[0], "none", other.ID})
	if err != nil || len(last) != 2 || last[0].Last != nil || last[1].Last == nil || string(last[1].Last.Body) != `{"text":"last words"}` {
		t.Errorf("%+v, %v", last, err)
	}
	if last, err = k.LastOfThreads(as("out"), made[:3]); err != nil || len(last) != 0 {
		t.Errorf("an outsider reads %+v, %v", last, err)
	}
	// More than one command ends at once: fewer users at a time, or one alone, who can always go.
	_, err = k.RemoveMembers(ctx, as("own"), "g", []chat.UserID{"mem", "mem2"})
	k.wants("remove both at once", err, chat.CodeTooMany)
	_, err = k.RemoveMembers(ctx, as("own"), "g", []chat.UserID{"mem"})
	k.must(err)
	if mine, _, err := k.MyThreads(as("mem"), "", "", 0); err != nil || len(mine) != 0 {
		t.Errorf("mem is in %d threads, %v", len(mine), err)
	}
	_, err = k.Leave(ctx, as("mem2"), "g")
	k.must(err)
}

// TestThread_TheSameElsewhere writes the commands down and applies them to another log; then it exports what came of
// them and imports that into an empty app.
func TestThread_TheSameElsewhere(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	th, gone := k.hangs("mem", "climbing"), k.hangs("mem", "gone")
	k.joins("mem2", th)
	k.mustSay("mem2", "group/"+string(th.ID), "hello")
	_, err := k.RenameThread(ctx, as("own"), th.ID, "renamed")
	k.must(err)
	k.must(k.RemoveFromThread(ctx, as("own"), th.ID, "mem"))
	k.must(k.DismissThread(ctx, as("mem"), gone.ID))
	k.must(k.Purge(context.Background()))
	other := chattest.NewColdLog()
	for _, c := range k.log.Applied() {
		written, err := json.Marshal(c)
		k.must(err)
		var read chat.Command
		k.must(json.Unmarshal(written, &read))
		k.must(other.Propose(&chat.Proposal{Command: read}))
	}
	if other.Hash() != k.log.Hash() {
		t.Error("the same commands gave another state")
	}

	lines := k.export(chat.ExportQuery{})
	empty := newTalk(t)
	empty.now = k.now
	if r := empty.bring(lines); r.Refused > 0 {
		t.Fatalf("%+v", r)
	}
	if again := empty.export(chat.ExportQuery{}); again != lines {
		t.Errorf("exported again:\n%s\nbefore:\n%s", again, lines)
	}
	a, err := k.Thread(as("mem2"), th.ID)
	k.must(err)
	b, err := empty.Thread(as("mem2"), th.ID)
	k.must(err)
	if fmt.Sprintf("%+v", b.Last) != fmt.Sprintf("%+v", a.Last) || b.Members != a.Members || b.Messages != a.Messages || b.Name != "renamed" {
		t.Errorf("%+v is not %+v", b, a)
	}
	if m, _, err := empty.MyThreads(as("mem2"), "g", "", 0); err != nil || len(m) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	st := empty.stats()
	if st.Groups != 1 || st.Threads != 1 {
		t.Errorf("%d groups, %d threads", st.Groups, st.Threads)
	}
	if r := empty.bring(lines); r.Refused > 0 || len(r.New) > 0 {
		t.Errorf("the same again: %+v", r)
	}
}

// TestThread_DevicesThatWereAwayLearnOfIt looks at what a device gets by Sync.
func TestThread_DevicesThatWereAwayLearnOfIt(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	r := k.sends("mem", "group/g", "root", chat.SendOptions{})
	start, err := k.Sync(as("mem2"), "")
	k.must(err)
	th, err := k.CreateThread(ctx, as("mem"), "g", chat.NewThread{Seq: r.Seq, Name: "climbing"})
	k.must(err)
	page, err := k.Sync(as("mem2"), start.Cursor)
	k.must(err)
	if len(page.Conversations) != 1 || len(page.Conversations[0].Changed) != 1 || page.Conversations[0].Changed[0].Thread == nil || page.Conversations[0].Unread != 1 {
		t.Fatalf("%+v", page)
	}
	k.joins("mem2", th)
	k.mustSay("mem", "group/"+string(th.ID), "hello")
	page, err = k.Sync(as("mem2"), page.Cursor)
	k.must(err)
	if len(page.Conversations) != 1 || page.Conversations[0].Thread == nil || page.Conversations[0].Unread != 1 {
		t.Fatalf("%+v", page)
	}
	k.must(k.DismissThread(ctx, as("own"), th.ID))
	page, err = k.Sync(as("mem2"), page.Cursor)
	k.must(err)
	if n := len(page.Conversations); n != 2 {
		t.Fatalf("%d conversations changed: %+v", n, page)
	}
	for _, c := range page.Conversations {
		if c.With.ID == "g" && (len(c.Changed) != 1 || c.Changed[0].Thread != nil) || c.With.ID == string(th.ID) && !c.Left {
			t.Errorf("%+v", c)
		}
	}
}
