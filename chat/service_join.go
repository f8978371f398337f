package chat

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
)

// PublicGroups lists public groups by name, those whose name begins with prefix, from the one after cursor on. Small
// and capital letters are the same, and the first 64 bytes of a name count.
func (s *Service) PublicGroups(c Caller, prefixOfName, cursor string, limit int) (groups []PublicGroup, next string, err error) {
	if limit, err = pageSize(limit, 50, 100); err != nil {
		return nil, "", err
	}
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, "", Errorf(CodeInvalid, "%q is no cursor of this server", clip(cursor)).At("cursor")
	}
	all := prefix(c.App, "public")
	wanted := append(slices.Clone(all), folded(prefixOfName)...)
	var from []byte
	if cursor != "" {
		from = append(append(slices.Clone(all), after...), 0)
	}
	err = s.log.View(func(r Reader) error {
		var inner error
		last := ""
		scanErr := r.Scan(wanted, from, false, func(k, id []byte) bool {
			if len(groups) == limit {
				next = base64.RawURLEncoding.EncodeToString([]byte(last))
				return false
			}
			var g Group
			if g, inner = getGroup(r, c.App, GroupID(id)); inner == nil {
				groups = append(groups, g.public())
			}
			last = string(k[len(all):])
			return inner == nil
		})
		return orFirst(scanErr, inner)
	})
	return groups, next, err
}

func (g Group) public() PublicGroup {
	return PublicGroup{g.ID, g.Name, g.Avatar, g.Owner, g.Members, g.MaxMembers, g.Join, g.Created}
}

// PublicGroup gives a public group to everyone in the app; another is CodeNoGroup, as if it were not there.
func (s *Service) PublicGroup(c Caller, id GroupID) (PublicGroup, error) {
	return view1(s, func(r Reader) (PublicGroup, error) {
		g, err := getGroup(r, c.App, id)
		if err == nil && !g.Public && !c.Admin {
			err = Errorf(CodeNoGroup, "there is no public group %q", clip(string(id))).At("group")
		}
		return g.public(), err
	})
}

func checkText(text string) error {
	if len(text) > MaxGroupText {
		return Errorf(CodeTooLarge, "text has %d bytes, %d are allowed", len(text), MaxGroupText).At("text")
	}
	return nil
}

// JoinGroup makes the caller's user a member, or leaves a request for the owner and the admins, as the group's policy
// says. Who is invited is let in.
func (s *Service) JoinGroup(ctx context.Context, c Caller, id GroupID, text string) (JoinState, error) {
	if err := c.needUser(); err != nil {
		return "", err
	}
	if err := checkText(text); err != nil {
		return "", err
	}
	return do[JoinState](ctx, s, c.App, &joinGroup{actor: s.actor(c), Group: id, Text: text}, 4096)
}

// WithdrawRequest takes back the request of the caller's user.
func (s *Service) WithdrawRequest(ctx context.Context, c Caller, id GroupID) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &withdrawRequest{actor: s.actor(c), Group: id}, 4096)
}

// JoinRequests lists who waits to be let in, by id: for the owner, admins and the app's key.
func (s *Service) JoinRequests(c Caller, id GroupID, cursor string, limit int) ([]JoinRequest, string, error) {
	return listed[JoinRequest](s, c, id, "joinrequest", cursor, limit)
}

// AnswerRequest lets in who waits, or not; text is for the applicant.
func (s *Service) AnswerRequest(ctx context.Context, c Caller, id GroupID, u UserID, accept bool, text string) error {
	if err := checkText(text); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &answerRequest{actor: s.actor(c), Group: id, Who: u, Accept: accept, Text: text}, 4096)
}

// Invites lists who is invited to a group, by id: for the owner, admins and the app's key.
func (s *Service) Invites(c Caller, id GroupID, cursor string, limit int) ([]Invite, string, error) {
	return listed[Invite](s, c, id, "invite", cursor, limit)
}

// CancelInvite takes an invite back: for who invited, the owner, admins and the app's key.
func (s *Service) CancelInvite(ctx context.Context, c Caller, id GroupID, u UserID) error {
	return s.exec(ctx, c.App, &cancelInvite{actor: s.actor(c), Group: id, Who: u}, 2048)
}

// MyInvites lists the invites of the caller's user, by the group's id.
func (s *Service) MyInvites(c Caller, cursor string, limit int) (invites []Invite, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	groups, next, err := s.page(prefix(c.App, "invited", string(c.User)), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		for _, id := range groups {
			g, err := getGroup(r, c.App, GroupID(id))
			if AsErrorCode(err) == CodeNoGroup {
				continue // dismissed
			}
			if err != nil {
				return err
			}
			i, err := getInvite(r, c.App, g.ID, c.User, "group")
			if AsErrorCode(err) == CodeNotFound {
				continue // answered meanwhile
			}
			if err != nil {
				return err
			}
			i.Name = g.Name
			invites = append(invites, i)
		}
		return nil
	})
	return invites, next, err
}

// AnswerInvite makes the caller's user a member of a group that invited it, or declines.
func (s *Service) AnswerInvite(ctx context.Context, c Caller, id GroupID, accept bool, text string) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if err := checkText(text); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &answerInvite{actor: s.actor(c), Group: id, Accept: accept, Text: text}, 4096)
}

// settlePending withdraws the requests of the caller's user and declines its invites.
func (s *Service) settlePending(ctx context.Context, c Caller) error {
	for _, kind := range []struct {
		class  string
		settle func(GroupID) error
	}{
		{"requested", func(id GroupID) error { return s.WithdrawRequest(ctx, c, id) }},
		{"invited", func(id GroupID) error { return s.AnswerInvite(ctx, c, id, false, "") }},
	} {
		for cursor := ""; ; {
			groups, next, err := s.page(prefix(c.App, kind.class, string(c.User)), cursor, MaxBatch)
			if err != nil {
				return err
			}
			for _, id := range groups {
				err := kind.settle(GroupID(id))
				if code := AsErrorCode(err); err != nil && code != CodeNoGroup && code != CodeNotFound {
					return err
				}
			}
			if cursor = next; cursor == "" {
				break
			}
		}
	}
	return nil
}

// listed pages through records that a group keeps by their id, for its managers.
func listed[T any](s *Service, c Caller, id GroupID, class, cursor string, limit int) (found []T, next string, err error) {
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		if _, err := managed(r, c.App, id, actor{User: c.User, Admin: c.Admin}); err != nil {
			return err
		}
		found, next, err = recordsOf[T](r, prefix(c.App, class, string(id)), cursor, limit)
		return err
	})
	return found, next, err
}

// recordsOf reads JSON records below a prefix, from the one after cursor on.
func recordsOf[T any](r Reader, p []byte, cursor string, limit int) (found []T, next string, err error) {
	var from []byte
	if cursor != "" {
		from = append(append(slices.Clone(p), cursor...), 0)
	}
	last := ""
	scanErr := r.Scan(p, from, false, func(k, b []byte) bool {
		if len(found) == limit {
			next = last
			return false
		}
		var one T
		if err = json.Unmarshal(b, &one); err == nil {
			found = append(found, one)
		}
		last = strings.Clone(string(k[len(p):]))
		return err == nil
	})
	return found, next, orFirst(scanErr, err)
}
