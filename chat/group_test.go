package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// wants fails the test when err is not a refusal with this code; "" means none.
func (k *talk) wants(what string, err error, code chat.Code) {
	k.t.Helper()
	if got := refusal(err); got != code {
		k.t.Errorf("%s: %q (%v), not %q", what, got, err, code)
	}
}

// writes tries a message to the group.
func (k *talk) writes(u chat.UserID, code chat.Code) error {
	k.t.Helper()
	_, err := k.say(u, "group/g", "hello", "")
	k.wants(string(u)+" writes", err, code)
	return err
}

// lastEvent is the newest message of the group, which must be an event.
func (k *talk) lastEvent() (from chat.UserID, body map[string]any) {
	k.t.Helper()
	page, err := k.History(theKey(), chat.GroupAddress("g"), chat.HistoryQuery{Limit: 1})
	k.must(err)
	m := page.Messages[0]
	if m.Type != chat.TypeEvent {
		k.t.Fatalf("%+v is no event", m)
	}
	k.must(json.Unmarshal(m.Body, &body))
	return m.From, body
}

func TestGroup_MutesHoldUntilTheirTime(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	hour := k.now.Add(time.Hour)
	m, err := k.MuteMember(ctx, as("adm"), "g", "mem", hour)
	k.must(err)
	if from, e := k.lastEvent(); m.MutedUntil != hour.UnixMilli() || from != "adm" || e["event"] != "members.muted" || e["until"] != float64(hour.UnixMilli()) {
		t.Fatalf("%+v, %s %v", m, from, e)
	}
	err = k.writes("mem", chat.CodeMuted)
	if e := chat.AsError(err); e.Until != hour.UnixMilli() || !strings.Contains(e.Message, hour.UTC().Format(time.RFC3339)) {
		t.Errorf("the refusal does not tell the time: %+v", e)
	}
	k.writes("mem2", "")
	_, err = k.Leave(ctx, as("mem"), "g")
	k.must(err)
	k.writes("mem", chat.CodeNotMember)
	_, err = k.AddMembers(ctx, as("own"), "g", []chat.UserID{"mem"})
	k.must(err)
	k.writes("mem", chat.CodeMuted) // leaving and coming back does not help
	if muted, _, err := k.Members(as("own"), "g", chat.MemberQuery{Muted: true}); err != nil || len(muted) != 1 || muted[0].User != "mem" {
		t.Errorf("muted: %+v, %v", muted, err)
	}
	k.now = hour
	k.writes("mem", "")
	if muted, _, err := k.Members(as("own"), "g", chat.MemberQuery{Muted: true}); err != nil || len(muted) != 0 {
		t.Errorf("muted: %+v, %v", muted, err)
	}
	_, err = k.MuteMember(ctx, as("own"), "g", "adm", time.Time{})
	k.must(err)
	k.writes("adm", chat.CodeMuted)
	if _, err := k.UnmuteMember(ctx, as("adm"), "g", "adm"); refusal(err) != chat.CodeForbidden {
		t.Errorf("an admin lifts his own mute: %v", err)
	}
	_, err = k.UnmuteMember(ctx, as("own"), "g", "adm")
	k.must(err)
	k.writes("adm", "")
}

func TestGroup_MutedAllButSome(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	_, err := k.MuteGroup(ctx, as("adm"), "g", true)
	k.must(err)
	_, err = k.AllowMember(ctx, as("adm"), "g", "mem2", true)
	k.must(err)
	for u, code := range map[chat.UserID]chat.Code{"own": "", "adm": "", "mem": chat.CodeMuted, "mem2": "", "out": chat.CodeNotMember} {
		k.writes(u, code)
	}
	if allowed, _, err := k.Members(as("mem"), "g", chat.MemberQuery{Allowed: true}); err != nil || len(allowed) != 1 || allowed[0].User != "mem2" {
		t.Errorf("allowed: %+v, %v", allowed, err)
	}
	_, err = k.MuteMember(ctx, as("adm"), "g", "mem2", k.now.Add(time.Hour))
	k.must(err)
	k.writes("mem2", chat.CodeMuted) // the list does not stand against one's own mute
	_, err = k.MuteGroup(ctx, as("own"), "g", false)
	k.must(err)
	k.writes("mem", "")
	k.writes("mem2", chat.CodeMuted)
	if _, e := k.lastEvents(3); e[0]["event"] != "members.muted" || e[1]["event"] != "group.unmuted" {
		t.Errorf("events: %v", e)
	}
}

