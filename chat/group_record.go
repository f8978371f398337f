package chat

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A group is stored as one byte of flags, which is all that sending a message needs of it, and JSON.
const (
	groupDisabled  = 1 << iota // nobody may write
	groupMuted                 // few may write
	groupHasMuted              // some user is muted in it
	groupThread                // it is a thread of another group
	groupFlagsMost = '{' - 1   // a record that begins with '{' has no flags
)

// groupCounts bound the lists of a group without counting them each time.
type groupCounts struct {
	Admins   int    `json:"admins,omitempty"`
	Muted    int    `json:"muted,omitempty"` // records of muted users, ended ones too
	Bans     int    `json:"bans,omitempty"`
	Requests int    `json:"requests,omitempty"`
	Invites  int    `json:"invites,omitempty"`
	Files    int    `json:"files,omitempty"`
	Threads  int    `json:"threads,omitempty"`
	Listed   string `json:"listed,omitempty"` // where the group stands among the public ones
}

type storedGroup struct {
	Group
	Counts groupCounts `json:"counts"`
}

// getGroup finds a group; a thread is none.
func getGroup(r Reader, app AppName, g GroupID) (Group, error) {
	b, err := r.Get(groupKey(app, g))
	if err != nil || b == nil || isThread(b) {
		return Group{}, orRefuse(err, noGroup(g))
	}
	return decodeGroup(g, b)
}

func noGroup(g GroupID) *Error {
	return Errorf(CodeNoGroup, "there is no group %q", clip(string(g))).At("group")
}

func decodeGroup(g GroupID, b []byte) (Group, error) {
	if b[0] <= groupFlagsMost {
		b = b[1:]
	}
	var stored storedGroup
	if err := json.Unmarshal(b, &stored); err != nil {
		return Group{}, fmt.Errorf("stored group %q: %w", g, err)
	}
	group := stored.Group
	group.counts = stored.Counts
	return group.withDefaults(), nil
}

// withDefaults fills what a new group leaves open.
func (g Group) withDefaults() Group {
	if g.Join == "" {
		g.Join = JoinClosed
		if g.Public {
			g.Join = JoinApproval
		}
	}
	if g.AtAll == "" {
		g.AtAll = AtAllAdmins
	}
	if g.MaxMembers == 0 {
		g.MaxMembers = MaxMembers
	}
	return g
}

func (g Group) flags() byte {
	var f byte
	for _, flag := range []struct {
		set bool
		bit byte
	}{{g.Disabled, groupDisabled}, {g.Muted, groupMuted}, {g.counts.Muted > 0, groupHasMuted}, {g.ThreadOf != nil, groupThread}} {
		if flag.set {
			f |= flag.bit
		}
	}
	return f
}

// setGroup stores a group and keeps its place among the public ones.
func (s *state) setGroup(g *Group) error {
	listed := ""
	if g.Public {
		listed = folded(g.Name) + "\x00" + string(g.ID)
	}
	if listed != g.counts.Listed {
		if err := s.unlist(g); err != nil {
			return err
		}
		if g.counts.Listed = listed; listed != "" {
			if err := s.set(publicKey(s.app, listed), []byte(g.ID)); err != nil {
				return err
			}
		}
	}
	b, err := json.Marshal(storedGroup{*g, g.counts})
	if err != nil {
		return err
	}
	return s.set(groupKey(s.app, g.ID), append([]byte{g.flags()}, b...))
}

// unlist takes a group out of the list of public ones.
func (s *state) unlist(g *Group) error {
	if g.counts.Listed == "" {
		return nil
	}
	return s.delete(publicKey(s.app, g.counts.Listed))
}

// folded is a name as the list of public groups sorts and finds it: in small letters, 64 bytes at most.
func folded(name string) string {
	const most = 64
	name = strings.ToLower(strings.ReplaceAll(name, "\x00", ""))
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "")
	}
	return name
}

func publicKey(a AppName, listed string) []byte      { return key(a, "public", listed) }
func adminKey(a AppName, g GroupID, u UserID) []byte { return key(a, "admin", string(g), string(u)) }
func mutedKey(a AppName, g GroupID, u UserID) []byte { return key(a, "muted", string(g), string(u)) }
func attributesKey(a AppName, g GroupID, u UserID) []byte {
	return key(a, "attributes", string(g), string(u))
}
func groupBanKey(a AppName, g GroupID, u UserID) []byte {
	return key(a, "groupban", string(g), string(u))
}
func requestKey(a AppName, g GroupID, u UserID) []byte {
	return key(a, "joinrequest", string(g), string(u))
}
func requestedKey(a AppName, u UserID, g GroupID) []byte {
	return key(a, "requested", string(u), string(g))
}
func inviteKey(a AppName, g GroupID, u UserID) []byte { return key(a, "invite", string(g), string(u)) }
func invitedKey(a AppName, u UserID, g GroupID) []byte {
	return key(a, "invited", string(u), string(g))
}
func inviterKey(a AppName, by UserID, g GroupID, u UserID) []byte {
	return key(a, "inviter", string(by), string(g), string(u))
}
func sharedKey(a AppName, g GroupID, file string) []byte { return key(a, "shared", string(g), file) }

func getMember(r Reader, app AppName, g GroupID, u UserID) (Member, bool, error) {
	var m Member
	ok, err := getJSON(r, memberKey(app, g, u), &m)
	return m, ok, err
}

// mutedUntil is when the mute of a user in a group ends, ms; 0: is not muted.
func mutedUntil(r Reader, app AppName, g GroupID, u UserID) (int64, error) {
	b, err := r.Get(mutedKey(app, g, u))
	if b == nil || err != nil {
		return 0, err
	}
	var until uint64
	_, err = numbers(b, &until)
	return int64(until), err
}
