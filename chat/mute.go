package chat

import (
	"context"
	"slices"
	"time"
)

// allKinds are the kinds of conversations, in the order in which a standing keeps what it has of each.
var allKinds = [...]Kind{KindUser, KindGroup, KindRoom}

// muteUser keeps a user from writing to conversations of some kinds until a time, or lifts that with 0.
type muteUser struct {
	User  UserID `json:"user"`
	Kinds []Kind `json:"kinds"`
	Until int64  `json:"until"`
}

// muteEvent tells a user that he is muted, or no more.
type muteEvent struct {
	Event string `json:"event"`
	User  UserID `json:"user"`
	Kinds []Kind `json:"kinds"`
	Until int64  `json:"until,omitempty"`
}

func (op *muteUser) apply(s *state) (any, error) {
	a, err := getAccount(s.tx, s.app, op.User)
	if err != nil {
		return nil, err
	}
	st, err := s.user(op.User, "user")
	if err != nil {
		return nil, err
	}
	for i, k := range allKinds {
		if slices.Contains(op.Kinds, k) {
			st.mutedUntil[i] = uint64(op.Until)
		}
	}
	a.MutedUntil = st.mutes(s.at)
	e := muteEvent{Event: "user.unmuted", User: op.User, Kinds: op.Kinds}
	if op.Until > s.at {
		e.Event, e.Until = "user.muted", op.Until
	}
	if err := s.tell([]UserID{op.User}, e); err != nil {
		return nil, err
	}
	if err := s.setStanding(op.User, st); err != nil {
		return nil, err
	}
	return a, s.setAccount(a)
}

// mutes are the kinds that the user may not write to, with their ends.
func (st *standing) mutes(now int64) map[Kind]int64 {
	var m map[Kind]int64
	for i, k := range allKinds {
		if until := int64(st.mutedUntil[i]); until > now {
			if m == nil {
				m = map[Kind]int64{}
			}
			m[k] = until
		}
	}
	return m
}

// mayWrite refuses who is muted for a kind of conversations in the whole app.
func (st *standing) mayWrite(kind Kind, now int64) error {
	for i, k := range allKinds {
		until := int64(st.mutedUntil[i])
		if k != kind || until <= now {
			continue
		}
		e := Errorf(CodeMuted, "you are muted in this app")
		if until < forever {
			e.Message += " until " + time.UnixMilli(until).UTC().Format(time.RFC3339)
		}
		e.Until = until
		return e
	}
	return nil
}

// MuteUser keeps a user from writing to all conversations of some kinds until the time, or without end with the zero
// time: for the app's key, which may still write for the user. No kinds are all.
func (s *Service) MuteUser(ctx context.Context, c Caller, kinds []Kind, until time.Time) (Account, error) {
	if err := c.needKey(); err != nil {
		return Account{}, err
	}
	ms := int64(forever)
	if !until.IsZero() {
		if !until.After(s.now()) {
			return Account{}, Errorf(CodeInvalid, "it would end before it begins").At("until")
		}
		ms = until.UnixMilli()
	}
	kinds, err := cleanKinds(kinds)
	if err != nil {
		return Account{}, err
	}
	return do[Account](ctx, s, c.App, &muteUser{User: c.User, Kinds: kinds, Until: ms}, 512)
}

// UnmuteUser lets a user write again; groups in which the user is muted are another matter.
func (s *Service) UnmuteUser(ctx context.Context, c Caller) (Account, error) {
	if err := c.needKey(); err != nil {
		return Account{}, err
	}
	return do[Account](ctx, s, c.App, &muteUser{User: c.User, Kinds: allKinds[:]}, 512)
}

// cleanKinds gives each kind once, in their order.
func cleanKinds(kinds []Kind) ([]Kind, error) {
	if len(kinds) == 0 {
		return allKinds[:], nil
	}
	var clean []Kind
	for _, k := range allKinds {
		if slices.Contains(kinds, k) {
			clean = append(clean, k)
		}
	}
	for _, k := range kinds {
		if !slices.Contains(clean, k) {
			return nil, Errorf(CodeInvalid, "%q is no kind: use user, group and room", clip(string(k))).At("kinds")
		}
	}
	return clean, nil
}
