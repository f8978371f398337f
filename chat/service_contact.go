package chat

import "context"

// Ask sends a friend request with a text, at most MaxAskText bytes. Where the app's settings need no consent, when the
// other one has asked before, or at once (for the app's key only) both are friends afterwards. To ask again changes
// nothing.
func (s *Service) Ask(ctx context.Context, c Caller, to UserID, text string, atOnce bool) (Relation, error) {
	if err := s.contactCall(c, to); err != nil {
		return Relation{}, err
	}
	if len(text) > MaxAskText {
		return Relation{}, Errorf(CodeTooLarge, "the text has %d bytes, %d are allowed", len(text), MaxAskText).At("text")
	}
	if atOnce && !c.Admin {
		return Relation{}, Errorf(CodeForbidden, "only the app's key makes friends without asking").At("at_once")
	}
	return do[Relation](ctx, s, c.App, &askContact{User: c.User, To: to, Text: text, AtOnce: atOnce}, 1024)
}

// Answer accepts or declines the friend request of another user.
func (s *Service) Answer(ctx context.Context, c Caller, from UserID, accept bool) (Relation, error) {
	if err := s.contactCall(c, from); err != nil {
		return Relation{}, err
	}
	return do[Relation](ctx, s, c.App, &answerContact{User: c.User, From: from, Accept: accept}, 1024)
}

// RemoveContact ends a friendship on both sides, or takes back a request.
func (s *Service) RemoveContact(ctx context.Context, c Caller, other UserID) error {
	if err := s.contactCall(c, other); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &removeContact{User: c.User, Other: other}, 1024)
}

// ChangeContact changes what is not nil of what only the caller's user sees of a friend: a remark of at most MaxRemark
// bytes, and an object of the app's own of MaxPrivateExt.
func (s *Service) ChangeContact(ctx context.Context, c Caller, other UserID, change ContactChange) (Relation, error) {
	if err := s.contactCall(c, other); err != nil {
		return Relation{}, err
	}
	if change.Remark != nil && len(*change.Remark) > MaxRemark {
		return Relation{}, Errorf(CodeTooLarge, "the remark has %d bytes, %d are allowed", len(*change.Remark), MaxRemark).At("remark")
	}
	if err := checkPrivateExt(change.Ext); err != nil {
		return Relation{}, err
	}
	return do[Relation](ctx, s, c.App, &remarkContact{User: c.User, Other: other, Remark: change.Remark, Ext: change.Ext}, 1024+MaxPrivateExt)
}

// Block puts a user on the blocklist of the caller's user: from the next message on, nothing of him arrives.
func (s *Service) Block(ctx context.Context, c Caller, other UserID) (Relation, error) {
	return s.block(ctx, c, other, true)
}

// Unblock takes a user off the blocklist; one who is not on it may be named.
func (s *Service) Unblock(ctx context.Context, c Caller, other UserID) error {
	_, err := s.block(ctx, c, other, false)
	return err
}

func (s *Service) block(ctx context.Context, c Caller, other UserID, block bool) (Relation, error) {
	if err := s.contactCall(c, other); err != nil {
		return Relation{}, err
	}
	return do[Relation](ctx, s, c.App, &blockUser{User: c.User, Other: other, Block: block}, 512)
}

func (s *Service) contactCall(c Caller, other UserID) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return checkID("user", string(other))
}

// Relation tells what the caller's user has with another.
func (s *Service) Relation(c Caller, other UserID) (Relation, error) {
	if err := s.contactCall(c, other); err != nil {
		return Relation{}, err
	}
	return view1(s, func(r Reader) (Relation, error) {
		ct, err := getContact(r, c.App, c.User, other)
		if err == nil && ct == (contact{}) {
			var st *standing
			if st, err = getStanding(r, c.App, other); err == nil && st == nil {
				err = Errorf(CodeNoUser, "there is no user %q", other).At("user")
			}
		}
		return ct.relation(other), err
	})
}

// Contacts lists the friends of the caller's user by id, from the one after cursor on.
func (s *Service) Contacts(c Caller, cursor string, limit int) ([]Contact, string, error) {
	return pageOfContacts(s, c, cursor, limit, func(other UserID, ct contact) (Contact, bool) {
		return Contact{other, ct.remark, int64(ct.since), rawOrNil(ct.ext)}, ct.since > 0
	})
}

// Requests lists the friend requests that wait for an answer of the caller's user, or those he sent, by the other's id.
func (s *Service) Requests(c Caller, sent bool, cursor string, limit int) ([]ContactRequest, string, error) {
	return pageOfContacts(s, c, cursor, limit, func(other UserID, ct contact) (ContactRequest, bool) {
		if sent {
			return ContactRequest{User: other, At: int64(ct.asked)}, ct.asked > 0
		}
		return ContactRequest{other, ct.text, int64(ct.received)}, ct.received > 0
	})
}

// Blocklist lists whom the caller's user blocks, by id.
func (s *Service) Blocklist(c Caller, cursor string, limit int) ([]Blocked, string, error) {
	return pageOfContacts(s, c, cursor, limit, func(other UserID, ct contact) (Blocked, bool) {
		return Blocked{other, int64(ct.blocked)}, ct.blocked > 0
	})
}

func pageOfContacts[T any](s *Service, c Caller, cursor string, limit int, pick func(UserID, contact) (T, bool)) (found []T, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	var last UserID
	err = s.log.View(func(r Reader) error {
		return eachContact(r, c.App, c.User, UserID(cursor), func(other UserID, ct contact) bool {
			one, wanted := pick(other, ct)
			if !wanted {
				return true
			}
			if len(found) == limit {
				next = string(last)
				return false
			}
			found, last = append(found, one), other
			return true
		})
	})
	return found, next, err
}