// lastEvents are the events among the newest messages of the group.
func (k *talk) lastEvents(most int) (from []chat.UserID, bodies []map[string]any) {
	k.t.Helper()
	page, err := k.History(theKey(), chat.GroupAddress("g"), chat.HistoryQuery{Limit: most})
	k.must(err)
	for _, m := range page.Messages {
		if m.Type != chat.TypeEvent {
			continue
		}
		var body map[string]any
		k.must(json.Unmarshal(m.Body, &body))
		from, bodies = append(from, m.From), append(bodies, body)
	}
	return from, bodies
}

func TestGroup_DisabledNobodyWrites(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	g, err := k.DisableGroup(ctx, theKey(), "g", true)
	k.must(err)
	if !g.Disabled {
		t.Error("the answer does not say so")
	}
	k.writes("own", chat.CodeGroupDisabled)
	k.writes("mem", chat.CodeGroupDisabled)
	k.writes("out", chat.CodeNotMember)
	key := theKey()
	key.User = "own"
	_, err = k.Send(ctx, key, chat.PlainText(chat.GroupAddress("g"), []byte("x")))
	k.wants("the app's key writes", err, chat.CodeGroupDisabled)
	_, err = k.DisableGroup(ctx, theKey(), "g", false)
	k.must(err)
	k.writes("own", "")
}

func TestGroup_WhoIsBannedStaysOut(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	free := chat.JoinFree
	k.group(chat.GroupSettings{Join: &free})
	_, err := k.BanFromGroup(ctx, as("adm"), "g", "mem")
	k.must(err)
	k.writes("mem", chat.CodeNotMember)
	if from, e := k.lastEvent(); from != "adm" || e["event"] != "members.banned" {
		t.Errorf("%s %v", from, e)
	}
	_, err = k.JoinGroup(ctx, as("mem"), "g", "")
	k.wants("mem joins", err, chat.CodeGroupBanned)
	_, err = k.BanFromGroup(ctx, as("adm"), "g", "wait") // takes the request with it
	k.must(err)
	if waiting, _, err := k.JoinRequests(as("own"), "g", "", 0); err != nil || len(waiting) != 0 {
		t.Errorf("waiting: %v, %v", waiting, err)
	}
	if bans, _, err := k.GroupBans(as("own"), "g", "", 0); err != nil || len(bans) != 3 || bans[1].User != "mem" || bans[1].By != "adm" {
		t.Errorf("bans: %v, %v", bans, err)
	}
	g, err := k.Group(as("own"), "g")
	if err != nil || g.Members != 4 {
		t.Errorf("%+v, %v", g, err)
	}
	k.must(k.UnbanFromGroup(ctx, as("adm"), "g", "mem"))
	k.wants("again", k.UnbanFromGroup(ctx, as("adm"), "g", "mem"), chat.CodeNotFound)
	state, err := k.JoinGroup(ctx, as("mem"), "g", "")
	if err != nil || state != chat.StateJoined {
		t.Errorf("%s, %v", state, err)
	}
	k.writes("mem", "")
}

