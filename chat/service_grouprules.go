package chat

import "context"

// MuteGroup lets only the owner, the admins and the allowlist write, or everyone again: for the owner, admins and the
// app's key.
func (s *Service) MuteGroup(ctx context.Context, c Caller, id GroupID, muted bool) (Group, error) {
	return do[Group](ctx, s, c.App, &muteGroup{actor: s.actor(c), Group: id, Muted: muted}, 1024)
}

// DisableGroup lets nobody write, or ends that: for the app's key.
func (s *Service) DisableGroup(ctx context.Context, c Caller, id GroupID, disabled bool) (Group, error) {
	return do[Group](ctx, s, c.App, &disableGroup{actor: s.actor(c), Group: id, Disabled: disabled}, 1024)
}

// BanFromGroup takes a user out of a group and keeps him out: for the owner, admins and the app's key. Once it returns,
// no later message of the group reaches him.
func (s *Service) BanFromGroup(ctx context.Context, c Caller, id GroupID, u UserID) (GroupBan, error) {
	return do[GroupBan](ctx, s, c.App, &banFromGroup{actor: s.actor(c), Group: id, Who: u}, 1024)
}

// UnbanFromGroup lifts a ban; the user is no member by that.
func (s *Service) UnbanFromGroup(ctx context.Context, c Caller, id GroupID, u UserID) error {
	return s.exec(ctx, c.App, &unbanFromGroup{actor: s.actor(c), Group: id, Who: u}, 1024)
}

// GroupBans lists who is banned from a group, by id: for the owner, admins and the app's key.
func (s *Service) GroupBans(c Caller, id GroupID, cursor string, limit int) ([]GroupBan, string, error) {
	return listed[GroupBan](s, c, id, "groupban", cursor, limit)
}

// ShareFile puts an upload that the caller may read into a group's list of files: for members and the app's key.
func (s *Service) ShareFile(ctx context.Context, c Caller, id GroupID, file, name string) (SharedFile, error) {
	if len(name) > 256 {
		return SharedFile{}, Errorf(CodeTooLarge, "name has %d bytes, 256 are allowed", len(name)).At("name")
	}
	return do[SharedFile](ctx, s, c.App, &shareFile{actor: s.actor(c), Group: id, File: file, Name: name}, 2048)
}

// UnshareFile takes a file off a group's list: for who shared it, the owner, admins and the app's key.
func (s *Service) UnshareFile(ctx context.Context, c Caller, id GroupID, file string) error {
	return s.exec(ctx, c.App, &unshareFile{actor: s.actor(c), Group: id, File: file}, 2048)
}

// SharedFiles lists a group's files, the oldest upload first: for members and the app's key.
func (s *Service) SharedFiles(c Caller, id GroupID, cursor string, limit int) (files []SharedFile, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		if _, err := readableGroup(r, c, id); err != nil {
			return err
		}
		files, next, err = recordsOf[SharedFile](r, prefix(c.App, "shared", string(id)), cursor, limit)
		return err
	})
	return files, next, err
}
