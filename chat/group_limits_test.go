package chat_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// TestGroup_BadInputChangesNothing gives each call what it must refuse.
func TestGroup_BadInputChangesNothing(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	long := func(n int) *string { s := strings.Repeat("x", n); return &s }
	bad, some, zero, many := chat.JoinPolicy("maybe"), chat.AtAll("some"), 0, chat.MaxMembers+1
	change := func(ch chat.GroupChange) error {
		_, err := k.ChangeGroup(ctx, as("own"), "g", ch)
		return err
	}
	settings := func(st chat.GroupSettings) error { return change(chat.GroupChange{GroupSettings: st}) }
	member := func(u chat.UserID, ch chat.MemberChange) error {
		_, err := k.ChangeMember(ctx, as("own"), "g", u, ch)
		return err
	}
	mute := func(u chat.UserID, until time.Time) error {
		_, err := k.MuteMember(ctx, as("own"), "g", u, until)
		return err
	}
	join := func(c chat.Caller, g chat.GroupID, text string) error {
		_, err := k.JoinGroup(ctx, c, g, text)
		return err
	}
	admin := func(u chat.UserID) error {
		_, err := k.SetAdmin(ctx, as("own"), "g", u, true)
		return err
	}
	before := k.log.Hash()
	_, _, cursor := k.PublicGroups(as("out"), "", "!", 0)
	_, _, role := k.Members(as("own"), "g", chat.MemberQuery{Role: "king"})
	_, _, limit := k.Members(as("own"), "g", chat.MemberQuery{Limit: 1001})
	_, file := k.ShareFile(ctx, as("mem"), "g", k.file, *long(257))
	_, banned := k.BanFromGroup(ctx, as("own"), "g", "nobody")
	for _, c := range []struct {
		name  string
		err   error
		code  chat.Code
		field string
	}{
		{"announcement", change(chat.GroupChange{Announcement: long(2049)}), chat.CodeTooLarge, "announcement"},
		{"ext", change(chat.GroupChange{Ext: json.RawMessage(`{"a":"` + *long(chat.MaxGroupExt) + `"}`)}), chat.CodeTooLarge, "ext"},
		{"join", settings(chat.GroupSettings{Join: &bad}), chat.CodeInvalid, "join"},
		{"at_all", settings(chat.GroupSettings{AtAll: &some}), chat.CodeInvalid, "at_all"},
		{"no members", settings(chat.GroupSettings{MaxMembers: &zero}), chat.CodeInvalid, "max_members"},
		{"too many members", settings(chat.GroupSettings{MaxMembers: &many}), chat.CodeInvalid, "max_members"},
		{"nickname", member("mem", chat.MemberChange{Nickname: long(chat.MaxNickname + 1)}), chat.CodeTooLarge, "nickname"},
		{"attributes", member("mem", chat.MemberChange{Attributes: json.RawMessage(`{"a":"` + *long(chat.MaxAttributes) + `"}`)}), chat.CodeTooLarge, "attributes"},
		{"attributes that are none", member("mem", chat.MemberChange{Attributes: json.RawMessage(`[1]`)}), chat.CodeInvalid, "attributes"},
		{"nickname of a stranger", member("out", chat.MemberChange{Nickname: long(1)}), chat.CodeNotMember, "user"},
		{"mute in the past", mute("mem", k.now), chat.CodeInvalid, "until"},
		{"mute a stranger", mute("out", time.Time{}), chat.CodeNotMember, "user"},
		{"admin from outside", admin("out"), chat.CodeNotMember, "user"},
		{"the owner as an admin", admin("own"), chat.CodeOwnerMustStay, "user"},
		{"join what is not there", join(as("out"), "none", ""), chat.CodeNoGroup, "group"},
		{"join with many words", join(as("out"), "g", *long(chat.MaxGroupText + 1)), chat.CodeTooLarge, "text"},
		{"join as nobody", join(theKey(), "g", ""), chat.CodeInvalid, "from"},
		{"accept who does not wait", k.AnswerRequest(ctx, as("own"), "g", "out", true, ""), chat.CodeNotFound, "user"},
		{"accept no invite", k.AnswerInvite(ctx, as("out"), "g", true, ""), chat.CodeNotFound, "group"},
		{"cancel no invite", k.CancelInvite(ctx, as("own"), "g", "out"), chat.CodeNotFound, "user"},
		{"lift no ban", k.UnbanFromGroup(ctx, as("own"), "g", "out"), chat.CodeNotFound, "user"},
		{"unshare what is not shared", k.UnshareFile(ctx, as("own"), "g", "none"), chat.CodeNoFile, "file"},
		{"cursor", cursor, chat.CodeInvalid, "cursor"},
		{"role", role, chat.CodeInvalid, "role"},
		{"limit", limit, chat.CodeInvalid, "limit"},
		{"name of a file", file, chat.CodeTooLarge, "name"},
		{"ban nobody", banned, chat.CodeNoUser, "user"},
	} {
		if e := chat.AsError(c.err); c.err == nil || e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %v (%+v), not %s at %s", c.name, c.err, e, c.code, c.field)
		}
	}
	if k.log.Hash() != before {
		t.Error("something changed")
	}
}

