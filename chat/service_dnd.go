package chat

import (
	"context"
	"slices"
	"time"
)

// DND gives what the caller's user said of being disturbed by all conversations.
func (s *Service) DND(c Caller) (DND, error) {
	if err := c.needUser(); err != nil {
		return DND{}, err
	}
	return view1(s, func(r Reader) (DND, error) { return getDND(r, c.App, c.User) })
}

func getDND(r Reader, app AppName, u UserID) (DND, error) {
	var all storedDND
	_, err := getJSON(r, dndKey(app, u), &all)
	if all.Mode == "" {
		all.Mode = DNDAll
	}
	return all.DND, err
}

func getConversationDND(r Reader, app AppName, u UserID, c Conversation) (d DND, err error) {
	_, err = getJSON(r, conversationDNDKey(app, u, c), &d)
	return d, err
}

// SetDND replaces it.
func (s *Service) SetDND(ctx context.Context, c Caller, d DND) (DND, error) {
	if d.Mode == "" {
		d.Mode = DNDAll
	}
	return s.setDND(ctx, c, Address{}, d)
}

// SetConversationDND replaces what the caller's user said of a conversation; the empty setting is none.
func (s *Service) SetConversationDND(ctx context.Context, c Caller, with Address, d DND) (DND, error) {
	return s.setDND(ctx, c, with, d)
}

func (s *Service) setDND(ctx context.Context, c Caller, with Address, d DND) (DND, error) {
	if err := c.needUser(); err != nil {
		return DND{}, err
	}
	if err := d.check(s.now()); err != nil {
		return DND{}, err
	}
	return do[DND](ctx, s, c.App, &setDND{User: c.User, With: with, DND: d}, 1024)
}

// ConversationDND gives what the caller's user said of a conversation; the empty setting when nothing.
func (s *Service) ConversationDND(c Caller, with Address) (DND, error) {
	if err := c.needUser(); err != nil {
		return DND{}, err
	}
	return view1(s, func(r Reader) (DND, error) {
		return getConversationDND(r, c.App, c.User, ConversationOf(c.User, with))
	})
}

// ConversationDNDs lists the conversations of which the caller's user said something, from the one after cursor on.
func (s *Service) ConversationDNDs(c Caller, cursor string, limit int) (found []ConversationDND, next string, err error) {
	if err := c.needUser(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	convs, next, err := s.page(prefix(c.App, "dnd", string(c.User)), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	err = s.log.View(func(r Reader) error {
		for _, conv := range convs {
			d, err := getConversationDND(r, c.App, c.User, Conversation(conv))
			if err != nil {
				return err
			}
			if d != (DND{}) { // it was taken back meanwhile
				found = append(found, ConversationDND{Conversation(conv).For(c.User), d})
			}
		}
		return nil
	})
	return slices.Clip(found), next, err
}

// Quiet tells that a message of a conversation must not disturb a user now, as [Quiet] has it.
func (s *Service) Quiet(app AppName, u UserID, conv Conversation, mentioned bool, at time.Time) (bool, error) {
	return view1(s, func(r Reader) (bool, error) {
		mine, err := getDND(r, app, u)
		if err != nil {
			return false, err
		}
		one, err := getConversationDND(r, app, u, conv)
		return Quiet(mine, one, mentioned, at), err
	})
}
