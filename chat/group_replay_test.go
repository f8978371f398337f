package chat_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// TestGroup_CommandsGiveTheSameEverywhere writes the commands of a group's life down, and applies what was written to
// another log.
func TestGroup_CommandsGiveTheSameEverywhere(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	yes, name := true, "Kitty"
	k.group(chat.GroupSettings{Public: &yes, InviteConsent: &yes})
	_, err := k.MuteMember(ctx, as("adm"), "g", "mem", k.now.Add(time.Hour))
	k.must(err)
	_, err = k.MuteGroup(ctx, as("adm"), "g", true)
	k.must(err)
	_, err = k.AllowMember(ctx, as("adm"), "g", "mem2", true)
	k.must(err)
	_, err = k.DisableGroup(ctx, theKey(), "g", true)
	k.must(err)
	_, err = k.ChangeMember(ctx, as("mem"), "g", "mem", chat.MemberChange{Nickname: &name, Attributes: json.RawMessage(`{"level":3}`)})
	k.must(err)
	_, err = k.AddMembers(ctx, as("own"), "g", []chat.UserID{"out", "out2"})
	k.must(err)
	k.must(k.AnswerInvite(ctx, as("out"), "g", true, ""))
	k.must(k.CancelInvite(ctx, as("own"), "g", "out2"))
	k.must(k.AnswerRequest(ctx, as("own"), "g", "wait", false, "sorry"))
	_, err = k.JoinGroup(ctx, as("wait"), "g", "again")
	k.must(err)
	k.must(k.WithdrawRequest(ctx, as("wait"), "g"))
	k.must(k.UnshareFile(ctx, as("own"), "g", k.file))
	k.must(k.UnbanFromGroup(ctx, as("own"), "g", "bad"))
	_, err = k.TransferGroup(ctx, as("own"), "g", "mem2")
	k.must(err)

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
}
