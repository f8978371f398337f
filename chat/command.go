package chat

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// CommandVersion is written into every command; a state machine refuses commands of a later version.
const CommandVersion = 1

// Command is one change, complete with all that depends on the world: it gives the same result on every machine.
type Command struct {
	Version int     `json:"v"`
	App     AppName `json:"app"` // empty for changes of the list of apps
	At      int64   `json:"at"`  // ms since 1970, as the proposing machine saw it
	Op      Op      `json:"op"`
}

// Op is one kind of change. Its fields are its arguments.
type Op interface {
	// apply decides and writes. An *Error it returns must have been found before its first write.
	apply(s *state) (any, error)
}

// ops names every kind of change, for commands that are kept or sent. Names are only ever added.
var ops = map[string]func() Op{
	"app.create":     func() Op { return new(createApp) },
	"app.change":     func() Op { return new(changeApp) },
	"app.remove":     func() Op { return new(removeApp) },
	"app.purge":      func() Op { return new(purgeApp) },
	"user.create":    func() Op { return new(createUsers) },
	"user.profile":   func() Op { return new(setProfile) },
	"user.password":  func() Op { return new(setPassword) },
	"user.ban":       func() Op { return new(banUser) },
	"user.mute":      func() Op { return new(muteUser) },
	"user.delete":    func() Op { return new(deleteUser) },
	"user.kick":      func() Op { return new(kickUser) },
	"token.revoke":   func() Op { return new(revokeToken) },
	"message.send":   func() Op { return new(sendMessage) },
	"message.read":   func() Op { return new(markRead) },
	"message.arrive": func() Op { return new(markDelivered) },
	"message.recall": func() Op { return new(recallMessage) },
	"message.edit":   func() Op { return new(editMessage) },
	"message.react":  func() Op { return new(reactTo) },
	"message.pin":    func() Op { return new(pinMessage) },
	"message.erase":  func() Op { return new(eraseMessages) },
	"conv.change":    func() Op { return new(changeConversation) },
	"group.create":   func() Op { return new(createGroup) },
	"group.change":   func() Op { return new(changeGroup) },
	"group.add":      func() Op { return new(addMembers) },
	"group.remove":   func() Op { return new(removeMembers) },
	"group.values":   func() Op { return new(changeValues) },
	"group.transfer": func() Op { return new(transferGroup) },
	"group.dismiss":  func() Op { return new(dismissGroup) },
	"group.admin":    func() Op { return new(changeAdmin) },
	"group.member":   func() Op { return new(changeMember) },
	"group.mute":     func() Op { return new(muteMember) },
	"group.muteall":  func() Op { return new(muteGroup) },
	"group.allow":    func() Op { return new(allowMember) },
	"group.disable":  func() Op { return new(disableGroup) },
	"group.ban":      func() Op { return new(banFromGroup) },
	"group.unban":    func() Op { return new(unbanFromGroup) },
	"group.join":     func() Op { return new(joinGroup) },
	"group.withdraw": func() Op { return new(withdrawRequest) },
	"group.answer":   func() Op { return new(answerRequest) },
	"invite.answer":  func() Op { return new(answerInvite) },
	"invite.cancel":  func() Op { return new(cancelInvite) },
	"group.share":    func() Op { return new(shareFile) },
	"group.unshare":  func() Op { return new(unshareFile) },
	"thread.create":  func() Op { return new(createThread) },
	"thread.rename":  func() Op { return new(renameThread) },
	"thread.dismiss": func() Op { return new(dismissThread) },
	"thread.join":    func() Op { return new(joinThread) },
	"thread.remove":  func() Op { return new(removeFromThread) },
	"room.create":    func() Op { return new(createRoom) },
	"room.dismiss":   func() Op { return new(dismissRoom) },
	"room.empty":     func() Op { return new(emptyRoom) },
	"room.change":    func() Op { return new(changeRoom) },
	"room.transfer":  func() Op { return new(transferRoom) },
	"room.mute":      func() Op { return new(muteRoom) },
	"room.disable":   func() Op { return new(disableRoom) },
	"room.user":      func() Op { return new(changeRoomUser) },
	"room.tag":       func() Op { return new(tagRoomUser) },
	"room.leave":     func() Op { return new(leaveRoom) },
	"room.set":       func() Op { return new(setRoomValues) },
	"room.delete":    func() Op { return new(deleteRoomValues) },
	"room.broadcast": func() Op { return new(broadcastRooms) },
	"room.super":     func() Op { return new(setSuperAdmin) },
	"contact.ask":    func() Op { return new(askContact) },
	"contact.answer": func() Op { return new(answerContact) },
	"contact.remove": func() Op { return new(removeContact) },
	"contact.remark": func() Op { return new(remarkContact) },
	"contact.block":  func() Op { return new(blockUser) },
	"presence.set":   func() Op { return new(setStatus) },
	"presence.watch": func() Op { return new(watchUsers) },
	"presence.leave": func() Op { return new(unwatchUsers) },
	"presence.seen":  func() Op { return new(noteSeen) },
	"dnd.set":        func() Op { return new(setDND) },
	"file.add":       func() Op { return new(addFile) },
	"file.remove":    func() Op { return new(removeFile) },
	"app.announce":   func() Op { return new(announce) },
	"audit.add":      func() Op { return new(addAudit) },
	"stats.active":   func() Op { return new(noteActive) },
	"import.user":    func() Op { return new(importUser) },
	"import.contact": func() Op { return new(importContact) },
	"import.group":   func() Op { return new(importGroup) },
	"import.member":  func() Op { return new(importMember) },
	"import.room":    func() Op { return new(importRoom) },
	"import.begin":   func() Op { return new(importConversation) },
	"import.message": func() Op { return new(importMessage) },
	"import.view":    func() Op { return new(importView) },
	"import.ban":     func() Op { return new(importGroupBan) },
	"import.super":   func() Op { return new(importSuperAdmin) },
	"import.inroom":  func() Op { return new(importRoomUser) },
	"import.value":   func() Op { return new(importRoomValue) },
	"import.dnd":     func() Op { return new(importDND) },
	"message.expire": func() Op { return new(expireMessages) },
	"session.save":   func() Op { return new(saveSession) },
	"session.drop":   func() Op { return new(dropSession) },
	"session.leave":  func() Op { return new(leaveSessions) },
	"session.end":    func() Op { return new(endSession) },
	"will.keep":      func() Op { return new(keepWill) },
	"will.delay":     func() Op { return new(delayWill) },
	"will.drop":      func() Op { return new(dropWill) },
	"will.publish":   func() Op { return new(publishWill) },
	"report.add":     func() Op { return new(reportMessage) },
	"report.close":   func() Op { return new(closeReport) },
	"words.change":   func() Op { return new(changeWords) },
	"words.put":      func() Op { return new(putWordList) },
	"words.drop":     func() Op { return new(dropWordList) },
	"words.purge":    func() Op { return new(purgeWords) },
	"webhook.put":    func() Op { return new(putWebhook) },
	"webhook.drop":   func() Op { return new(dropWebhook) },
	"webhook.move":   func() Op { return new(moveWebhook) },
	"webhook.replay": func() Op { return new(replayWebhook) },
	"push.device":    func() Op { return new(putPushDevice) },
	"push.grant":     func() Op { return new(addGrants) },
	"push.spend":     func() Op { return new(spendGrants) },
	"push.wechat":    func() Op { return new(putWeChat) },
	"retained.set":   func() Op { return new(setRetained) },
	"retained.drop":  func() Op { return new(dropRetained) },
	"device.send":    func() Op { return new(sendDevice) },
	"device.note":    func() Op { return new(noteQueues) },
	"device.expire":  func() Op { return new(expireQueues) },
	"command.answer": func() Op { return new(answerCommand) },
	"command.expire": func() Op { return new(expireCommands) },
	"link.put":       func() Op { return new(putLink) },
	"link.drop":      func() Op { return new(dropLink) },
	"link.queue":     func() Op { return new(queueLink) },
	"link.pass":      func() Op { return new(passLink) },
	"letters.retry":  func() Op { return new(retryLetters) },
	"letters.remove": func() Op { return new(removeLetters) },
	"ban.put":        func() Op { return new(putBan) },
	"ban.lift":       func() Op { return new(liftBan) },
	"purge":          func() Op { return new(purge) },
}

