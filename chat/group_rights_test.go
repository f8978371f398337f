package chat_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// people of the group g: own owns it, adm and adm2 are admins, mem and mem2 members; out and out2 are not in it, wait
// is asking to join, inv is invited, bad is banned.
var people = []chat.UserID{"own", "adm", "adm2", "mem", "mem2", "out", "out2", "wait", "inv", "bad"}

func theKey() chat.Caller { return chat.Caller{App: "default", Admin: true} }

func (k *talk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// group makes the group of the people.
func (k *talk) group(settings chat.GroupSettings) {
	k.t.Helper()
	ctx, approval := context.Background(), chat.JoinApproval
	_, err := k.CreateGroup(ctx, theKey(), chat.NewGroup{ID: "g", Name: "G", Owner: "own", Members: []chat.UserID{"adm", "adm2", "mem", "mem2"}})
	k.must(err)
	for _, u := range []chat.UserID{"adm", "adm2"} {
		_, err = k.SetAdmin(ctx, as("own"), "g", u, true)
		k.must(err)
	}
	yes, no := true, false
	_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{Join: &approval, InviteConsent: &yes}})
	k.must(err)
	_, err = k.JoinGroup(ctx, as("wait"), "g", "please")
	k.must(err)
	_, err = k.AddMembers(ctx, as("own"), "g", []chat.UserID{"inv"})
	k.must(err)
	_, err = k.BanFromGroup(ctx, as("own"), "g", "bad")
	k.must(err)
	f, err := k.AddFile(ctx, as("mem2"), chat.File{Name: "map", Type: "image/png", Size: 7, Hash: "h"})
	k.must(err)
	_, err = k.ShareFile(ctx, as("mem2"), "g", f.ID, "")
	k.must(err)
	k.file = f.ID
	_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: chat.GroupSettings{InviteConsent: &no}})
	k.must(err)
	if settings != (chat.GroupSettings{}) {
		_, err = k.ChangeGroup(ctx, as("own"), "g", chat.GroupChange{GroupSettings: settings})
		k.must(err)
	}
}

func refusal(err error) chat.Code {
	if err == nil {
		return ""
	}
	return chat.AsError(err).Code
}

