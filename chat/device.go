package chat

import (
	"context"
	"slices"
)

// Bounds of what an app's settings may allow: live sessions of a user where the oldest may go, live sessions of a user at
// all, subscriptions of a session.
const (
	MaxLiveSessions   = 1_000
	MaxSessionsOfUser = 1_000_000
	MaxSubscriptions  = 10_000
)

// Excess says who goes when a user has one live session too many.
type Excess string

// ExcessOldest ends the oldest sessions; ExcessNewest does not let the new one in.
const (
	ExcessOldest Excess = "oldest"
	ExcessNewest Excess = "newest"
)

// counted tells whether sessions of a platform count: a user may have any number of devices.
func (p Platform) counted() bool { return p != "iot" && p != PlatformOther && p != "" }

// Excess tells which of a user's live sessions, the oldest first, have to end when one more comes: their places in live.
// Where the newest goes it gives CodeTooManySessions instead.
func (st Settings) Excess(live []Platform, one Platform) (out []int, err error) {
	if st.SessionsMost > 0 && len(live) >= st.SessionsMost {
		return nil, Errorf(CodeTooManySessions, "%d other sessions of this user are live, which is as many as the app allows: end one with DELETE /v1/devices/{client}", len(live))
	}
	if !one.counted() {
		return nil, nil
	}
	var same, others []int
	for i, p := range live {
		switch {
		case p == one:
			same = append(same, i)
		case p.counted():
			others = append(others, i)
		}
	}
	if most := st.SessionsPerPlatform; most > 0 && len(same) >= most {
		out = same[:len(same)+1-most]
		same = same[len(out):]
	}
	left := slices.Concat(same, others)
	slices.Sort(left)
	if most := st.SessionsTotal; most > 0 && len(left) >= most {
		out = append(slices.Clone(out), left[:len(left)+1-most]...)
	}
	if len(out) > 0 && st.SessionsExcess == ExcessNewest {
		return nil, Errorf(CodeTooManySessions, "%d other sessions of this user are live, which is as many as the app allows: end one with DELETE /v1/devices/{client}", len(live))
	}
	return out, nil
}

func (st Settings) checkSessions() error {
	for _, n := range []struct {
		name            string
		is, least, most int
	}{
		{"sessions_per_platform", st.SessionsPerPlatform, 0, MaxLiveSessions}, {"sessions_total", st.SessionsTotal, 0, MaxLiveSessions},
		{"sessions_most", st.SessionsMost, 0, MaxSessionsOfUser}, {"subscriptions", st.Subscriptions, 1, MaxSubscriptions},
	} {
		if n.is < n.least || n.is > n.most {
			return Errorf(CodeInvalid, "%s is %d, allowed are %d to %d", n.name, n.is, n.least, n.most).At("settings." + n.name)
		}
	}
	if st.SessionsExcess != ExcessOldest && st.SessionsExcess != ExcessNewest {
		return Errorf(CodeInvalid, "sessions_excess is %q, allowed are %s and %s", clip(string(st.SessionsExcess)), ExcessOldest, ExcessNewest).At("settings.sessions_excess")
	}
	return nil
}

// Devices lists the live sessions of the caller's user by client id.
func (s *Service) Devices(c Caller) ([]LiveSession, error) {
	if err := c.needUser(); err != nil {
		return nil, err
	}
	r, err := s.roster()
	if err != nil {
		return nil, err
	}
	return r.OnlineOf(c.App, c.User), nil
}

// EndDevice ends a live session of the caller's user by its client id, as a kick does; CodeNotFound when there is none.
func (s *Service) EndDevice(ctx context.Context, c Caller, client string) error {
	live, err := s.Devices(c)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(live, func(l LiveSession) bool { return l.Client == client }) {
		return Errorf(CodeNotFound, "no live session has the client id %q", clip(client)).At("client")
	}
	return s.Kick(ctx, c, Which{Client: client}, "ended from another device")
}