var opNames = func() map[reflect.Type]string {
	names := make(map[reflect.Type]string, len(ops))
	for name, make := range ops {
		names[reflect.TypeOf(make())] = name
	}
	return names
}()

type storedCommand struct {
	Version int             `json:"v"`
	App     AppName         `json:"app"`
	At      int64           `json:"at"`
	Op      string          `json:"op"`
	Args    json.RawMessage `json:"args"`
}

// MarshalJSON encodes a command for a log that is kept or sent.
func (c Command) MarshalJSON() ([]byte, error) {
	name, ok := opNames[reflect.TypeOf(c.Op)]
	if !ok {
		return nil, fmt.Errorf("command %T has no name", c.Op)
	}
	args, err := json.Marshal(c.Op)
	if err != nil {
		return nil, err
	}
	return json.Marshal(storedCommand{c.Version, c.App, c.At, name, args})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Command) UnmarshalJSON(b []byte) error {
	var s storedCommand
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	op, ok := ops[s.Op]
	if !ok {
		return fmt.Errorf("unknown command %q", s.Op)
	}
	c.Version, c.App, c.At, c.Op = s.Version, s.App, s.At, op()
	return json.Unmarshal(s.Args, c.Op)
}

// Apply applies a command to a state. It is deterministic: no clock, no random number, no order of maps. A refused
// command has an *Error in its outcome and has changed nothing; any other error means that the transaction is broken
// and must be thrown away as a whole.
func Apply(tx Tx, c *Command) (Outcome, error) {
	if c.Version > CommandVersion {
		return Outcome{}, fmt.Errorf("command of version %d, this server knows %d: update it", c.Version, CommandVersion)
	}
	s := state{tx: tx, app: c.App, at: c.At}
	if c.App != "" {
		open, err := exists(tx, appAt(c.App))
		if err != nil {
			return Outcome{}, err
		}
		if _, purging := c.Op.(*purgeApp); !open && !purging {
			return Outcome{Err: Errorf(CodeNoApp, "there is no app %q", c.App)}, nil
		}
	}
	value, err := c.Op.apply(&s)
	if err != nil {
		if e := new(Error); asRefusal(err, &e) {
			if s.wrote {
				return Outcome{}, fmt.Errorf("%T refused after writing: %w", c.Op, err)
			}
			return Outcome{Err: e}, nil
		}
		return Outcome{}, err
	}
	return Outcome{Value: value, Effects: s.effects}, nil
}

func asRefusal(err error, e **Error) bool {
	x, ok := err.(*Error)
	*e = x
	return ok
}