// TestGroup_WhoMayDoWhat tries each change of a group as each kind of caller. What is refused changes nothing.
func TestGroup_WhoMayDoWhat(t *testing.T) {
	const (
		yes = chat.Code("")
		no  = chat.CodeForbidden
		out = chat.CodeNotMember
		own = chat.CodeNotOwner
	)
	ctx, name, hour := context.Background(), "new", time.UnixMilli(1_700_000_000_000).Add(time.Hour)
	invites := true
	open := chat.GroupSettings{MemberInvites: &invites}
	values := func(k *talk, c chat.Caller) error {
		_, err := k.ChangeValues(ctx, c, "g", chat.ValuesChange{Set: map[string]string{"seat": "1"}})
		return err
	}
	attributes := chat.MemberChange{Nickname: &name, Attributes: json.RawMessage(`{"level":3}`)}
	for _, row := range []struct {
		what                             string
		settings                         chat.GroupSettings
		do                               func(*talk, chat.Caller) error
		owner, admin, member, guest, key chat.Code
	}{
		{"change", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.ChangeGroup(ctx, c, "g", chat.GroupChange{Announcement: &name, GroupSettings: open})
			return err
		}, yes, yes, no, out, yes},
		{"change values", chat.GroupSettings{}, values, yes, yes, no, out, yes},
		{"change values where members may", chat.GroupSettings{MemberValues: &invites}, values, yes, yes, yes, out, yes},
		{"add a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.AddMembers(ctx, c, "g", []chat.UserID{"out2"})
			return err
		}, yes, yes, no, out, yes},
		{"add a member where members may", open, func(k *talk, c chat.Caller) error {
			_, err := k.AddMembers(ctx, c, "g", []chat.UserID{"out2"})
			return err
		}, yes, yes, yes, out, yes},
		{"add a banned user", open, func(k *talk, c chat.Caller) error {
			_, err := k.AddMembers(ctx, c, "g", []chat.UserID{"bad"})
			return err
		}, chat.CodeGroupBanned, chat.CodeGroupBanned, chat.CodeGroupBanned, out, chat.CodeGroupBanned},
		{"remove a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.RemoveMembers(ctx, c, "g", []chat.UserID{"mem2"})
			return err
		}, yes, yes, no, out, yes},
		{"remove an admin", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.RemoveMembers(ctx, c, "g", []chat.UserID{"adm2"})
			return err
		}, yes, no, no, out, yes},
		{"make an admin", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.SetAdmin(ctx, c, "g", "mem2", true)
			return err
		}, yes, own, own, own, yes},
		{"unmake an admin", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.SetAdmin(ctx, c, "g", "adm2", false)
			return err
		}, yes, own, own, own, yes},
		{"transfer", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.TransferGroup(ctx, c, "g", "mem2")
			return err
		}, yes, own, own, own, yes},
		{"dismiss", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.DismissGroup(ctx, c, "g")
		}, yes, own, own, own, yes},
		{"mute a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.MuteMember(ctx, c, "g", "mem2", hour)
			return err
		}, yes, yes, no, out, yes},
		{"mute an admin", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.MuteMember(ctx, c, "g", "adm2", hour)
			return err
		}, yes, no, no, out, yes},
		{"mute the owner", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.MuteMember(ctx, c, "g", "own", hour)
			return err
		}, no, no, no, out, yes},
		{"mute all", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.MuteGroup(ctx, c, "g", true)
			return err
		}, yes, yes, no, out, yes},
		{"allow a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.AllowMember(ctx, c, "g", "mem2", true)
			return err
		}, yes, yes, no, out, yes},
		{"ban a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.BanFromGroup(ctx, c, "g", "mem2")
			return err
		}, yes, yes, no, out, yes},
		{"ban an admin", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.BanFromGroup(ctx, c, "g", "adm2")
			return err
		}, yes, no, no, out, yes},
		{"ban the owner", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.BanFromGroup(ctx, c, "g", "own")
			return err
		}, chat.CodeOwnerMustStay, chat.CodeOwnerMustStay, no, out, chat.CodeOwnerMustStay},
		{"ban an outsider", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.BanFromGroup(ctx, c, "g", "out2")
			return err
		}, yes, yes, no, out, yes},
		{"lift a ban", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.UnbanFromGroup(ctx, c, "g", "bad")
		}, yes, yes, no, out, yes},
		{"list bans", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, _, err := k.GroupBans(c, "g", "", 0)
			return err
		}, yes, yes, no, out, yes},
		{"disable", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.DisableGroup(ctx, c, "g", true)
			return err
		}, no, no, no, no, yes},
		{"list requests", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, _, err := k.JoinRequests(c, "g", "", 0)
			return err
		}, yes, yes, no, out, yes},
		{"accept a request", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.AnswerRequest(ctx, c, "g", "wait", true, "welcome")
		}, yes, yes, no, out, yes},
		{"decline a request", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.AnswerRequest(ctx, c, "g", "wait", false, "sorry")
		}, yes, yes, no, out, yes},
		{"list invites", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, _, err := k.Invites(c, "g", "", 0)
			return err
		}, yes, yes, no, out, yes},
		{"cancel another's invite", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.CancelInvite(ctx, c, "g", "inv")
		}, yes, yes, no, out, yes},
		{"change another's attributes", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.ChangeMember(ctx, c, "g", "mem2", attributes)
			return err
		}, yes, yes, no, out, yes},
		{"change one's own attributes", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			who := c.User
			if c.Admin {
				who = "mem"
			}
			_, err := k.ChangeMember(ctx, c, "g", who, attributes)
			return err
		}, yes, yes, yes, out, yes},
		{"read a member", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.Member(c, "g", "mem2")
			return err
		}, yes, yes, yes, out, yes},
		{"list members", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, _, err := k.Members(c, "g", chat.MemberQuery{})
			return err
		}, yes, yes, yes, out, yes},
		{"list files", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, _, err := k.SharedFiles(c, "g", "", 0)
			return err
		}, yes, yes, yes, out, yes},
		{"read a shared file", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.File(c, k.file)
			return err
		}, yes, yes, yes, chat.CodeNoFile, yes},
		{"share a file", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			_, err := k.ShareFile(ctx, c, "g", k.file, "again")
			return err
		}, yes, yes, yes, out, yes},
		{"unshare another's file", chat.GroupSettings{}, func(k *talk, c chat.Caller) error {
			return k.UnshareFile(ctx, c, "g", k.file)
		}, yes, yes, no, out, yes},
	} {
		t.Run(row.what, func(t *testing.T) {
			for _, caller := range []struct {
				chat.Caller
				want chat.Code
			}{{as("own"), row.owner}, {as("adm"), row.admin}, {as("mem"), row.member}, {as("out"), row.guest}, {theKey(), row.key}} {
				k := newTalk(t, people...)
				k.group(row.settings)
				before := k.log.Hash()
				if got := refusal(row.do(k, caller.Caller)); got != caller.want {
					t.Errorf("%q (key: %v): %q, not %q", caller.User, caller.Admin, got, caller.want)
				}
				if caller.want != "" && k.log.Hash() != before {
					t.Errorf("%q was refused and changed something", caller.User)
				}
			}
		})
	}
}