// crowd registers n users u0000 and on.
func (k *talk) crowd(n int) (users []chat.UserID) {
	k.t.Helper()
	var accounts []chat.NewAccount
	for i := range n {
		users = append(users, chat.UserID(fmt.Sprintf("u%04d", i)))
		accounts = append(accounts, chat.NewAccount{User: users[i]})
		if len(accounts) == chat.MaxBatch || i == n-1 {
			_, err := k.Register(context.Background(), theKey(), accounts)
			k.must(err)
			accounts = accounts[:0:0]
		}
	}
	return users
}

func TestGroup_LimitsHold(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	users := k.crowd(chat.MaxGroupAdmins + 1)
	most := 5
	k.group(chat.GroupSettings{MaxMembers: &most}) // it has five
	_, err := k.AddMembers(ctx, theKey(), "g", []chat.UserID{"out"})
	k.wants("a sixth member", err, chat.CodeTooMany)
	k.wants("an accepted one", k.AnswerRequest(ctx, as("own"), "g", "wait", true, ""), chat.CodeTooMany)
	k.wants("an invited one", k.AnswerInvite(ctx, as("inv"), "g", true, ""), chat.CodeTooMany)
	free := chat.JoinFree
	_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{Join: &free}})
	k.must(err)
	_, err = k.JoinGroup(ctx, as("out"), "g", "")
	k.wants("one who joins", err, chat.CodeTooMany)
	_, err = k.CreateGroup(ctx, theKey(), chat.NewGroup{ID: "g3", Name: "G", Owner: "own", Members: users, GroupSettings: chat.GroupSettings{MaxMembers: &most}})
	k.wants("too many from the beginning", err, chat.CodeTooMany)

	_, err = k.CreateGroup(ctx, theKey(), chat.NewGroup{ID: "g4", Name: "G", Owner: "own", Members: users})
	k.must(err)
	for i, u := range users {
		_, err := k.SetAdmin(ctx, as("own"), "g4", u, true)
		want := chat.Code("")
		if i >= chat.MaxGroupAdmins {
			want = chat.CodeTooMany
		}
		k.wants(fmt.Sprint("admin ", i), err, want)
	}
	_, err = k.RemoveMembers(ctx, as("own"), "g4", users[:1]) // leaves a place
	k.must(err)
	_, err = k.SetAdmin(ctx, as("own"), "g4", users[len(users)-1], true)
	k.wants("an admin in the place", err, "")
}

// TestGroup_JoinRequestsAreBounded fills the list of who waits.
func TestGroup_JoinRequestsAreBounded(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	users := k.crowd(chat.MaxJoinRequests)
	k.group(chat.GroupSettings{}) // one waits
	for _, u := range users[:chat.MaxJoinRequests-1] {
		_, err := k.JoinGroup(ctx, as(u), "g", "")
		k.must(err)
	}
	_, err := k.JoinGroup(ctx, as(users[len(users)-1]), "g", "")
	k.wants("one more", err, chat.CodeTooMany)
	_, err = k.JoinGroup(ctx, as(users[0]), "g", "again")
	k.wants("who waits already", err, "")
}