func TestGroup_JoinPolicies(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	for _, c := range []struct {
		policy chat.JoinPolicy
		state  chat.JoinState
		code   chat.Code
	}{{chat.JoinClosed, "", chat.CodeForbidden}, {chat.JoinApproval, chat.StatePending, ""}, {chat.JoinFree, chat.StateJoined, ""}} {
		_, err := k.ChangeGroup(ctx, as("adm"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{Join: &c.policy}})
		k.must(err)
		state, err := k.JoinGroup(ctx, as("out"), "g", "let me in")
		if k.wants(string(c.policy), err, c.code); state != c.state {
			t.Errorf("%s gives %q", c.policy, state)
		}
	}
	if waiting, _, err := k.JoinRequests(as("own"), "g", "", 0); err != nil || len(waiting) != 1 || waiting[0].User != "wait" || waiting[0].Text != "please" {
		t.Errorf("who joined still waits: %v, %v", waiting, err)
	}
	from, e := k.lastEvent()
	if from != "out" || e["event"] != "member.joined" {
		t.Errorf("%s %v", from, e)
	}
	k.must(k.AnswerRequest(ctx, as("adm"), "g", "wait", true, ""))
	k.wants("twice", k.AnswerRequest(ctx, as("adm"), "g", "wait", true, ""), chat.CodeNotFound)
	if from, e := k.lastEvent(); from != "adm" || e["event"] != "members.added" {
		t.Errorf("%s %v", from, e)
	}
	k.writes("wait", "")
	k.wants("nothing to withdraw", k.WithdrawRequest(ctx, as("out2"), "g"), chat.CodeNotFound)
	approval := chat.JoinApproval
	_, err := k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{Join: &approval}})
	k.must(err)
	_, err = k.JoinGroup(ctx, as("out2"), "g", "first")
	k.must(err)
	_, err = k.JoinGroup(ctx, as("out2"), "g", "second")
	k.must(err)
	if waiting, _, err := k.JoinRequests(as("own"), "g", "", 0); err != nil || len(waiting) != 1 || waiting[0].Text != "second" {
		t.Errorf("asking again: %v, %v", waiting, err)
	}
	k.must(k.WithdrawRequest(ctx, as("out2"), "g"))
	if waiting, _, err := k.JoinRequests(as("own"), "g", "", 0); err != nil || len(waiting) != 0 {
		t.Errorf("withdrawn: %v, %v", waiting, err)
	}
}

func TestGroup_InvitesNeedConsent(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes := true
	k.group(chat.GroupSettings{InviteConsent: &yes, MemberInvites: &yes})
	added, err := k.AddMembers(ctx, as("mem"), "g", []chat.UserID{"out", "out2", "adm"})
	if err != nil || added.Members != 5 || fmt.Sprint(added.Invited) != "[out out2]" {
		t.Fatalf("%+v, %v", added, err)
	}
	k.writes("out", chat.CodeNotMember)
	mine, _, err := k.MyInvites(as("out"), "", 0)
	if err != nil || len(mine) != 1 || mine[0].Group != "g" || mine[0].Name != "G" || mine[0].By != "mem" {
		t.Fatalf("%+v, %v", mine, err)
	}
	k.must(k.AnswerInvite(ctx, as("out"), "g", true, ""))
	k.writes("out", "")
	k.wants("twice", k.AnswerInvite(ctx, as("out"), "g", true, ""), chat.CodeNotFound)
	k.must(k.AnswerInvite(ctx, as("out2"), "g", false, "no time"))
	k.writes("out2", chat.CodeNotMember)
	_, err = k.AddMembers(ctx, as("mem"), "g", []chat.UserID{"out2"})
	k.must(err)
	k.must(k.CancelInvite(ctx, as("mem"), "g", "out2")) // one's own
	k.wants("cancelled", k.AnswerInvite(ctx, as("out2"), "g", true, ""), chat.CodeNotFound)
	_, err = k.AddMembers(ctx, as("mem"), "g", []chat.UserID{"out2"})
	k.must(err)
	state, err := k.JoinGroup(ctx, as("out2"), "g", "") // who is invited needs no approval
	if err != nil || state != chat.StateJoined {
		t.Errorf("%s, %v", state, err)
	}
	added, err = k.AddMembers(ctx, theKey(), "g", []chat.UserID{"wait"}) // the app's key asks nobody
	if err != nil || len(added.Invited) != 0 {
		t.Errorf("%+v, %v", added, err)
	}
	k.writes("wait", "")
	if waiting, _, err := k.JoinRequests(theKey(), "g", "", 0); err != nil || len(waiting) != 0 {
		t.Errorf("who is a member still waits: %v, %v", waiting, err)
	}
	g, err := k.CreateGroup(ctx, as("own"), chat.NewGroup{ID: "g2", Name: "G2", Members: []chat.UserID{"mem"}, GroupSettings: chat.GroupSettings{InviteConsent: &yes}})
	if err != nil || g.Members != 1 {
		t.Errorf("who makes a group asks too: %+v, %v", g, err)
	}
}

