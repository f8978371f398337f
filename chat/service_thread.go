package chat

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

func checkThreadName(name string) error {
	switch n := utf8.RuneCountInString(name); {
	case strings.TrimSpace(name) == "" || !utf8.ValidString(name):
		return Errorf(CodeInvalid, "give the thread a name").At("name")
	case n > MaxThreadName:
		return Errorf(CodeTooLarge, "name has %d characters, %d are allowed", n, MaxThreadName).At("name")
	}
	return nil
}

// CreateThread makes a thread that hangs from a message of a group: for members who may write there. The caller's user
// is in it.
func (s *Service) CreateThread(ctx context.Context, c Caller, group GroupID, n NewThread) (Thread, error) {
	if err := c.needUser(); err != nil {
		return Thread{}, err
	}
	if err := checkThreadName(n.Name); err != nil {
		return Thread{}, err
	}
	id, err := do[GroupID](ctx, s, c.App, &createThread{actor: s.actor(c), Thread: GroupID(c.ID(s.newID())), Group: group, Seq: n.Seq, Name: n.Name}, 4096)
	if err != nil {
		return Thread{}, err
	}
	return s.Thread(c, id)
}

// Thread gives a thread to the members of its group and the app's key.
func (s *Service) Thread(c Caller, id GroupID) (Thread, error) {
	return view1(s, func(r Reader) (Thread, error) {
		g, err := readableThread(r, c, id)
		if err != nil {
			return Thread{}, err
		}
		return s.showThread(r, c, &g)
	})
}

// showThread gives a thread as the caller sees it.
func (s *Service) showThread(r Reader, c Caller, g *Group) (Thread, error) {
	t, err := g.overview(r, c.App, s.now().UnixMilli())
	if err != nil {
		return Thread{}, err
	}
	if c.User != "" {
		_, t.Joined, err = getMember(r, c.App, g.ID, c.User)
	}
	return *t, err
}

// ThreadOverview gives a thread as all members of its group see it; CodeNoThread when it is gone.
func (s *Service) ThreadOverview(app AppName, id GroupID) (Thread, error) {
	return s.Thread(Caller{App: app, Admin: true}, id)
}

// Threads lists the threads of a group, the newest first: for its members and the app's key.
func (s *Service) Threads(c Caller, group GroupID, cursor string, limit int) (found []Thread, next string, err error) {
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return nil, "", err
	}
	if cursor != "" && !ValidID(cursor) {
		return nil, "", Errorf(CodeInvalid, "%q is no cursor of this server", clip(cursor)).At("cursor")
	}
	err = s.log.View(func(r Reader) error {
		if _, err := readableGroup(r, c, group); err != nil {
			return err
		}
		p := prefix(c.App, "thread", string(group))
		var from []byte
		if cursor != "" {
			from = append(slices.Clone(p), cursor...)
		}
		var ids []GroupID
		if err := r.Scan(p, from, true, func(k, _ []byte) bool {
			if id := GroupID(k[len(p):]); string(id) != cursor {
				ids = append(ids, id)
			}
			return len(ids) <= limit
		}); err != nil {
			return err
		}
		if len(ids) > limit {
			ids, next = ids[:limit], string(ids[limit-1])
		}
		found, err = s.showThreads(r, c, ids)
		return err
	})
	return found, next, err
}

// showThreads gives those threads that are there.
func (s *Service) showThreads(r Reader, c Caller, ids []GroupID) (found []Thread, err error) {
	for _, id := range ids {
		g, err := getThread(r, c.App, id)
		if AsErrorCode(err) == CodeNoThread {
			continue // gone with its group
		}
		if err != nil {
			return nil, err
		}
		t, err := s.showThread(r, c, &g)
		if err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	return found, nil
}

// MyThreads lists the threads that the caller's user is in, by group and id; those of one group when it is not empty.
func (s *Service) MyThreads(c Caller, group GroupID, cursor string, limit int) (found []Thread, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return nil, "", err
	}
	p := prefix(c.App, "inthread", string(c.User))
	if group != "" {
		p = prefix(c.App, "inthread", string(c.User), string(group))
	}
	parts, next, err := s.page(p, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	ids := make([]GroupID, len(parts))
	for i, part := range parts {
		ids[i] = GroupID(part[strings.LastIndexByte(part, '/')+1:])
	}
	found, err = view1(s, func(r Reader) ([]Thread, error) { return s.showThreads(r, c, ids) })
	return found, next, err
}

// LastOfThreads gives the newest messages of up to MaxThreadsLast threads of groups that the caller is a member of.
// Threads that are none, or of other groups, are left out.
func (s *Service) LastOfThreads(c Caller, ids []GroupID) ([]LastOfThread, error) {
	if len(ids) == 0 || len(ids) > MaxThreadsLast {
		return nil, Errorf(CodeTooMany, "name 1 to %d threads", MaxThreadsLast).At("threads")
	}
	return view1(s, func(r Reader) ([]LastOfThread, error) {
		found := []LastOfThread{}
		for _, id := range ids {
			g, err := readableThread(r, c, id)
			if code := AsErrorCode(err); code == CodeNoThread || code == CodeNotMember {
				continue
			}
			if err != nil {
				return nil, err
			}
			t, err := s.showThread(r, c, &g)
			if err != nil {
				return nil, err
			}
			found = append(found, LastOfThread{id, t.Last})
		}
		return found, nil
	})
}

// RenameThread is for who made the thread, the owner and the admins of its group, and the app's key.
func (s *Service) RenameThread(ctx context.Context, c Caller, id GroupID, name string) (Thread, error) {
	if err := checkThreadName(name); err != nil {
		return Thread{}, err
	}
	if err := s.exec(ctx, c.App, &renameThread{s.actor(c), id, name}, 2048); err != nil {
		return Thread{}, err
	}
	return s.Thread(c, id)
}

// DismissThread ends a thread: for who made it, the owner and the admins of its group, and the app's key.
func (s *Service) DismissThread(ctx context.Context, c Caller, id GroupID) error {
	return s.exec(ctx, c.App, &dismissThread{s.actor(c), id}, 2048)
}

// JoinThread lets the caller's user, a member of its group, into a thread. Its history is there from the beginning.
func (s *Service) JoinThread(ctx context.Context, c Caller, id GroupID) (Thread, error) {
	if err := c.needUser(); err != nil {
		return Thread{}, err
	}
	if err := s.exec(ctx, c.App, &joinThread{s.actor(c), id}, 1024); err != nil {
		return Thread{}, err
	}
	return s.Thread(c, id)
}

// LeaveThread takes the caller's user out of a thread.
func (s *Service) LeaveThread(ctx context.Context, c Caller, id GroupID) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &removeFromThread{s.actor(c), id, []UserID{c.User}}, 1024)
}

// RemoveFromThread takes a user out of a thread: for the owner and the admins of its group and the app's key. Once it
// returns, no later message of the thread reaches him.
func (s *Service) RemoveFromThread(ctx context.Context, c Caller, id GroupID, u UserID) error {
	return s.exec(ctx, c.App, &removeFromThread{s.actor(c), id, []UserID{u}}, 1024)
}

// ThreadMembers lists who is in a thread by id: for members of its group and the app's key.
func (s *Service) ThreadMembers(c Caller, id GroupID, cursor string, limit int) (found []Member, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		if _, err := readableThread(r, c, id); err != nil {
			return err
		}
		found, next, err = recordsOf[Member](r, prefix(c.App, "member", string(id)), cursor, limit)
		return err
	})
	return found, next, err
}
