package chat

import "slices"

// shareOf stands among a file's conversations for a group's list of files.
func shareOf(g GroupID) Conversation { return Conversation("share/" + string(g)) }

// readers gives the conversation whose members may read a file for this use of it.
func (c Conversation) readers() Conversation {
	if c.Kind() == "share" {
		return Conversation(GroupAddress(GroupID(c[len("share/"):])).String())
	}
	return c
}

// shareFile puts an upload into a group's list, for all its members.
type shareFile struct {
	actor
	Group GroupID `json:"group"`
	File  string  `json:"file"`
	Name  string  `json:"name,omitempty"` // empty: the upload's
}

func (op *shareFile) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err == nil && !op.Admin {
		err = mustBeMember(s.tx, Caller{App: s.app, User: op.User}, g.ID)
	}
	if err != nil {
		return nil, err
	}
	f, err := op.mayShare(s)
	if err != nil {
		return nil, err
	}
	shared := SharedFile{File: f.ID, Name: orDefault(op.Name, f.Name), Type: f.Type, Size: f.Size, By: op.User, Created: s.at}
	k := sharedKey(s.app, g.ID, f.ID)
	if again, err := getJSON(s.tx, k, &shared); again || err != nil {
		return shared, err
	}
	if g.counts.Files >= MaxGroupFiles {
		return nil, Errorf(CodeTooMany, "the group %q shares %d files, more are not allowed", g.ID, MaxGroupFiles).At("file")
	}
	if err := s.setJSON(k, shared); err != nil {
		return nil, err
	}
	g.counts.Files++
	if err := s.setGroup(&g); err != nil {
		return nil, err
	}
	if err := s.delete(orphanKey(s.app, f.Created, f.ID)); err != nil {
		return nil, err
	}
	if err := s.set(fileUseKey(s.app, f.ID, shareOf(g.ID)), []byte{1}); err != nil {
		return nil, err
	}
	return shared, s.writeEvent(g.ID, op.actor, groupEvent{Event: "file.shared", File: &shared})
}

// mayShare finds the file, which the actor must be able to read.
func (op *shareFile) mayShare(s *state) (File, error) {
	f, err := getFile(s.tx, s.app, op.File)
	if err != nil || op.Admin {
		return f, err
	}
	may, err := mayReadFile(s.tx, s.app, f, op.User)
	if err == nil && !may {
		err = Errorf(CodeNoFile, "there is no file %q", clip(op.File)).At("file") // as if it were not there
	}
	return f, err
}

// unshareFile takes a file off a group's list: for who shared it, the owner, admins and the app's key.
type unshareFile struct {
	actor
	Group GroupID `json:"group"`
	File  string  `json:"file"`
}

func (op *unshareFile) apply(s *state) (any, error) {
	g, err := getGroup(s.tx, s.app, op.Group)
	if err != nil {
		return nil, err
	}
	var shared SharedFile
	there, err := getJSON(s.tx, sharedKey(s.app, g.ID, op.File), &shared)
	if err != nil {
		return nil, err
	}
	if !there || shared.By == "" || shared.By != op.User {
		_, err = s.mayManage(g.ID, op.actor)
	} else if !op.Admin {
		err = mustBeMember(s.tx, Caller{App: s.app, User: op.User}, g.ID)
	}
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, Errorf(CodeNoFile, "the group %q does not share the file %q", g.ID, clip(op.File)).At("file")
	}
	if err := s.unshare(&g, op.File); err != nil {
		return nil, err
	}
	return nil, s.writeEvent(g.ID, op.actor, groupEvent{Event: "file.unshared", File: &shared})
}

// unshare forgets that a group shares a file. A file that nothing names any more is an orphan again.
func (s *state) unshare(g *Group, file string) error {
	if err := s.delete(sharedKey(s.app, g.ID, file)); err != nil {
		return err
	}
	g.counts.Files--
	if err := s.setGroup(g); err != nil {
		return err
	}
	return s.unuse(file, shareOf(g.ID))
}

// unuse forgets one use of a file, and makes it an orphan when there is no other.
func (s *state) unuse(file string, conv Conversation) error {
	if err := s.delete(fileUseKey(s.app, file, conv)); err != nil {
		return err
	}
	used := false
	if err := s.tx.Scan(prefix(s.app, "fileuse", file), nil, false, func(_, _ []byte) bool {
		used = true
		return false
	}); err != nil || used {
		return err
	}
	f, err := getFile(s.tx, s.app, file)
	if _, gone := err.(*Error); gone {
		return nil
	}
	if err != nil {
		return err
	}
	return s.set(orphanKey(s.app, f.Created, f.ID), []byte{1})
}

// unshareAll takes a file that is being removed off the lists of all groups.
func (s *state) unshareAll(file string) error {
	var groups []GroupID
	p := append(key(s.app, "fileuse", file), "/share/"...)
	if err := s.tx.Scan(p, nil, false, func(k, _ []byte) bool {
		groups = append(groups, GroupID(k[len(p):]))
		return true
	}); err != nil {
		return err
	}
	for _, id := range groups {
		if err := s.delete(fileUseKey(s.app, file, shareOf(id))); err != nil {
			return err
		}
		if err := s.delete(sharedKey(s.app, id, file)); err != nil {
			return err
		}
		g, err := getGroup(s.tx, s.app, id)
		if AsErrorCode(err) == CodeNoGroup {
			continue
		}
		if err != nil {
			return err
		}
		g.counts.Files--
		if err := s.setGroup(&g); err != nil {
			return err
		}
	}
	return nil
}

// dismantle removes up to most records of a group that is gone, and tells whether there may be more.
func (s *state) dismantle(g GroupID, most int) (more bool, err error) {
	for _, part := range []struct {
		class string
		other func(id string) []byte // a second record of the same
	}{
		{"joinrequest", func(u string) []byte { return requestedKey(s.app, UserID(u), g) }},
		{"invite", func(u string) []byte { return invitedKey(s.app, UserID(u), g) }},
		{"admin", nil}, {"muted", nil}, {"groupban", nil}, {"attributes", nil},
		{"shared", nil},
	} {
		var ids []string
		p := prefix(s.app, part.class, string(g))
		if err := s.tx.Scan(p, nil, false, func(k, _ []byte) bool {
			ids = append(ids, string(k[len(p):]))
			return len(ids) < most
		}); err != nil {
			return false, err
		}
		for _, id := range ids {
			if part.class == "invite" {
				if err := s.dropInviter(g, UserID(id)); err != nil {
					return false, err
				}
			}
			if err := s.delete(append(slices.Clone(p), id...)); err != nil {
				return false, err
			}
			switch {
			case part.other != nil:
				err = s.delete(part.other(id))
			case part.class == "shared":
				err = s.unuse(id, shareOf(g))
			}
			if err != nil {
				return false, err
			}
		}
		if len(ids) == most {
			return true, nil
		}
	}
	return false, nil
}
