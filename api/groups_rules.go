package api

import (
	"context"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func (a *API) getMember(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Member(c, in.Group, in.User))
}

func (a *API) changeMember(ctx context.Context, in *struct {
	GroupUser
	Body chat.MemberChange
}) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeMember(ctx, c, in.Group, in.User, in.Body))
}

func (a *API) addAdmin(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	return a.setAdmin(ctx, in, true)
}

func (a *API) removeAdmin(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	return a.setAdmin(ctx, in, false)
}

func (a *API) setAdmin(ctx context.Context, in *GroupUser, admin bool) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.SetAdmin(ctx, c, in.Group, in.User, admin))
}

// Mute ends at a time or after a while; with neither it has no end.
type Mute struct {
	Until   int64 `json:"until,omitempty" minimum:"1" maximum:"4503599627370496" doc:"Milliseconds since 1970"`
	Seconds int64 `json:"seconds,omitempty" minimum:"1" maximum:"3153600000"`
}

func (a *API) muteEnd(m *Mute) (time.Time, error) {
	if m == nil {
		return time.Time{}, nil
	}
	return a.end(m.Until, m.Seconds)
}

func (a *API) muteMember(ctx context.Context, in *struct {
	GroupUser
	Body *Mute
}) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	until, err := a.muteEnd(in.Body)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.MuteMember(ctx, c, in.Group, in.User, until))
}

func (a *API) unmuteMember(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.UnmuteMember(ctx, c, in.Group, in.User))
}

func (a *API) muteGroup(ctx context.Context, in *OneGroup) (*answer[chat.Group], error) {
	return a.setMuted(ctx, in, true)
}

func (a *API) unmuteGroup(ctx context.Context, in *OneGroup) (*answer[chat.Group], error) {
	return a.setMuted(ctx, in, false)
}

func (a *API) setMuted(ctx context.Context, in *OneGroup, muted bool) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.MuteGroup(ctx, c, in.Group, muted))
}

func (a *API) allowMember(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	return a.setAllowed(ctx, in, true)
}

func (a *API) disallowMember(ctx context.Context, in *GroupUser) (*answer[chat.Member], error) {
	return a.setAllowed(ctx, in, false)
}

func (a *API) setAllowed(ctx context.Context, in *GroupUser, allowed bool) (*answer[chat.Member], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.AllowMember(ctx, c, in.Group, in.User, allowed))
}

// GroupBans is a page of users who are banned from a group.
type GroupBans struct {
	Bans []chat.GroupBan `json:"bans"`
	Next string          `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listGroupBans(ctx context.Context, in *struct {
	OneGroup
	Page
}) (*answer[GroupBans], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	bans, next, err := a.chat.GroupBans(c, in.Group, in.Cursor, in.Limit)
	return ok(GroupBans{orEmpty(bans), next}, err)
}

func (a *API) banFromGroup(ctx context.Context, in *GroupUser) (*answer[chat.GroupBan], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.BanFromGroup(ctx, c, in.Group, in.User))
}

func (a *API) unbanFromGroup(ctx context.Context, in *GroupUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.UnbanFromGroup(ctx, c, in.Group, in.User)
}

func (a *API) disableGroup(ctx context.Context, in *OneGroup) (*answer[chat.Group], error) {
	return a.setDisabled(ctx, in, true)
}

func (a *API) enableGroup(ctx context.Context, in *OneGroup) (*answer[chat.Group], error) {
	return a.setDisabled(ctx, in, false)
}

func (a *API) setDisabled(ctx context.Context, in *OneGroup, disabled bool) (*answer[chat.Group], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.DisableGroup(ctx, c, in.Group, disabled))
}

// GroupFiles is a page of the files that a group shares.
type GroupFiles struct {
	Files []chat.SharedFile `json:"files"`
	Next  string            `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listGroupFiles(ctx context.Context, in *struct {
	OneGroup
	Page
}) (*answer[GroupFiles], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	files, next, err := a.chat.SharedFiles(c, in.Group, in.Cursor, in.Limit)
	return ok(GroupFiles{orEmpty(files), next}, err)
}

// NewShare names an upload to share.
type NewShare struct {
	File string `json:"file" doc:"The upload's id"`
	Name string `json:"name,omitempty" doc:"The upload's name if absent; at most 256 bytes"`
}

func (a *API) shareFile(ctx context.Context, in *struct {
	OneGroup
	Body NewShare
}) (*answer[chat.SharedFile], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ShareFile(ctx, c, in.Group, in.Body.File, in.Body.Name))
}

func (a *API) unshareFile(ctx context.Context, in *struct {
	OneGroup
	File string `path:"file" doc:"The upload's id"`
}) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.UnshareFile(ctx, c, in.Group, in.File)
}
