package chat

// pinMessage pins a message in its conversation for all, or takes the pin off.
type pinMessage struct {
	target
	On bool `json:"on"`
}

func (op *pinMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	if c.To.Kind != KindUser && !op.Admin {
		if may, err := s.moderates(c.To, op.User); err != nil || !may {
			return nil, orRefuse(err, Errorf(CodeForbidden, "only the owner and the admins may pin a message here"))
		}
	}
	if op.On == (c.Pinned != nil) {
		return c.Message, nil
	}
	if !op.On {
		c.Pinned = nil
		if err := s.delete(pinKey(s.app, c.conv, op.Seq)); err != nil {
			return nil, err
		}
		return c.Message, c.save(s, "message.unpinned", op.User)
	}
	n := 0
	if err := s.tx.Scan(prefix(s.app, "pin", string(c.conv)), nil, false, func(_, _ []byte) bool { n++; return true }); err != nil {
		return nil, err
	}
	if n >= MaxPins {
		return nil, Errorf(CodeTooMany, "the conversation has %d pinned messages, more are not allowed", MaxPins)
	}
	c.Pinned = &Pinned{TS: s.at, By: op.User}
	if err := s.set(pinKey(s.app, c.conv, op.Seq), appendNumbers(nil, uint64(s.at))); err != nil {
		return nil, err
	}
	return c.Message, c.save(s, "message.pinned", op.User)
}
