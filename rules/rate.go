package rules

import (
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Rate implements chat.AppRules.
func (a *app) Rate(from chat.UserID, to chat.Address) error {
	s, now := a.set.Load(), a.rules.now().UnixNano()
	if wait := a.users.Take(string(from), now, s.user); wait > 0 {
		return tooFast(wait, "you send")
	}
	switch to.Kind {
	case chat.KindGroup:
		if wait := a.groups.Take(to.ID, now, s.group); wait > 0 {
			return tooFast(wait, "the group gets")
		}
	case chat.KindRoom:
		if wait := a.rooms.Take(to.ID, now, s.room); wait > 0 {
			return tooFast(wait, "the chatroom gets")
		}
	}
	if wait := a.all.Take("", now, s.all); wait > 0 {
		return tooFast(wait, "the app gets")
	}
	return nil
}

func tooFast(wait time.Duration, who string) error {
	e := chat.Errorf(chat.CodeRateLimited, "%s more messages a second than the app allows; wait %v", who, wait.Round(time.Millisecond))
	e.RetryAfter = max(1, int((wait+time.Second-1)/time.Second))
	return e
}