func TestGroup_HistoryBeforeJoining(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	yes, no := true, false
	reads := func(u chat.UserID, all bool) {
		t.Helper()
		_, err := k.AddMembers(ctx, as("own"), "g", []chat.UserID{u})
		k.must(err)
		page, err := k.History(as(u), chat.GroupAddress("g"), chat.HistoryQuery{Forward: true})
		k.must(err)
		if first := page.Messages[0].Seq; (first == 1) != all {
			t.Errorf("%s reads from %d on", u, first)
		}
	}
	reads("out", false)
	app := chat.DefaultSettings()
	app.HistoryForNew = true
	_, err := k.ChangeApp(ctx, "default", chat.AppChange{Settings: &app})
	k.must(err)
	reads("out2", true) // as the app says
	_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{HistoryForNew: &no}})
	k.must(err)
	reads("wait", false)
	_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{HistoryForNew: &yes}})
	k.must(err)
	reads("inv", true)
}

func TestGroup_PublicOnesAreFoundByName(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes, no := true, false
	for i, name := range []string{"Climbing", "climbers", "Cooking", "跑步", "clim/ß", strings.Repeat("跑", 80)} {
		g, err := k.CreateGroup(ctx, as("own"), chat.NewGroup{ID: chat.GroupID(fmt.Sprint("p", i)), Name: name, GroupSettings: chat.GroupSettings{Public: &yes}})
		if err != nil || g.Join != chat.JoinApproval {
			t.Fatalf("%+v, %v", g, err)
		}
	}
	_, err := k.CreateGroup(ctx, as("own"), chat.NewGroup{ID: "secret", Name: "Climbing in secret"})
	k.must(err)
	find := func(name, cursor string, limit int, want string) (next string) {
		t.Helper()
		found, next, err := k.PublicGroups(as("out"), name, cursor, limit)
		k.must(err)
		var ids []string
		for _, g := range found {
			ids = append(ids, string(g.ID))
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%q finds %s, not %s", name, got, want)
		}
		return next
	}
	find("", "", 0, "p4 p1 p0 p2 p3 p5")
	find("CLIMB", "", 0, "p1 p0")
	find("跑", "", 0, "p3 p5")
	find(strings.Repeat("跑", 50), "", 0, "p5")
	find("skiing", "", 0, "")
	next := find("", "", 4, "p4 p1 p0 p2")
	if next = find("", next, 1, "p3"); len(next) > 200 {
		t.Errorf("a cursor of %d bytes", len(next))
	}
	find("", find("", next, 1, "p5"), 0, "p4 p1 p0 p2 p3 p5") // the last page has no cursor
	name := "Baking"
	_, err = k.ChangeGroup(ctx, as("own"), "p0", chat.GroupChange{Name: &name})
	k.must(err)
	_, err = k.ChangeGroup(ctx, as("own"), "p1", chat.GroupChange{GroupSettings: chat.GroupSettings{Public: &no}})
	k.must(err)
	k.must(k.DismissGroup(ctx, as("own"), "p2"))
	find("", "", 0, "p0 p4 p3 p5")
	_, err = k.PublicGroup(as("out"), "p1")
	k.wants("no longer public", err, chat.CodeNoGroup)
}

func TestGroup_SharedFilesAreNoOrphans(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	purged := func() {
		t.Helper()
		k.now = k.now.Add(25 * time.Hour)
		k.must(k.Purge(ctx))
	}
	purged()
	files, _, err := k.SharedFiles(as("mem"), "g", "", 0)
	if err != nil || len(files) != 1 || files[0].File != k.file || files[0].Name != "map" || files[0].By != "mem2" || files[0].Size != 7 {
		t.Fatalf("%+v, %v", files, err)
	}
	_, err = k.File(as("mem"), k.file)
	k.must(err)
	_, err = k.ShareFile(ctx, as("mem"), "g", "none", "")
	k.wants("no file", err, chat.CodeNoFile)
	f, err := k.AddFile(ctx, as("out"), chat.File{Name: "foreign", Type: "image/png", Size: 1, Hash: "h2"})
	k.must(err)
	_, err = k.ShareFile(ctx, as("mem"), "g", f.ID, "")
	k.wants("a file one may not read", err, chat.CodeNoFile)
	k.must(k.UnshareFile(ctx, as("mem2"), "g", k.file)) // one's own
	if from, e := k.lastEvent(); from != "mem2" || e["event"] != "file.unshared" {
		t.Errorf("%s %v", from, e)
	}
	_, err = k.File(as("mem"), k.file)
	k.wants("mem reads on", err, chat.CodeNoFile)
	k.wants("again", k.UnshareFile(ctx, as("own"), "g", k.file), chat.CodeNoFile)
	purged()
	_, err = k.File(as("mem2"), k.file)
	k.wants("nothing names it", err, chat.CodeNoFile)

	mine, err := k.AddFile(ctx, as("mem2"), chat.File{Name: "mine", Type: "image/png", Size: 1, Hash: "h3"})
	k.must(err)
	_, err = k.ShareFile(ctx, as("mem2"), "g", mine.ID, "renamed")
	k.must(err)
	k.must(k.RemoveFile(ctx, as("mem2"), mine.ID))
	if files, _, err := k.SharedFiles(as("mem"), "g", "", 0); err != nil || len(files) != 0 {
		t.Errorf("%+v, %v", files, err)
	}
}

