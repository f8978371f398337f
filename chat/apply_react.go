package chat

import (
	"slices"
)

// reactTo adds or takes back one kind of reaction of a user.
type reactTo struct {
	target
	Kind string `json:"kind"`
	On   bool   `json:"on"`
}

func (op *reactTo) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	k := reactionKey(s.app, c.conv, op.Seq, op.Kind, op.User)
	there, err := s.has(k)
	if err != nil || there == op.On {
		return c.Message, err
	}
	i := slices.IndexFunc(c.Reactions, func(r Reaction) bool { return r.Kind == op.Kind })
	if op.On {
		if i < 0 && len(c.Reactions) >= MaxReactionKinds {
			return nil, Errorf(CodeTooMany, "the message has %d kinds of reactions, more are not allowed", MaxReactionKinds).At("reaction")
		}
		if err := s.set(k, appendNumbers(nil, uint64(s.at))); err != nil {
			return nil, err
		}
		c.addReaction(i, op.Kind, op.User)
		return c.Message, c.save(s, "message.reacted", op.User)
	}
	if err := s.delete(k); err != nil {
		return nil, err
	}
	if err := c.dropReaction(s, i, op.User); err != nil {
		return nil, err
	}
	return c.Message, c.save(s, "message.reacted", op.User)
}

func (c *changing) addReaction(i int, kind string, u UserID) {
	if i < 0 {
		i = len(c.Reactions)
		c.Reactions = append(c.Reactions, Reaction{Kind: kind, Users: []UserID{}})
	}
	r := &c.Reactions[i]
	r.Count++
	if len(r.Users) < reactionUsers {
		r.Users = append(r.Users, u)
	}
}

// dropReaction takes a user off a reaction; somebody else moves up among those who are named.
func (c *changing) dropReaction(s *state, i int, u UserID) error {
	r := &c.Reactions[i]
	if r.Count--; r.Count == 0 {
		c.Reactions = slices.Delete(c.Reactions, i, i+1)
		return nil
	}
	if !slices.Contains(r.Users, u) {
		return nil
	}
	r.Users = r.Users[:0]
	from := reactionKey(s.app, c.conv, c.Seq, r.Kind, "")
	return s.tx.Scan(from, nil, false, func(k, _ []byte) bool {
		r.Users = append(r.Users, UserID(k[len(from):]))
		return len(r.Users) < reactionUsers
	})
}