// TestGroup_NothingIsLeftOfADismissedOne compares the keys of a group that is gone with none.
func TestGroup_NothingIsLeftOfADismissedOne(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes := true
	k.group(chat.GroupSettings{Public: &yes})
	_, err := k.MuteMember(ctx, as("own"), "g", "mem", time.Time{})
	k.must(err)
	_, err = k.ChangeMember(ctx, as("mem"), "g", "mem", chat.MemberChange{Attributes: json.RawMessage(`{}`)})
	k.must(err)
	k.must(k.DismissGroup(ctx, as("own"), "g"))
	k.now = k.now.Add(25 * time.Hour)
	k.must(k.Purge(ctx))
	k.must(k.log.View(func(r chat.Reader) error {
		for _, class := range []string{"group", "member", "admin", "muted", "groupban", "joinrequest", "requested", "invite", "invited", "attributes", "shared", "public", "fileuse", "file", "dismissed"} {
			if err := r.Scan([]byte("default/"+class+"/"), nil, false, func(key, _ []byte) bool {
				t.Errorf("left: %q", key)
				return true
			}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestGroup_DeletedUsersLeaveNoRequestsBehind(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	for _, u := range []chat.UserID{"wait", "inv"} {
		c := theKey()
		c.User = u
		k.must(k.DeleteUser(ctx, c))
	}
	if waiting, _, err := k.JoinRequests(as("own"), "g", "", 0); err != nil || len(waiting) != 0 {
		t.Errorf("waiting: %v, %v", waiting, err)
	}
	if invited, _, err := k.Invites(as("own"), "g", "", 0); err != nil || len(invited) != 0 {
		t.Errorf("invited: %v, %v", invited, err)
	}
}

func TestGroup_InvitesOfADeletedUserEnd(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes := true
	k.group(chat.GroupSettings{})
	_, err := k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{MemberInvites: &yes, InviteConsent: &yes}})
	k.must(err)
	_, err = k.AddMembers(ctx, as("mem"), "g", []chat.UserID{"out"})
	k.must(err)
	before, err := k.Sync(as("out"), "")
	k.must(err)
	c := theKey()
	c.User = "mem"
	k.must(k.DeleteUser(ctx, c))
	invited, _, err := k.Invites(as("own"), "g", "", 0)
	if err != nil || len(invited) != 1 || invited[0].User != "inv" || invited[0].By != "own" {
		t.Errorf("invited: %+v, %v", invited, err)
	}
	if mine, _, err := k.MyInvites(as("out"), "", 0); err != nil || len(mine) != 0 {
		t.Errorf("still invited: %+v, %v", mine, err)
	}
	after, err := k.Sync(as("out"), before.Cursor)
	if err != nil || len(after.Events) != 1 || !strings.Contains(string(after.Events[0]), `"invite.cancelled"`) {
		t.Errorf("who was invited hears %+v, %v", after.Events, err)
	}
	k.must(k.DeleteUser(ctx, chat.Caller{App: "default", Admin: true, User: "own"})) // owns the group
	k.must(k.Purge(ctx))
	left := append(k.log.Keys("default/invite"), k.log.Keys("default/requested")...) // with invited and inviter
	if len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestGroup_RolesAreListed(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	list := func(role chat.Role, limit int, want ...string) {
		t.Helper()
		var got []string
		for q := (chat.MemberQuery{Role: role, Limit: limit}); ; {
			page, next, err := k.Members(as("mem"), "g", q)
			k.must(err)
			for _, m := range page {
				got = append(got, string(m.User))
			}
			if q.Cursor = next; next == "" {
				break
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, not %v", role, got, want)
		}
	}
	for _, limit := range []int{1, 2, 100} {
		list("", limit, "adm", "adm2", "mem", "mem2", "own")
		list(chat.RoleOwner, limit, "own")
		list(chat.RoleAdmin, limit, "adm", "adm2")
		list(chat.RoleMember, limit, "mem", "mem2")
	}
	_, err := k.TransferGroup(ctx, as("own"), "g", "adm")
	k.must(err)
	list(chat.RoleOwner, 1, "adm")
	list(chat.RoleAdmin, 1, "adm2")
	_, err = k.SetAdmin(ctx, as("adm"), "g", "adm2", false)
	k.must(err)
	list(chat.RoleAdmin, 1)
	list(chat.RoleMember, 1, "adm2", "mem", "mem2", "own")
}

// TestGroup_ValuesAreChangedOneByOne: two who change different keys do not undo each other, and what changes nothing is
// no news.
func TestGroup_ValuesAreChangedOneByOne(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes := true
	k.group(chat.GroupSettings{MemberValues: &yes})
	change := func(u chat.UserID, c chat.ValuesChange) error {
		_, err := k.ChangeValues(ctx, as(u), "g", c)
		return err
	}
	values := func(pairs ...string) map[string]string {
		all := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			all[pairs[i]] = pairs[i+1]
		}
		return all
	}
	wants := func(want map[string]string) {
		t.Helper()
		g, err := k.Group(as("mem2"), "g")
		k.must(err)
		if !maps.Equal(g.Values, want) {
			t.Errorf("values are %v, not %v", g.Values, want)
		}
	}
	k.must(change("mem", chat.ValuesChange{Set: values("seat-1", "mem", "seat-2", "nobody")}))
	k.must(change("mem2", chat.ValuesChange{Set: values("seat-2", "mem2"), Delete: []string{"none"}}))
	wants(values("seat-1", "mem", "seat-2", "mem2"))
	page, err := k.History(as("own"), chat.GroupAddress("g"), chat.HistoryQuery{Limit: 1})
	k.must(err)
	if m := page.Messages[0]; m.Type != chat.TypeEvent || m.From != "mem2" || string(m.Body) != `{"event":"values.changed","values":{"set":{"seat-2":"mem2"},"delete":["none"]}}` {
		t.Errorf("the members are told %+v", m)
	}
	k.must(change("mem", chat.ValuesChange{Set: values("seat-1", "mem"), Delete: []string{"none"}}))
	if after, err := k.History(as("own"), chat.GroupAddress("g"), chat.HistoryQuery{Limit: 1}); err != nil || after.LastSeq != page.LastSeq {
		t.Errorf("what changes nothing is told of: %+v, %v", after, err)
	}
	k.must(change("mem", chat.ValuesChange{Set: values("score", "7"), Replace: true}))
	wants(values("score", "7"))

	long, many := strings.Repeat("x", 16<<10), map[string]string{}
	for i := range 100 {
		many[fmt.Sprint("k", i)] = ""
	}
	for name, c := range map[string]struct {
		change chat.ValuesChange
		code   chat.Code
		field  string
	}{
		"too long":          {chat.ValuesChange{Set: values("k", long)}, chat.CodeTooLarge, "set"},
		"too long with all": {chat.ValuesChange{Set: values("k", long[4:])}, chat.CodeTooLarge, "set"},
		"too many":          {chat.ValuesChange{Set: many}, chat.CodeTooMany, "set"},
		"no key":            {chat.ValuesChange{Set: values("", "x")}, chat.CodeInvalid, "set"},
		"a long key":        {chat.ValuesChange{Set: values(long[:129], "x")}, chat.CodeInvalid, "set"},
		"both":              {chat.ValuesChange{Set: values("k", "x"), Delete: []string{"k"}}, chat.CodeInvalid, "delete"},
	} {
		if e := chat.AsError(change("own", c.change)); e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %+v", name, e)
		}
	}
	wants(values("score", "7"))
	k.must(change("mem", chat.ValuesChange{Delete: []string{"score"}}))
	wants(nil)
}
